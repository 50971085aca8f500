package dev.airtableroutes;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.UUID;

/** A MongoDB in memory for all tests of a JVM; each test takes a database of its own. */
public final class MemoryMongo {

    private static final MongoClient CLIENT = start();

    private MemoryMongo() {}

    private static MongoClient start() {
        MongoServer server = new MongoServer(new MemoryBackend());
        MongoClient client = MongoClients.create(server.bindAndGetConnectionString());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            client.close();
            server.shutdownNow();
        }));
        return client;
    }

    /** A database that nobody has written to. */
    public static MongoDatabase database() {
        return CLIENT.getDatabase("test-" + UUID.randomUUID());
    }
}
