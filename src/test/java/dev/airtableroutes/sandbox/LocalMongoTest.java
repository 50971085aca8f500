package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class LocalMongoTest {

    private static final String HURRY = "?serverSelectionTimeoutMS=300&connectTimeoutMS=300";

    @Test
    void goesAwayAndComesBackWithItsDataAndItsChangeStream() {
        try (LocalMongo mongo = LocalMongo.start(0);
                MongoClient client = MongoClients.create(mongo.uri("cuculi") + HURRY)) {
            MongoCollection<Document> users = client.getDatabase("cuculi").getCollection("user");
            users.insertOne(new Document("_id", 1).append("name", "Ada"));

            BsonDocument token;
            try (var changes = watch(users).cursor()) {
                users.updateOne(new Document("_id", 1), Updates.set("name", "Eve"));
                token = next(changes).getResumeToken();
            }
            users.updateOne(new Document("_id", 1), Updates.set("name", "Noor"));

            mongo.stop();
            assertThatThrownBy(users::countDocuments).isInstanceOf(MongoException.class);

            mongo.startAgain();
            await().ignoreExceptions().until(() -> users.countDocuments() == 1);
            users.insertOne(new Document("_id", 2));
            try (var changes = watch(users).resumeAfter(token).cursor()) {
                assertThat(next(changes).getFullDocument()).isEqualTo(new Document("_id", 1).append("name", "Noor"));
                assertThat(next(changes).getFullDocument()).isEqualTo(new Document("_id", 2));
            }
        }
    }

    @Test
    void theOplogBeginsWithTheFirstChangeStream() {
        try (LocalMongo mongo = LocalMongo.start(0);
                MongoClient client = MongoClients.create(mongo.uri("cuculi"))) {
            MongoCollection<Document> users = client.getDatabase("cuculi").getCollection("user");
            users.insertOne(new Document("_id", 1));
            try (var changes = watch(users).cursor()) {
                users.insertOne(new Document("_id", 2));
                assertThat(next(changes).getFullDocument()).isEqualTo(new Document("_id", 2));
            }
            assertThat(client.getDatabase("local").getCollection("oplog.rs").countDocuments())
                    .isEqualTo(1);
        }
    }

    @Test
    void whoWaitsForAChangeAsksSeldomAndHearsOfItAtOnce() {
        AtomicInteger asked = new AtomicInteger();
        CommandListener count = new CommandListener() {
            @Override
            public void commandStarted(CommandStartedEvent command) {
                if (command.getCommandName().equals("getMore")) {
                    asked.incrementAndGet();
                }
            }
        };
        try (LocalMongo mongo = LocalMongo.start(0);
                MongoClient client = MongoClients.create(MongoClientSettings.builder()
                        .applyConnectionString(new ConnectionString(mongo.uri("cuculi")))
                        .addCommandListener(count)
                        .build())) {
            MongoCollection<Document> users = client.getDatabase("cuculi").getCollection("user");
            users.insertOne(new Document("_id", 1));
            try (var changes = watch(users).cursor()) {
                CompletableFuture<Object> first = CompletableFuture.supplyAsync(
                        () -> changes.next().getFullDocument().get("_id"));
                await().during(Duration.ofSeconds(1)).until(() -> !first.isDone());
                assertThat(asked).satisfies(times -> assertThat(times.get()).isBetween(2, 8));

                Instant begin = Instant.now();
                users.insertOne(new Document("_id", 2));

                assertThat(first.join()).isEqualTo(2);
                assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofMillis(200));
            }
        }
    }

    /** Without the lookup this server puts the update itself where the document's key should be. */
    private static ChangeStreamIterable<Document> watch(MongoCollection<Document> users) {
        return users.watch().fullDocument(FullDocument.UPDATE_LOOKUP);
    }

    private static ChangeStreamDocument<Document> next(MongoCursor<ChangeStreamDocument<Document>> changes) {
        return await().until(changes::tryNext, change -> change != null);
    }
}
