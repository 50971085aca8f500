package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.sandbox.LocalAirtable;
import dev.airtableroutes.sandbox.LocalMongo;
import dev.airtableroutes.sandbox.LocalRecord;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bson.Document;

/** A local Airtable and a MongoDB with documents of all three tables, and what must have become of them. */
final class Cuculi implements AutoCloseable {

    final LocalAirtable airtable = LocalAirtable.start(0, Product.bases());
    final LocalMongo mongo = LocalMongo.start(0);
    private final MongoClient client = MongoClients.create(mongo.uri("cuculi"));
    private final Date now = new Date();
    private int scene;
    private int users;
    private int events;
    private int messages;

    String uri() {
        return mongo.uri("cuculi");
    }

    /** Other documents under new ids, empty tables, no faults, no limits. */
    Cuculi scene(int users, int events, int messages) {
        scene++;
        // what is late for the scene before must not come into this one
        airtable.reset();
        this.users = users;
        this.events = events;
        this.messages = messages;
        for (String database : List.of("cuculi", "airtable_routes")) {
            MongoDatabase emptied = client.getDatabase(database);
            emptied.listCollectionNames()
                    .forEach(name -> emptied.getCollection(name).deleteMany(new Document()));
        }
        List.of("users", "events", "messages")
                .forEach(table -> airtable.table("cuculi", table).clear());
        airtable.limits().enabled(false).quotaExceeded(false);
        insert("user", users, this::user);
        insert("event", events, this::event);
        insert("messages", messages, this::message);
        return this;
    }

    /** Where the documents are. */
    MongoDatabase source() {
        return client.getDatabase("cuculi");
    }

    MongoCollection<Document> collection(String name) {
        return source().getCollection(name);
    }

    private void insert(String collection, int count, IntFunction<Document> document) {
        if (count > 0) {
            collection(collection)
                    .insertMany(IntStream.range(0, count).mapToObj(document).toList());
        }
    }

    String userId(int i) {
        return "u" + scene + "-" + i;
    }

    String eventId(int i) {
        return "e" + scene + "-" + i;
    }

    private Document user(int i) {
        return new Document("_id", userId(i))
                .append("email", userId(i) + "@example.com")
                .append("firstName", "Ana " + i)
                .append("event_count", i + 1)
                .append("updatedAt", now);
    }

    private Document event(int i) {
        return new Document("_id", eventId(i))
                .append("name", "Dinner " + i)
                .append("price", new Document("total", i + 1))
                .append("updatedAt", now);
    }

    private Document message(int i) {
        return new Document("_id", "m" + scene + "-" + i)
                .append("message_text", "Hello " + i)
                .append("user_id", userId(i % users))
                .append("event_id", eventId(i % events))
                .append("updatedAt", now);
    }

    /** Exactly one record a document, with the right cells and links, and no dead letter. */
    void assertArrived() {
        assertArrivedBut(List.of());
    }

    /** The same, but for users of these numbers, who have a dead letter and no record. */
    void assertArrivedBut(List<Integer> lost) {
        assertThat(records("users")).hasSize(users - lost.size());
        assertThat(records("events")).hasSize(events);
        assertThat(records("messages")).hasSize(messages);
        Map<String, LocalRecord> people = byId("users");
        Map<String, LocalRecord> dinners = byId("events");
        Map<String, LocalRecord> invitations = byId("messages");
        for (int i = 0; i < users; i++) {
            if (!lost.contains(i)) {
                has(people.get(userId(i)), "email", userId(i) + "@example.com");
                has(people.get(userId(i)), "firstName", "Ana " + i);
                has(people.get(userId(i)), "event_count", i + 1);
            }
        }
        for (int i = 0; i < events; i++) {
            has(dinners.get(eventId(i)), "Name", "Dinner " + i);
            has(dinners.get(eventId(i)), "price", i + 1);
        }
        for (int i = 0; i < messages; i++) {
            LocalRecord invitation = invitations.get("m" + scene + "-" + i);
            has(invitation, "message", "Hello " + i);
            has(invitation, "status", "pending");
            if (!lost.contains(i % users)) {
                has(invitation, "Users", List.of(people.get(userId(i % users)).id()));
            }
            has(invitation, "Events", List.of(dinners.get(eventId(i % events)).id()));
        }
        assertThat(deadLetters().stream()
                        .map(letter -> letter.getString("documentId"))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        lost.stream().map(this::userId).toList());
    }

    private static void has(LocalRecord record, String field, Object value) {
        assertThat(record).isNotNull();
        assertThat(record.fields().get(field))
                .as("%s of %s", field, record.fields())
                .hasToString(value.toString());
    }

    List<LocalRecord> records(String table) {
        return airtable.table("cuculi", table).records();
    }

    private Map<String, LocalRecord> byId(String table) {
        Map<String, LocalRecord> byId = new HashMap<>();
        records(table).forEach(record -> byId.put((String) record.fields().get("id"), record));
        return byId;
    }

    /** The open ones. */
    List<Document> deadLetters() {
        return client.getDatabase("airtable_routes")
                .getCollection("dead_letters")
                .find(Filters.eq("state", "open"))
                .into(new ArrayList<>());
    }

    /** How many records the ledger knows to be a document's. */
    long knownRecords() {
        return client.getDatabase("airtable_routes")
                .getCollection("ledger")
                .countDocuments(Filters.and(Filters.exists("d"), Filters.ne("r", null)));
    }

    /** A collection of the state. */
    MongoCollection<Document> state(String name) {
        return client.getDatabase("airtable_routes").getCollection(name);
    }

    /** Where the state has anything in it. */
    List<String> stateCollections() {
        MongoDatabase state = client.getDatabase("airtable_routes");
        return state.listCollectionNames().into(new ArrayList<>()).stream()
                .filter(name -> state.getCollection(name).countDocuments() > 0)
                .toList();
    }

    @Override
    public void close() {
        client.close();
        mongo.close();
        airtable.close();
    }
}
