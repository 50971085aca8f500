package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.EVENTS;
import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.PEOPLE;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a pass reads and asks when little or nothing has changed, and what a reconciliation repairs. */
class IncrementalTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @RegisterExtension
    static final Stage stage = Stage.open();

    private static Date ago(Duration time) {
        return Date.from(NOW.minus(time));
    }

    /** Users whose last change is long past, but for the last of them. */
    private static void users(int count) {
        stage.insert(
                "user",
                IntStream.range(0, count)
                        .mapToObj(i -> new Document("_id", "u" + i)
                                .append("firstName", "Name " + i)
                                .append("updatedAt", ago(Duration.ofHours(count - i))))
                        .toList());
    }

    @Test
    void aSecondPassReadsWhatChangedSinceAndAsksAirtableNothing() {
        users(40);
        stage.insert(
                "event", new Document("_id", "e1").append("name", "Brunch").append("updatedAt", ago(Duration.ZERO)));
        stage.insert(
                "messages",
                new Document("_id", "m1").append("message_text", "Hi").append("user_id", "u1"));
        Map<String, Totals> first = stage.sync(USERS, EVENTS, MESSAGES);
        assertThat(first.get(USERS).read()).isEqualTo(40);
        int arrivals = stage.airtable.arrivals().size();

        Map<String, Totals> second = stage.sync(USERS, EVENTS, MESSAGES);

        assertThat(stage.airtable.arrivals()).hasSize(arrivals);
        assertThat(second.get(USERS).read()).as("the newest, to be sure").isEqualTo(1);
        assertThat(second.get(USERS).unchanged()).isEqualTo(1);
        assertThat(second.get(MESSAGES).read()).as("has no date: always read").isEqualTo(1);

        stage.change("user", "u7", "firstName", "Changed");
        stage.change("user", "u7", "updatedAt", ago(Duration.ZERO));
        Totals third = stage.sync(USERS);
        assertThat(third.read()).isEqualTo(2);
        assertThat(third.updated()).isEqualTo(1);
        assertThat(stage.cells(USERS, "id", "u7")).containsEntry("firstName", "Changed");
        assertThat(stage.sync(USERS).read()).as("u7 is the newest now").isEqualTo(1);
    }

    @Test
    void aChangeIsFoundHoweverItsDateIsWritten() {
        users(3);
        stage.insert(
                "user",
                new Document("_id", "iso")
                        .append("updatedAt", NOW.minus(Duration.ofDays(3)).toString()),
                new Document("_id", "offset").append("updatedAt", "2024-05-01T10:00:00+02:00"),
                new Document("_id", "missing"),
                new Document("_id", "null").append("updatedAt", null),
                new Document("_id", "number").append("updatedAt", 1714588200000L),
                new Document("_id", "words").append("updatedAt", "yesterday"));
        stage.sync(USERS);
        assertThat(stage.sync(USERS).read())
                .as("the newest, and the four that cannot be compared")
                .isEqualTo(5);

        stage.change("user", "iso", "firstName", "New");
        stage.change("user", "iso", "updatedAt", NOW.toString());
        stage.change("user", "offset", "firstName", "New");
        stage.change(
                "user",
                "offset",
                "updatedAt",
                NOW.atOffset(ZoneOffset.ofHours(-5)).toString());
        List.of("missing", "null", "number", "words").forEach(id -> stage.change("user", id, "firstName", "New"));
        Totals totals = stage.sync(USERS);

        assertThat(totals.updated()).isEqualTo(6);
        assertThat(List.of("iso", "offset", "missing", "null", "number", "words"))
                .allSatisfy(id -> assertThat(stage.cells(USERS, "id", id)).containsEntry("firstName", "New"));
    }

    @Test
    void aDateInTheFutureDoesNotHideLaterChanges() {
        users(3);
        stage.insert(
                "user",
                new Document("_id", "ahead").append("updatedAt", Date.from(NOW.plus(Duration.ofDays(400)))),
                new Document("_id", "ahead too").append("updatedAt", "2099-01-01T00:00:00.000Z"));
        stage.sync(USERS);

        stage.change("user", "u0", "firstName", "Changed");
        stage.change("user", "u0", "updatedAt", new Date());
        Totals totals = stage.sync(USERS);

        assertThat(totals.updated()).isEqualTo(1);
        assertThat(stage.cells(USERS, "id", "u0")).containsEntry("firstName", "Changed");
    }

    @Test
    void aPassThatCouldNotFinishIsMadeUpForByTheNext() {
        users(3);
        stage.sync(USERS);
        stage.change("user", "u0", "firstName", "Changed");
        stage.change("user", "u0", "updatedAt", ago(Duration.ofMinutes(3)));
        stage.airtable.faults().add(Fault.status(403).method("PATCH"));
        assertThat(stage.run(Mode.CHANGED, false, USERS)).singleElement().satisfies(report -> {
            assertThat(report.done()).isFalse();
            assertThat(report.failure()).contains("403");
        });
        assertThat(stage.letters()).isEmpty();

        stage.airtable.faults().clear();
        stage.sync(USERS);

        assertThat(stage.cells(USERS, "id", "u0")).containsEntry("firstName", "Changed");
    }

    @Test
    void anEditedMappingIsAppliedToEveryDocument() {
        users(4);
        stage.source()
                .getCollection("user")
                .updateMany(new Document(), new Document("$set", new Document("job", "chef")));
        stage.sync(USERS);
        stage.requests.forget();

        stage.edit(
                "mappings/tables/cuculi/users.yaml", "  occupation: occupation\n", "  occupation: [occupation, job]\n");
        stage.restart();
        try {
            Totals totals = stage.sync(USERS);

            assertThat(totals.read()).isEqualTo(4);
            assertThat(stage.requests.cellsSentTo(USERS)).hasSize(4).containsOnly(Map.of("occupation", "chef"));
            assertThat(stage.requests.to(USERS, "read"))
                    .as("the ledger knows the records")
                    .isEmpty();
            assertThat(stage.cells(USERS, "id", "u0"))
                    .containsEntry("occupation", "chef")
                    .containsEntry("firstName", "Name 0");
            assertThat(stage.sync(USERS).read()).isEqualTo(1);
        } finally {
            stage.edit(
                    "mappings/tables/cuculi/users.yaml",
                    "  occupation: [occupation, job]\n",
                    "  occupation: occupation\n");
            stage.restart();
        }
    }

    @Test
    void aRestartedApplicationKnowsWhatAirtableHolds() {
        users(12);
        stage.sync(USERS);
        stage.requests.forget();

        stage.restart();
        stage.change("user", "u11", "firstName", "Changed");
        Totals totals = stage.sync(USERS);

        assertThat(totals.read()).isEqualTo(1);
        assertThat(stage.requests.cellsSentTo(USERS)).containsExactly(Map.of("firstName", "Changed"));
        assertThat(stage.requests.all()).hasSize(1);
    }

    @Test
    void aReconciliationReadsEveryHundredRecordsOnceAndRepairsWhatPeopleChanged() {
        users(250);
        stage.sync(USERS);
        String edited = stage.record(USERS, "id", "u3").id();
        stage.table(USERS).edit(edited, Map.of("firstName", "Eva was here", "occupation", "Eva's note"));
        stage.requests.forget();

        Totals incremental = stage.sync(USERS);
        assertThat(incremental.updated()).isZero();
        assertThat(stage.table(USERS).record(edited).fields()).containsEntry("firstName", "Eva was here");

        Totals totals = stage.sync(Mode.RECONCILE, USERS);

        assertThat(totals.updated()).isEqualTo(1);
        assertThat(totals.unchanged()).isEqualTo(249);
        assertThat(stage.requests.to(USERS, "read the records of")).hasSize(3);
        assertThat(stage.requests.cellsSentTo(USERS)).containsExactly(Map.of("firstName", "Name 3"));
        assertThat(stage.table(USERS).record(edited).fields())
                .as("what the document does not say is left to people")
                .containsEntry("firstName", "Name 3")
                .containsEntry("occupation", "Eva's note");
        stage.requests.forget();
        assertThat(stage.sync(Mode.RECONCILE, USERS).writeCalls()).isZero();
    }

    @Test
    void aReconciliationMakesDeletedRecordsAgainAndTakesOverNewOnes() {
        users(5);
        stage.sync(USERS);
        stage.table(USERS).delete(stage.record(USERS, "id", "u2").id());
        String byHand = stage.table(USERS).insert(Map.of("email", "new@example.com", "lastName", "typed by Eva"));
        stage.insert("user", new Document("_id", "u9").append("email", "NEW@example.com"));

        Totals totals = stage.sync(Mode.RECONCILE, USERS);

        assertThat(totals.created()).isEqualTo(1);
        assertThat(totals.takenOver()).isEqualTo(1);
        assertThat(stage.table(USERS).size()).isEqualTo(6);
        assertThat(stage.cells(USERS, "id", "u2")).containsEntry("firstName", "Name 2");
        assertThat(stage.table(USERS).record(byHand).fields())
                .isEqualTo(Map.of("id", "u9", "email", "NEW@example.com", "lastName", "typed by Eva"));
    }

    @Test
    void anUpdateOfADeletedRecordMakesItAgainInTheSameRun() {
        users(12);
        stage.sync(USERS);
        stage.table(USERS).delete(stage.record(USERS, "id", "u4").id());
        stage.source()
                .getCollection("user")
                .updateMany(new Document(), new Document("$set", new Document("gender", "x")));

        stage.sync(Mode.FULL, USERS);

        assertThat(stage.table(USERS).size()).isEqualTo(12);
        assertThat(stage.cells(USERS, "id", "u4"))
                .containsEntry("firstName", "Name 4")
                .containsEntry("gender", "x");
        assertThat(stage.letters()).isEmpty();
    }

    @Test
    void aDocumentWithoutAKeyDoesNotMakeTheNextPassReadTheTable() {
        stage.insert(
                "people", new Document("_id", 1).append("name", "Ana").append("updatedAt", ago(Duration.ofHours(1))));
        stage.sync(PEOPLE);
        stage.insert("people", new Document("_id", 2).append("name", "Bo").append("updatedAt", ago(Duration.ZERO)));
        stage.sync(PEOPLE);
        stage.requests.forget();

        stage.sync(PEOPLE);

        assertThat(stage.requests.all()).isEmpty();
        assertThat(stage.table(PEOPLE).size()).isEqualTo(2);
    }
}
