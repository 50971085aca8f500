package dev.airtableroutes.sandbox;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.io.Closeable;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A MongoDB in memory, with the oplog that change streams need. It can go away and come back with its data.
 *
 * <p>What it does otherwise than a real one: the change event of an update has a wrong document key (take the {@code _id}
 * of the looked-up full document), {@code findOneAndUpdate} and {@code findOneAndReplace} make no change event, and every
 * poll of a change stream reads the whole oplog, which therefore begins with the first change stream.
 */
public final class LocalMongo implements Closeable {

    /** A server that shuts down closes its backend, which would forget every document. */
    private static final class KeptBackend extends MemoryBackend {
        @Override
        public void close() {
            // the data stay for the next start
        }

        private void forget() {
            super.close();
        }

        @Override
        public MemoryDatabase openOrCreateDatabase(String name) {
            return new LookUps(name, getCursorRegistry());
        }

        @Override
        protected Oplog createOplog() {
            return new WatchedOplog(super.createOplog(), getCursorRegistry());
        }
    }

    /** Keeps what a change stream can ask for, and not the application's own state, which none watches. */
    private static final class WatchedOplog implements Oplog {

        private final Oplog oplog;
        private final CursorRegistry cursors;
        private final Events events = new Events();
        private volatile boolean streamed;

        private WatchedOplog(Oplog oplog, CursorRegistry cursors) {
            this.oplog = oplog;
            this.cursors = cursors;
        }

        private boolean watched(String namespace) {
            return streamed && !namespace.startsWith("airtable_routes.");
        }

        @Override
        public void handleInsert(String namespace, List<Document> documents) {
            if (watched(namespace)) {
                oplog.handleInsert(namespace, documents);
                events.happened();
            }
        }

        @Override
        public void handleUpdate(String namespace, Document selector, Document query, List<Object> modifiedIds) {
            if (watched(namespace)) {
                oplog.handleUpdate(namespace, selector, query, modifiedIds);
                events.happened();
            }
        }

        @Override
        public void handleDelete(String namespace, Document query, List<Object> deletedIds) {
            if (watched(namespace)) {
                oplog.handleDelete(namespace, query, deletedIds);
                events.happened();
            }
        }

        @Override
        public void handleDropCollection(String namespace) {
            if (watched(namespace)) {
                oplog.handleDropCollection(namespace);
                events.happened();
            }
        }

        @Override
        public Cursor createCursor(Document changeStream, String namespace, Aggregation aggregation) {
            streamed = true;
            Cursor cursor = oplog.createCursor(changeStream, namespace, aggregation);
            // the first answer comes at once, the following from the one that is registered
            cursors.remove(cursor.getId());
            cursors.add(new CalmCursor(cursor, events));
            return cursor;
        }
    }

    /** Counts what happens, for those who wait for the next. */
    private static final class Events {

        private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(250);

        private long count;

        synchronized long count() {
            return count;
        }

        synchronized void happened() {
            count++;
            notifyAll();
        }

        /** Until there are more than so many, or for a while. */
        synchronized void awaitMoreThan(long known) {
            long end = System.nanoTime() + PATIENCE;
            try {
                for (long left = PATIENCE; count == known && left > 0; left = end - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * A real server holds its answer back until something has happened. This one answers at once that there is nothing,
     * the driver asks at once again, and a core and a half would do nothing else.
     */
    private record CalmCursor(Cursor cursor, Events events) implements Cursor {

        @Override
        public long getId() {
            return cursor.getId();
        }

        @Override
        public boolean isEmpty() {
            return cursor.isEmpty();
        }

        @Override
        public List<Document> takeDocuments(int most) {
            long known = events.count();
            List<Document> changes = cursor.takeDocuments(most);
            if (!changes.isEmpty()) {
                return changes;
            }
            events.awaitMoreThan(known);
            return cursor.takeDocuments(most);
        }
    }

    /** More than there are connections: a change stream that waits holds its thread up, and who shares that with it. */
    private static final int THREADS = 64;

    private final KeptBackend backend = new KeptBackend();
    private final int port;
    private MongoServer server;

    private LocalMongo(int port) {
        backend.enableOplog();
        server = serve(port);
        this.port = server.getLocalAddress().getPort();
    }

    /** @param port 0 for a free one */
    public static LocalMongo start(int port) {
        return new LocalMongo(port);
    }

    /** For {@code MONGODB_URI}. */
    public String uri(String database) {
        return "mongodb://localhost:" + port + "/" + database;
    }

    /** MongoDB goes away: connections break, new ones are refused. */
    public synchronized void stop() {
        if (server != null) {
            server.shutdownNow();
            server = null;
        }
    }

    /** MongoDB comes back on the same port, with its data. */
    public synchronized void startAgain() {
        if (server == null) {
            server = serve(port);
        }
    }

    private MongoServer serve(int wanted) {
        MongoServer serving = new MongoServer(backend);
        serving.bind(new InetSocketAddress("localhost", wanted), 1, THREADS);
        return serving;
    }

    @Override
    public void close() {
        stop();
        backend.forget();
    }
}
