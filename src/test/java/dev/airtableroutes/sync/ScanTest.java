package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.mongodb.client.MongoCollection;
import dev.airtableroutes.MemoryMongo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTest {

    private static final Instant CURSOR = Instant.parse("2024-05-06T12:00:00Z");

    /** Operators that a mongod makes bounds of an index of, negated or not. */
    private static final Set<String> BOUNDED = Set.of("$gt", "$gte", "$lt", "$lte", "$eq", "$in");

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

    /** A mongod bounds a search by comparisons, and by nothing else that is negated: one branch without bounds reads all. */
    @Test
    void noBranchMakesMongoDbReadTheWholeCollection() {
        BsonDocument criteria = Scan.changedSince("updatedAt", CURSOR).toBsonDocument();

        assertThat(criteria.getArray("$or")).hasSizeGreaterThan(2).allSatisfy(branch -> assertThat(
                        conditions(branch.asDocument()))
                .anyMatch(ScanTest::bounds)
                .allMatch(condition -> !condition.containsKey("$not") || bounds(condition)));
    }

    private static boolean bounds(BsonDocument condition) {
        BsonValue negated = condition.get("$not");
        return negated == null
                ? BOUNDED.contains(condition.getFirstKey())
                : negated.isDocument() && bounds(negated.asDocument());
    }

    /** What each branch says of the field. */
    private static List<BsonDocument> conditions(BsonDocument branch) {
        return branch.containsKey("$and")
                ? branch.getArray("$and").stream()
                        .flatMap(one -> conditions(one.asDocument()).stream())
                        .toList()
                : List.of(
                        branch.get("updatedAt").isDocument()
                                ? branch.getDocument("updatedAt")
                                : new BsonDocument("$regex", branch.get("updatedAt")));
    }

    static Stream<Arguments> valuesThatAreNoTime() {
        return Stream.of(
                arguments("a number", 7),
                arguments("a negative number", -1.5),
                arguments("no number", Double.NaN),
                arguments("a decimal", Decimal128.parse("1E+10")),
                arguments("true", true),
                arguments("an id", new ObjectId()),
                arguments("bytes", new Binary(new byte[] {1, 2})),
                arguments("a timestamp", new BsonTimestamp(1, 1)),
                arguments("least", new MinKey()),
                arguments("most", new MaxKey()),
                arguments("an object", new Document("$date", "2024-05-01T12:00:00Z")),
                arguments("an empty object", new Document()),
                arguments("an empty list", List.of()),
                arguments("a list of numbers", List.of(1, 2)),
                arguments("no text", ""),
                arguments("a blank", " "),
                arguments("seconds", "1714996800"),
                arguments("less than digits", "-1"),
                arguments("the other way round", "06/05/2024"),
                arguments("a day", "2024-05-01"),
                arguments("short", "2024-5-1T12:00:00Z"),
                arguments("a blank in place of T", "2024-05-01 12:00:00"),
                arguments("a small t", "2024-05-01t12:00:00Z"),
                arguments("a time in the second line", "on\n2024-05-01T12:00:00Z"),
                arguments("a blank before", " 2024-05-01T12:00:00Z"),
                arguments("digits of others", "\u0662\u0660\u0662\u0664-05-01T12:00:00Z"),
                arguments("words", "yesterday"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valuesThatAreNoTime")
    void whatIsNoTimeIsAlwaysRead(String what, Object value) {
        insert(what, value);
        collection.insertOne(new Document("_id", "in it").append("nested", new Document("at", value)));

        assertThat(found(Scan.changedSince("updatedAt", CURSOR))).contains(what);
        assertThat(found(Scan.changedSince("nested.at", CURSOR))).contains("in it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-05-01T12:00:00Z",
                "2024-05-01T",
                "2024-05-01Tnonsense",
                "0000-00-00T00:00:00Z",
                "1969-12-31T23:59:59.999+02:00",
                "2024-05-05T21:58:59Z"
            })
    void textThatSortsAsATimeBeforeIsNotRead(String text) {
        insert("old text", text);

        assertThat(found(Scan.changedSince("updatedAt", CURSOR))).doesNotContain("old text");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1714993200000L})
    void aDateBeforeIsNotRead(long millis) {
        insert("old date", new BsonDateTime(millis));

        assertThat(found(Scan.changedSince("updatedAt", CURSOR))).doesNotContain("old date");
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
