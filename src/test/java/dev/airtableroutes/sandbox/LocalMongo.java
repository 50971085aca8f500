package dev.airtableroutes.sandbox;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.io.Closeable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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

        @Override
        protected Oplog createOplog() {
            return new WatchedOplog(super.createOplog());
        }
    }

    /** Keeps what a change stream can ask for, and not the application's own state, which none watches. */
    private static final class WatchedOplog implements Oplog {

        private final Oplog oplog;
        private volatile boolean streamed;

        private WatchedOplog(Oplog oplog) {
            this.oplog = oplog;
        }

        private boolean watched(String namespace) {
            return streamed && !namespace.startsWith("airtable_routes.");
        }

        @Override
        public void handleInsert(String namespace, List<Document> documents) {
            if (watched(namespace)) {
                oplog.handleInsert(namespace, documents);
            }
        }

        @Override
        public void handleUpdate(String namespace, Document selector, Document query, List<Object> modifiedIds) {
            if (watched(namespace)) {
                oplog.handleUpdate(namespace, selector, query, modifiedIds);
            }
        }

        @Override
        public void handleDelete(String namespace, Document query, List<Object> deletedIds) {
            if (watched(namespace)) {
                oplog.handleDelete(namespace, query, deletedIds);
            }
        }

        @Override
        public void handleDropCollection(String namespace) {
            if (watched(namespace)) {
                oplog.handleDropCollection(namespace);
            }
        }

        @Override
        public Cursor createCursor(Document changeStream, String namespace, Aggregation aggregation) {
            streamed = true;
            return new CalmCursor(oplog.createCursor(changeStream, namespace, aggregation));
        }
    }

    /** The server answers at once that there is nothing, and the driver asks at once again: a core of polls otherwise. */
    private record CalmCursor(Cursor cursor) implements Cursor {

        private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

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
            List<Document> changes = cursor.takeDocuments(most);
            if (changes.isEmpty()) {
                LockSupport.parkNanos(PAUSE);
            }
            return changes;
        }
    }

    private final KeptBackend backend = new KeptBackend();
    private final int port;
    private MongoServer server;

    private LocalMongo(int port) {
        backend.enableOplog();
        server = new MongoServer(backend);
        server.bind("localhost", port);
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
            server = new MongoServer(backend);
            server.bind("localhost", port);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
