package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.LocalRecord;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** The base of lead generation on a stage: its tables, documents as the product writes them, people at work in Airtable. */
final class Hub {

    static final String CONTACTS = "lead-generation/contacts";
    static final String LEADS = "lead-generation/leads";
    static final String CAMPAIGNS = "lead-generation/campaigns";
    static final String RESULTS = "lead-generation/results";
    static final List<String> TABLES = List.of(CONTACTS, CAMPAIGNS, LEADS, RESULTS);

    /** A lead, the key it has, and a contact of the same person. */
    static final ObjectId ANA = new ObjectId("65a1b2c3d4e5f60718293a4b");

    static final String KEY = "ana@example.com";
    static final String CONTACT = "5d41402abc4b2a76b9719d91";

    private Hub() {}

    static Stage open() {
        return open(Map.of());
    }

    static Stage open(Map<String, ?> settings) {
        return Stage.open("lead-generation", TABLES, settings);
    }

    static Document contact(String id, String email) {
        return new Document("_id", id)
                .append("email", email)
                .append("firstName", "Ana")
                .append("verified", true)
                .append("catchAll", false)
                .append("doNotContact", false)
                .append("dataQualityScore", 80)
                .append("updatedAt", now());
    }

    static Document lead(ObjectId id, String key) {
        return new Document("_id", id)
                .append("key", key)
                .append("person", new Document("fullName", "Ana Lima"))
                .append("email", new Document("address", key).append("status", "verified"))
                .append("enrichment", new Document("state", "found").append("creditsSpent", Decimal128.parse("1.50")))
                .append("status", "New")
                .append("createdAt", Date.from(Instant.parse("2026-10-31T23:30:00Z")))
                .append("updatedAt", now());
    }

    static Document campaign(String id, String externalId) {
        return new Document("_id", id)
                .append("name", "Heads of Sales")
                .append("platform", "HeyReach")
                .append("externalId", externalId)
                .append("creditsUsed", Decimal128.parse("12.50"))
                .append("autoPush", false)
                .append("updatedAt", now());
    }

    static Document event(String id, ObjectId lead, String contact, String campaign) {
        return new Document("_id", id)
                .append("leadId", lead)
                .append("contactId", contact)
                .append("campaignId", campaign)
                .append("platform", "HeyReach")
                .append("event", "Replied")
                .append("occurredAt", now())
                .append("updatedAt", now());
    }

    static Date now() {
        return Date.from(Instant.now());
    }

    /** What people put into the cells of the record of a lead; null empties one. */
    static void people(Stage stage, String leadKey, String field, Object value) {
        people(stage, LEADS, stage.record(LEADS, "Lead Key", leadKey), field, value);
    }

    static void people(Stage stage, String table, LocalRecord record, String field, Object value) {
        Map<String, Object> cells = new HashMap<>();
        cells.put(field, value);
        stage.table(table).edit(record.id(), cells);
    }

    /** What the product writes into the document of a lead, as it does: with the time of the change. */
    static void product(Stage stage, ObjectId lead, String path, Object value) {
        assertThat(stage.source()
                        .getCollection("leads")
                        .updateOne(
                                new Document("_id", lead),
                                new Document("$set", new Document(path, value).append("updatedAt", now())))
                        .getMatchedCount())
                .isEqualTo(1);
    }

    static Document document(Stage stage, String collection, Object id) {
        return stage.source()
                .getCollection(collection)
                .find(new Document("_id", id))
                .first();
    }
}
