package dev.airtableroutes.sandbox;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Filters;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.io.Closeable;
import java.util.List;

/**
 * A MongoDB in memory, with the oplog that change streams need. It can go away and come back with its data.
 *
 * <p>What it does otherwise than a real one: the change event of an update has a wrong document key (take the {@code _id}
 * of the looked-up full document), {@code findOneAndUpdate} and {@code findOneAndReplace} make no change event, and every
 * poll of a change stream reads the whole oplog.
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

    /** Leaves out the application's own state, which no change stream watches and every poll would read again. */
    private record WatchedOplog(Oplog oplog) implements Oplog {

        private static boolean watched(String namespace) {
            return !namespace.startsWith("airtable_routes.");
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
            return oplog.createCursor(changeStream, namespace, aggregation);
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

    /** Forgets past changes, so that a change stream of today does not read the sample data again at every poll. */
    public synchronized void forgetOplog() {
        try (MongoClient client = MongoClients.create(uri("local"))) {
            client.getDatabase("local").getCollection("oplog.rs").deleteMany(Filters.empty());
        }
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
