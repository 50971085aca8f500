package dev.airtableroutes.sandbox;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.base.BaseFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bson.BsonType;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class SampleDataTest {

    private static LocalMongo mongo;
    private static MongoClient client;
    private static SampleData data;
    private static Truth truth;
    private static MongoCollection<Document> users;
    private static MongoCollection<Document> events;
    private static MongoCollection<Document> messages;

    @BeforeAll
    static void fill() {
        mongo = LocalMongo.start(0);
        client = MongoClients.create(mongo.uri("cuculi"));
        MongoDatabase database = client.getDatabase("cuculi");
        data = new SampleData(1, 1000, 300, 1200);
        truth = data.insertInto(database);
        users = database.getCollection(SampleData.USERS);
        events = database.getCollection(SampleData.EVENTS);
        messages = database.getCollection(SampleData.MESSAGES);
    }

    @AfterAll
    static void close() {
        client.close();
        mongo.close();
    }

    @Test
    void sizesAreAsAsked() {
        assertThat(users.countDocuments()).isEqualTo(1000).isEqualTo(truth.users());
        assertThat(events.countDocuments()).isEqualTo(300).isEqualTo(truth.events());
        assertThat(messages.countDocuments()).isEqualTo(1200).isEqualTo(truth.messages());
    }

    @Test
    void theSameSeedMakesTheSameDocuments() {
        MongoDatabase again = client.getDatabase("again");
        Truth same = new SampleData(1, 1000, 300, 1200).insertInto(again);
        assertThat(same).isEqualTo(truth);
        assertThat(again.getCollection(SampleData.MESSAGES).find().into(new ArrayList<>()))
                .isEqualTo(messages.find().into(new ArrayList<>()));
        assertThat(new SampleData(2, 1, 0, 0).users.next())
                .isNotEqualTo(users.find().first());
    }

    @Test
    void duplicatesAreThoseThatANormalisedKeyFinds() {
        assertThat(truth.duplicates("user")).isEqualTo(2).isEqualTo(doubles(users, "email"));
        assertThat(truth.duplicates("event")).isEqualTo(1).isEqualTo(doubles(events, "name"));
        assertThat(truth.duplicates("messages"))
                .isEqualTo(2)
                .isEqualTo(doubles(messages, "message_text", "generated_message"));
        for (Truth.Duplicate pair : truth.duplicates()) {
            assertThat(pair.first()).isNotEqualTo(pair.second());
        }
    }

    private static long doubles(MongoCollection<Document> collection, String... fields) {
        Set<String> seen = new HashSet<>();
        long doubles = 0;
        for (Document document : collection.find()) {
            for (String field : fields) {
                String key = document.getString(field);
                if (key != null && !seen.add(key.trim().toLowerCase(Locale.ROOT))) {
                    doubles++;
                }
            }
        }
        return doubles;
    }

    @Test
    void badCellsAreWhereItSaysAndNowhereElse() {
        Set<String> found = new HashSet<>();
        for (Document user : users.find()) {
            String id = user.get("_id").toString();
            if (user.get("birthDay") instanceof Document) {
                found.add(id + " birthDay");
            }
            if ("n/a".equals(user.get("total_spent"))) {
                found.add(id + " total_spent");
            }
            if ("sleeping".equals(user.get("engagement_status"))) {
                found.add(id + " engagement_status");
            }
            if (user.getString("summary") != null && user.getString("summary").length() > 100_000) {
                found.add(id + " summary");
            }
        }
        List<String> told = truth.badCells().stream()
                .filter(cell -> cell.collection().equals(SampleData.USERS))
                .map(cell -> cell.id() + " " + cell.field())
                .toList();
        assertThat(told).hasSize(11).containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    void messagesOfUnknownUsersAreCounted() {
        Set<String> known = new HashSet<>();
        users.find().forEach(user -> known.add(user.get("_id").toString()));
        List<String> strangers = new ArrayList<>();
        for (Document message : messages.find()) {
            Object user = message.get(message.containsKey("user_id") ? "user_id" : "senderId");
            if (!known.contains(user.toString())) {
                strangers.add(message.get("_id").toString());
            }
        }
        assertThat(truth.strangers()).hasSize(24).containsExactlyElementsOf(strangers);
        assertThat(truth.homeless()).hasSize(12);
    }

    @Test
    void itIsAsUntidyAsLife() {
        assertThat(users.countDocuments(type("_id", BsonType.OBJECT_ID))).isGreaterThan(500);
        assertThat(users.countDocuments(type("_id", BsonType.STRING))).isGreaterThan(100);
        assertThat(users.countDocuments(exists("email", false)) + users.countDocuments(eq("email", null)))
                .isGreaterThan(10);
        assertThat(users.countDocuments(type("last_active", BsonType.DATE_TIME)))
                .isPositive();
        assertThat(users.countDocuments(type("last_active", BsonType.STRING))).isPositive();
        assertThat(users.countDocuments(exists("updatedAt", false)))
                .isEqualTo(truth.withoutUpdatedAt().size());
        assertThat(users.countDocuments(in("firstName", "محمد", "🦊 Fox"))).isPositive();
        assertThat(users.countDocuments(type("order_count", BsonType.STRING))).isPositive();
        assertThat(users.countDocuments(exists("personalization_ready"))).isGreaterThan(800);
        assertThat(users.find(eq("_id", "u\"107\\x")).first()).isNotNull();
        assertThat(users.find().into(new ArrayList<>()))
                .anySatisfy(user -> assertThat(user.getString("summary")).hasSize(100_000));
        assertThat(events.countDocuments(exists("type"))).isGreaterThan(100);
        assertThat(events.countDocuments(exists("maxParticipants"))).isGreaterThan(100);
        assertThat(events.countDocuments(exists("campaign_qualifications.seat_newcomers")))
                .isEqualTo(300);
        assertThat(messages.countDocuments(exists("generated_message"))).isGreaterThan(100);
        assertThat(messages.countDocuments(type("user_id", BsonType.OBJECT_ID))).isPositive();
        assertThat(events.find()
                        .first()
                        .get("participant_top_interests", List.class)
                        .get(0))
                .isEqualTo(List.of("wine", 3));
    }

    @Test
    void peopleMadeSomeRecordsByHandBefore() {
        Map<String, Object> base = new Yaml().load("""
                        base: cuculi
                        tables:
                          users: {fields: {id: singleLineText, email: email}}
                          events: {fields: {Name: singleLineText, id: singleLineText}}
                        """);
        try (LocalAirtable airtable = LocalAirtable.start(0, List.of(BaseFile.read(base)))) {
            HandMade made = HandMade.in(airtable, data, truth);
            assertThat(made.users()).hasSize(40);
            assertThat(made.events()).hasSize(5);
            assertThat(made.ambiguous().values()).singleElement().satisfies(pair -> assertThat(pair)
                    .hasSize(2));
            assertThat(airtable.table("cuculi", "users").size()).isEqualTo(42);
            made.users().forEach((id, record) -> {
                String email = (String) airtable.table("cuculi", "users")
                        .record(record)
                        .fields()
                        .get("email");
                assertThat(users.find(eq("email", email)).first())
                        .as("another spelling")
                        .isNull();
            });
        }
    }
}
