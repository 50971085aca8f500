package dev.airtableroutes.sandbox;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.Closeable;
import org.bson.Document;

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
            client.getDatabase("local").getCollection("oplog.rs").deleteMany(new Document());
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
