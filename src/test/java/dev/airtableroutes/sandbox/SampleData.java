package dev.airtableroutes.sandbox;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bson.Document;

/** Seeded sample data, as untidy as life: the same seed and sizes make the same documents. */
public final class SampleData {

    public static final String USERS = "user";
    public static final String EVENTS = "event";
    public static final String MESSAGES = "messages";

    private static final int BATCH = 1000;

    private final Truth truth;
    final SampleUsers users;
    final SampleEvents events;
    final SampleMessages messages;

    public SampleData(long seed, int users, int events, int messages) {
        truth = new Truth(users, events, messages);
        this.users = new SampleUsers(new Words(seed), truth);
        this.events = new SampleEvents(new Words(seed + 1), truth);
        this.messages = new SampleMessages(new Words(seed + 2), truth, this.users, this.events);
    }

    /** Inserts everything. @return what it really is */
    public Truth insertInto(MongoDatabase database) {
        insert(database.getCollection(USERS), truth.users(), users::next);
        insert(database.getCollection(EVENTS), truth.events(), events::next);
        insert(database.getCollection(MESSAGES), truth.messages(), messages::next);
        return truth;
    }

    private static void insert(MongoCollection<Document> collection, int count, Supplier<Document> documents) {
        List<Document> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < count; i++) {
            batch.add(documents.get());
            if (batch.size() == BATCH || i == count - 1) {
                collection.insertMany(batch);
                batch.clear();
            }
        }
    }
}
