package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.GOODS;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Cells that cannot be, and records that Airtable refuses: the rest arrives, and a dead letter says what did not. */
class BadCellsTest {

    @RegisterExtension
    static final Stage stage = Stage.open();

    private static List<Document> tenUsers() {
        return IntStream.range(0, 10)
                .mapToObj(i -> new Document("_id", "u" + i).append("summary", "summary of " + i))
                .toList();
    }

    @Test
    void aBaseThatTakesNoMoreRecordsStopsThePassAndIsNotAskedForEachOfThem() {
        stage.insert(
                "user",
                IntStream.range(0, 300)
                        .mapToObj(i -> new Document("_id", "u" + i))
                        .toList());
        stage.airtable.faults().add(Fault.status(422).method("PATCH"));

        PassReport full = stage.run(Mode.CHANGED, false, USERS).get(0);

        assertThat(full.state()).isEqualTo(PassReport.STOPPED);
        assertThat(full.failure()).contains("create any record of cuculi/users", "422", "the base is full");
        assertThat(stage.requests.writesTo(USERS)).hasSizeLessThan(100);
        assertThat(stage.letters()).hasSizeBetween(1, 30);

        stage.airtable.faults().clear();
        stage.sync(USERS);
        assertThat(stage.table(USERS).size()).isEqualTo(300);
        assertThat(stage.letters()).extracting(letter -> letter.get("state")).containsOnly("resolved");
    }

    @Test
    void aBadCellStaysOutCostsNoRequestAndIsTold() {
        stage.insert(
                "user",
                new Document("_id", "u1").append("total_spent", "lots").append("firstName", "Ana"),
                new Document("_id", "u2").append("total_spent", "12.50"));

        Totals totals = stage.sync(USERS);

        assertThat(totals.created()).isEqualTo(2);
        assertThat(totals.deadLetters()).isEqualTo(Map.of("cell", 1L));
        assertThat(stage.requests.writesTo(USERS)).hasSize(1);
        assertThat(stage.cells(USERS, "id", "u1")).isEqualTo(Map.of("id", "u1", "firstName", "Ana"));
        assertThat(stage.cells(USERS, "id", "u2")).isEqualTo(Map.of("id", "u2", "total_spent", 12.5));
        assertThat(stage.letter("u1"))
                .containsEntry("table", USERS)
                .containsEntry("route", "cuculi-users")
                .containsEntry("kind", "cell")
                .containsEntry("field", "total_spent")
                .containsEntry("value", "lots")
                .containsEntry("httpStatus", 0)
                .containsEntry("errorType", null)
                .containsEntry("state", "open")
                .containsEntry("attempts", 1)
                .extractingByKey("reason")
                .asString()
                .contains("\"lots\"", "not a plain number");
    }

    @Test
    void aBadCellLeavesWhatAirtableHolds() {
        stage.insert("user", new Document("_id", "u1").append("event_count", 3));
        stage.sync(USERS);
        stage.requests.forget();

        stage.change("user", "u1", "event_count", -1);
        Totals totals = stage.sync(USERS);

        assertThat(totals.deadLetters()).isEqualTo(Map.of("cell", 1L));
        assertThat(stage.requests.all()).isEmpty();
        assertThat(stage.cells(USERS, "id", "u1")).isEqualTo(Map.of("id", "u1", "event_count", 3L));
    }

    @Test
    void aCellOverAHundredThousandCharactersStaysOut() {
        stage.insert("user", new Document("_id", "u1").append("summary", "x".repeat(100_001)));
        stage.insert("user", new Document("_id", "u2").append("summary", "x".repeat(100_000)));

        stage.sync(USERS);

        assertThat(stage.letter("u1")).containsEntry("kind", "cell").containsEntry("field", "summary");
        assertThat(stage.letter("u1").getString("value")).hasSizeLessThan(1_000);
        assertThat(stage.cells(USERS, "id", "u1")).isEqualTo(Map.of("id", "u1"));
        assertThat(stage.cells(USERS, "id", "u2")).containsEntry("summary", "x".repeat(100_000));
    }

    @Test
    void aBadCellHoldsItsRecordBackWhereTheMappingRejectsIt() {
        stage.insert(
                "goods",
                new Document("_id", "g1").append("price", "dear").append("comment", "held back"),
                new Document("_id", "g2").append("price", 3));

        Totals totals = stage.sync(GOODS);

        assertThat(totals.created()).isEqualTo(1);
        assertThat(totals.deadLetters()).isEqualTo(Map.of("record", 1L));
        assertThat(stage.table(GOODS).records())
                .extracting(LocalRecord::fields)
                .containsExactly(Map.of("sku", "g2", "price", 3L));
        assertThat(stage.letter("g1"))
                .containsEntry("kind", "record")
                .containsEntry("field", "price")
                .containsEntry("value", "dear");
    }

    @Test
    void aBadKeyAlwaysHoldsItsRecordBack() {
        stage.insert(
                "user",
                new Document("_id", "u1")
                        .append("email", new Document("work", "ana@example.com"))
                        .append("firstName", "Ana"));

        Totals totals = stage.sync(USERS);

        assertThat(totals.deadLetters()).isEqualTo(Map.of("record", 1L));
        assertThat(stage.letter("u1")).containsEntry("field", "email").containsEntry("kind", "record");
        assertThat(stage.table(USERS).size()).isZero();
        assertThat(stage.requests.writesTo(USERS)).isEmpty();
    }

    @Test
    void aValueThatASelectDoesNotOfferIsABadCellUnlessTheMappingCreatesOptions() {
        stage.insert(
                "user",
                new Document("_id", "u1")
                        .append("engagement_status", "activ")
                        .append("interests", List.of("Wine", "Kite surfing")));

        stage.sync(USERS);

        assertThat(stage.letter("u1"))
                .containsEntry("field", "engagement_status")
                .containsEntry("value", "activ")
                .extractingByKey("reason")
                .asString()
                .contains("\"activ\"", "\"active\"");
        assertThat(stage.cells(USERS, "id", "u1"))
                .isEqualTo(Map.of("id", "u1", "interests", List.of("Kite surfing", "Wine")));
        stage.change("user", "u1", "engagement_status", "active");
        stage.sync(USERS);
        assertThat(stage.cells(USERS, "id", "u1")).containsEntry("engagement_status", "active");
        assertThat(stage.letter("u1")).containsEntry("state", "resolved");
    }

    @Test
    void aSelectThatHasNoOptionsYetOffersNothing() {
        stage.camel().requestBody("direct:airtable-schema", "cuculi");
        List<String> options = offered();
        assertThat(options).isNotEmpty();
        options.forEach(option -> stage.table(USERS).dropOption("journey_stage", option));
        stage.bean(LiveBases.class).forget(USERS);
        try {
            stage.insert(
                    "user", new Document("_id", "u1").append("firstName", "Ana").append("journey_stage", "Attended"));

            stage.sync(USERS);

            assertThat(stage.cells(USERS, "id", "u1")).isEqualTo(Map.of("id", "u1", "firstName", "Ana"));
            assertThat(stage.letter("u1"))
                    .containsEntry("kind", "cell")
                    .containsEntry("field", "journey_stage")
                    .extractingByKey("reason")
                    .asString()
                    .contains("\"Attended\"", "has none yet", "options: create");
            stage.camel().requestBody("direct:airtable-schema", "cuculi");
            assertThat(offered()).as("and none was made").isEmpty();
        } finally {
            options.forEach(option -> stage.table(USERS).addOption("journey_stage", option));
        }
    }

    private static List<String> offered() {
        return stage.bean(LiveBases.class)
                .schema("cuculi")
                .orElseThrow()
                .base()
                .tables()
                .get("users")
                .fields()
                .get("journey_stage")
                .choices();
    }

    @Test
    void anOptionThatSomebodyDroppedMeanwhileIsFoundByHalvingAndTheRestArrives() {
        List<Document> users = tenUsers();
        users.get(6).put("journey_stage", "Returned");
        users.get(7).put("journey_stage", "Attended");
        stage.insert("user", users);
        stage.camel().requestBody("direct:airtable-schema", "cuculi");
        stage.table(USERS).dropOption("journey_stage", "Returned");

        Totals totals = stage.sync(USERS);

        assertThat(totals.created()).isEqualTo(10);
        assertThat(stage.table(USERS).size()).isEqualTo(10);
        assertThat(stage.cells(USERS, "id", "u6")).isEqualTo(Map.of("id", "u6", "summary", "summary of 6"));
        assertThat(stage.cells(USERS, "id", "u7")).containsEntry("journey_stage", "Attended");
        assertThat(stage.letters()).hasSize(1);
        assertThat(stage.letter("u6"))
                .containsEntry("kind", "cell")
                .containsEntry("field", "journey_stage")
                .containsEntry("value", "Returned")
                .containsEntry("httpStatus", 422)
                .containsEntry("errorType", "INVALID_MULTIPLE_CHOICE_OPTIONS");
    }

    @Test
    void aRecordThatAirtableRefusesIsFoundByHalvingAndTheOtherNineArrive() {
        stage.insert("user", tenUsers());
        stage.airtable.faults().add(Fault.status(422).method("PATCH").containing("summary of 3"));

        Totals totals = stage.sync(USERS);

        assertThat(totals.created()).isEqualTo(9);
        assertThat(totals.deadLetters()).isEqualTo(Map.of("record", 1L));
        assertThat(stage.table(USERS).records())
                .extracting(record -> record.fields().get("id"))
                .containsExactlyInAnyOrder("u0", "u1", "u2", "u4", "u5", "u6", "u7", "u8", "u9");
        assertThat(stage.cells(USERS, "id", "u9")).containsEntry("summary", "summary of 9");
        assertThat(stage.letter("u3"))
                .containsEntry("kind", "record")
                .containsEntry("httpStatus", 422)
                .containsEntry("errorType", "INVALID_REQUEST_UNKNOWN")
                .extractingByKey("reason")
                .asString()
                .contains("Airtable refuses the record");
        assertThat(stage.requests.writesTo(USERS))
                .as("10, 5 + 5, 2 + 3, 1 + 1 or 1 + 2, …")
                .hasSizeLessThan(10);
    }

    @Test
    void theSameFaultIsOneLetterAndIsResolvedOnceTheRecordArrives() {
        stage.insert("user", tenUsers());
        stage.airtable.faults().add(Fault.status(422).method("PATCH").containing("summary of 3"));
        stage.sync(USERS);
        Document first = stage.letter("u3");

        stage.sync(Mode.FULL, USERS);

        Document again = stage.letter("u3");
        assertThat(again)
                .containsEntry("_id", first.get("_id"))
                .containsEntry("attempts", 2)
                .containsEntry("firstAt", first.get("firstAt"))
                .containsEntry("state", "open");

        stage.airtable.faults().clear();
        stage.hint(USERS, "u3");

        assertThat(stage.cells(USERS, "id", "u3")).isEqualTo(Map.of("id", "u3", "summary", "summary of 3"));
        assertThat(stage.letter("u3")).containsEntry("state", "resolved").containsKey("resolvedAt");
    }

    @Test
    void aCellThatAirtableRefusedIsSentAgainWhenItsDocumentIsLookedAtAgain() {
        stage.insert("user", tenUsers());
        stage.airtable
                .faults()
                .add(Fault.status(422)
                        .method("PATCH")
                        .containing("summary of 3")
                        .body(Map.of(
                                "error",
                                Map.of(
                                        "type", "INVALID_VALUE_FOR_COLUMN",
                                        "message", "Field \"summary\" cannot accept the provided value"))));
        stage.sync(USERS);
        assertThat(stage.letter("u3"))
                .containsEntry("kind", "cell")
                .containsEntry("field", "summary")
                .containsEntry("value", "summary of 3")
                .containsEntry("errorType", "INVALID_VALUE_FOR_COLUMN");
        assertThat(stage.cells(USERS, "id", "u3")).isEqualTo(Map.of("id", "u3"));

        stage.airtable.faults().clear();
        stage.hint(USERS, "u3");

        assertThat(stage.cells(USERS, "id", "u3")).containsEntry("summary", "summary of 3");
        assertThat(stage.letter("u3")).containsEntry("state", "resolved");
    }

    @Test
    void aLetterAboutACellIsResolvedWhenTheDocumentIsMended() {
        stage.insert("user", new Document("_id", "u1").append("event_count", "many"));
        stage.sync(USERS);
        assertThat(stage.letter("u1")).containsEntry("state", "open");

        stage.change("user", "u1", "event_count", null);
        stage.sync(USERS);

        assertThat(stage.letter("u1")).as("nothing had to be sent").containsEntry("state", "resolved");

        stage.change("user", "u1", "event_count", "many");
        stage.sync(USERS);
        assertThat(stage.letter("u1")).containsEntry("state", "open").containsEntry("attempts", 2);
    }

    @Test
    void twoBadCellsAreTwoLettersAndMendingOneLeavesTheOther() {
        Date longAgo = Date.from(Instant.parse("2024-01-01T00:00:00Z"));
        stage.insert(
                "user",
                new Document("_id", "u1")
                        .append("event_count", "many")
                        .append("last_active", "soon")
                        .append("updatedAt", longAgo));
        stage.sync(USERS);
        assertThat(stage.letters()).hasSize(2);

        stage.change("user", "u1", "event_count", 5);
        stage.sync(USERS);

        assertThat(stage.letters())
                .extracting(letter -> letter.get("field") + " " + letter.get("state"))
                .containsExactlyInAnyOrder("event_count resolved", "last_active open");
        assertThat(stage.cells(USERS, "id", "u1")).containsEntry("event_count", 5L);
    }
}
