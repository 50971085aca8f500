package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.airtableroutes.MemoryMongo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScanTest {

    private static final Instant CURSOR = Instant.parse("2024-05-06T12:00:00Z");

    private final MongoCollection<Document> collection = MemoryMongo.database().getCollection("users");

    @BeforeEach
    void documents() {
        insert("date before", Date.from(CURSOR.minusSeconds(3600)));
        insert("date a little before", Date.from(CURSOR.minusSeconds(30)));
        insert("date after", Date.from(CURSOR.plusSeconds(1)));
        insert("text long before", "2024-05-01T12:00:00Z");
        insert("text after", "2024-05-06T12:00:01Z");
        insert("text after, with offset", "2024-05-06T02:00:01-11:00");
        insert("text after, without zone", "2024-05-06T12:00:01");
        insert("number", 1714996800000L);
        insert("other text", "06/05/2024");
        insert("day only", "2024-05-01");
        insert("null", null);
        collection.insertOne(new Document("_id", "missing"));
        insert("nested", new Document("at", Date.from(CURSOR.minusSeconds(3600))));
    }

    private void insert(String id, Object updatedAt) {
        collection.insertOne(new Document("_id", id).append("updatedAt", updatedAt));
    }

    @Test
    void whatChangedSinceIsReadAndWhatCannotBeCompared() {
        assertThat(found(Scan.changedSince("updatedAt", CURSOR)))
                .containsExactlyInAnyOrder(
                        "date a little before",
                        "date after",
                        "text after",
                        "text after, with offset",
                        "text after, without zone",
                        "number",
                        "other text",
                        "day only",
                        "null",
                        "missing",
                        "nested");
    }

    @Test
    void aCursorMayBeNested() {
        assertThat(found(Scan.changedSince("updatedAt.at", CURSOR)))
                .doesNotContain("nested")
                .contains("missing");
    }

    @Test
    void everythingIsEverything() {
        assertThat(found(Scan.everything())).hasSize(13);
    }

    @Test
    void theseAreTheseAndNoOthers() {
        assertThat(found(Scan.these(List.of("missing", "null", "never heard of"))))
                .containsExactlyInAnyOrder("missing", "null");
        assertThat(found(Scan.these(List.of()))).isEmpty();
    }

    private List<String> found(Bson criteria) {
        return collection
                .find(criteria)
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }
}
