package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class LocalMongoTest {

    private static final String HURRY = "?serverSelectionTimeoutMS=300&connectTimeoutMS=300";

    @Test
    void findsByManyIdsWhateverTypeTheyHave() {
        try (LocalMongo mongo = LocalMongo.start(0);
                MongoClient client = MongoClients.create(mongo.uri("cuculi"))) {
            MongoCollection<Document> users = client.getDatabase("cuculi").getCollection("user");
            List.of("a", "b", "1", 1, 2L, "other")
                    .forEach(id -> users.insertOne(new Document("_id", id).append("age", 30)));

            assertThat(ids(users.find(Filters.in("_id", "a", "1", "nobody")))).containsExactlyInAnyOrder("a", "1");
            assertThat(ids(users.find(Filters.in("_id", "b", 1L, 2)))).containsExactlyInAnyOrder("b", 1, 2L);
            assertThat(ids(users.find(Filters.nin("_id", "a", "b", "1", 1)))).containsExactlyInAnyOrder(2L, "other");
            assertThat(ids(users.find(Filters.and(Filters.in("_id", "a", "b"), Filters.eq("age", 31)))))
                    .isEmpty();
        }
    }

    private static List<Object> ids(FindIterable<Document> found) {
        return found.map(document -> document.get("_id")).into(new ArrayList<>());
    }

    @Test
    void goesAwayAndComesBackWithItsDataAndItsChangeStream() {
        try (LocalMongo mongo = LocalMongo.start(0);
                MongoClient client = MongoClients.create(mongo.uri("cuculi"));
                MongoClient hurried = MongoClients.create(mongo.uri("cuculi") + HURRY)) {
            MongoCollection<Document> users = client.getDatabase("cuculi").getCollection("user");
            users.insertOne(new Document("_id", 1).append("name", "Ada"));

            BsonDocument token;
            try (var changes = watch(users).cursor()) {
                users.updateOne(new Document("_id", 1), Updates.set("name", "Eve"));
                token = next(changes).getResumeToken();
            }
            users.updateOne(new Document("_id", 1), Updates.set("name", "Noor"));

            mongo.stop();
            assertThatThrownBy(() ->
                            hurried.getDatabase("cuculi").getCollection("user").countDocuments())
                    .isInstanceOf(MongoException.class);

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
                long begin = System.nanoTime();
                CompletableFuture<Object> first = heard(changes);
                await().during(Duration.ofSeconds(1)).until(() -> !first.isDone());
                await().untilAtomic(asked, greaterThanOrEqualTo(2));
                assertThat((long) asked.get()).isLessThanOrEqualTo(quartersSince(begin) + 2);
                users.insertOne(new Document("_id", 2));
                assertThat(first.join()).isEqualTo(2);

                List<Duration> delays = new ArrayList<>();
                for (int id = 3; id < 8; id++) {
                    int before = asked.get();
                    CompletableFuture<Object> next = heard(changes);
                    await().pollInterval(Duration.ofMillis(10)).untilAtomic(asked, greaterThan(before));
                    long inserted = System.nanoTime();
                    int waiting = asked.get();
                    users.insertOne(new Document("_id", id));
                    long quarters = quartersSince(inserted);

                    assertThat(next.join()).isEqualTo(id);
                    delays.add(Duration.ofNanos(System.nanoTime() - inserted));
                    assertThat((long) asked.get())
                            .as("whoever waits hears of it, and does not ask again")
                            .isLessThanOrEqualTo(waiting + 1 + quarters);
                }
                // a busy machine may hold one up, hardly all of them
                assertThat(Collections.min(delays)).isLessThan(Duration.ofMillis(150));
            }
        }
    }

    private static CompletableFuture<Object> heard(MongoCursor<ChangeStreamDocument<Document>> changes) {
        return CompletableFuture.supplyAsync(
                () -> changes.next().getFullDocument().get("_id"));
    }

    /** The server answers after a quarter of a second that there is nothing. */
    private static long quartersSince(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis() / 250;
    }

    /** Without the lookup this server puts the update itself where the document's key should be. */
    private static ChangeStreamIterable<Document> watch(MongoCollection<Document> users) {
        return users.watch().fullDocument(FullDocument.UPDATE_LOOKUP);
    }

    private static ChangeStreamDocument<Document> next(MongoCursor<ChangeStreamDocument<Document>> changes) {
        return await().until(changes::tryNext, change -> change != null);
    }
}
