package dev.airtableroutes;

import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;

/** A MongoDB in memory for all tests of a JVM; each test takes a database of its own. */
public final class MemoryMongo {

    private static final Map<String, LongAdder> READ = new ConcurrentHashMap<>();
    private static final MongoClient CLIENT = start();

    private MemoryMongo() {}

    private static MongoClient start() {
        MongoServer server = new MongoServer(new MemoryBackend());
        MongoClient client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(server.bindAndGetConnectionString()))
                .addCommandListener(new Reads())
                .build());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            client.close();
            server.shutdownNow();
        }));
        return client;
    }

    private static final class Reads implements CommandListener {

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            if (event.getResponse().containsKey("cursor")) {
                BsonDocument cursor = event.getResponse().getDocument("cursor");
                int documents = cursor.getArray("firstBatch", new BsonArray()).size()
                        + cursor.getArray("nextBatch", new BsonArray()).size();
                READ.computeIfAbsent(event.getDatabaseName(), name -> new LongAdder())
                        .add(documents);
            }
        }
    }

    /** How many documents somebody has got from a database so far. */
    public static long read(MongoDatabase database) {
        LongAdder read = READ.get(database.getName());
        return read == null ? 0 : read.sum();
    }

    /** The same database where the first index that somebody wants in a collection cannot be made. */
    public static MongoDatabase refusesAnIndex(MongoDatabase database, String collection) {
        MongoCollection<Document> real = database.getCollection(collection);
        return with(database, collection, refusing -> doThrow(new MongoTimeoutException("nobody is there"))
                .doAnswer(index -> real.createIndex(index.getArgument(0)))
                .when(refusing)
                .createIndex(any()));
    }

    /** The same database for somebody who dies when about to update several documents of a collection. */
    public static MongoDatabase diesBeforeUpdating(MongoDatabase database, String collection) {
        return with(database, collection, dying -> doThrow(new MongoTimeoutException("killed"))
                .when(dying)
                .updateMany(any(), any(Bson.class)));
    }

    /** The same database for somebody who dies when about to write a second batch to a collection. */
    public static MongoDatabase diesBeforeASecondBatch(MongoDatabase database, String collection) {
        MongoCollection<Document> real = database.getCollection(collection);
        return with(database, collection, dying -> doAnswer(
                        first -> real.bulkWrite(first.getArgument(0), first.<BulkWriteOptions>getArgument(1)))
                .doThrow(new MongoTimeoutException("killed"))
                .when(dying)
                .bulkWrite(any(), any(BulkWriteOptions.class)));
    }

    private static MongoDatabase with(
            MongoDatabase database, String collection, Consumer<MongoCollection<Document>> otherwise) {
        MongoCollection<Document> other = mock(MongoCollection.class, delegatesTo(database.getCollection(collection)));
        otherwise.accept(other);
        MongoDatabase same = mock(MongoDatabase.class, delegatesTo(database));
        doReturn(other).when(same).getCollection(collection);
        return same;
    }

    /** A database that nobody has written to. */
    public static MongoDatabase database() {
        return CLIENT.getDatabase("test-" + UUID.randomUUID());
    }
}
