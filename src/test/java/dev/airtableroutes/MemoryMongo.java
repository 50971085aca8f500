package dev.airtableroutes;

import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.UUID;
import org.bson.Document;

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

    /** The same database where the first index that somebody wants in a collection cannot be made. */
    public static MongoDatabase refusesAnIndex(MongoDatabase database, String collection) {
        MongoCollection<Document> real = database.getCollection(collection);
        MongoCollection<Document> refusing = mock(MongoCollection.class, delegatesTo(real));
        doThrow(new MongoTimeoutException("nobody is there"))
                .doAnswer(index -> real.createIndex(index.getArgument(0)))
                .when(refusing)
                .createIndex(any());
        MongoDatabase refuses = mock(MongoDatabase.class, delegatesTo(database));
        doReturn(refusing).when(refuses).getCollection(collection);
        return refuses;
    }

    /** A database that nobody has written to. */
    public static MongoDatabase database() {
        return CLIENT.getDatabase("test-" + UUID.randomUUID());
    }
}
