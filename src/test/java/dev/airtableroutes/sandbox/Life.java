package dev.airtableroutes.sandbox;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Keeps changing a few documents a minute, as the application behind the collections does. */
public final class Life implements Closeable {

    private static final int NEWCOMER_EVERY = 10;

    private final MongoDatabase database;
    private final SampleData data;
    private final Words words = new Words(System.nanoTime());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sandbox-life");
        thread.setDaemon(true);
        return thread;
    });
    private int changes;

    Life(MongoDatabase database, SampleData data) {
        this.database = database;
        this.data = data;
    }

    Life every(Duration pause) {
        clock.scheduleWithFixedDelay(this::safely, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void safely() {
        try {
            change();
        } catch (MongoException e) {
            // MongoDB is away; life goes on when it is back
        }
    }

    /** One update, or now and then a newcomer. */
    void change() {
        if (++changes % NEWCOMER_EVERY == 0) {
            Document newcomer = data.users.next();
            database.getCollection(SampleData.USERS).insertOne(newcomer.append("updatedAt", Date.from(Instant.now())));
        } else if (changes % 3 == 0) {
            update(SampleData.EVENTS, data.events.ids, Updates.set("participantCount", words.number(12)));
        } else {
            update(SampleData.USERS, data.users.ids, Updates.set("occupation", "Guide no. " + words.number(1000)));
        }
    }

    private void update(String collection, List<Object> ids, Bson update) {
        if (!ids.isEmpty()) {
            database.getCollection(collection)
                    .updateOne(
                            new Document("_id", words.one(ids)),
                            Updates.combine(update, Updates.set("updatedAt", Date.from(Instant.now()))));
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
