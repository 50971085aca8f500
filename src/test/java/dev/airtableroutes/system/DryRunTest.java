package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.EVENTS;
import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.PEOPLE;
import static dev.airtableroutes.system.Stage.PLAYERS;
import static dev.airtableroutes.system.Stage.TEAMS;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.report.Forecast;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Tables;
import dev.airtableroutes.sync.Totals;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A dry run writes nothing anywhere, and says what a run would do. */
class DryRunTest {

    @RegisterExtension
    static final Stage stage = Stage.open(Map.of("airtable.redelivery-delay", 1));

    /** The plan, once it is certain that making it changed nothing. */
    private static Map<String, Totals> plan(Mode mode, String... tables) {
        Map<String, List<Document>> before = stage.dump();
        Map<String, List<LocalRecord>> records = stage.records();
        stage.requests.forget();

        List<PassReport> reports = stage.run(mode, true, tables);

        assertThat(reports).allSatisfy(report -> {
            assertThat(report.failure()).isNull();
            assertThat(report.dryRun()).isTrue();
        });
        assertThat(stage.dump()).isEqualTo(before);
        assertThat(stage.records()).isEqualTo(records);
        assertThat(stage.requests.all())
                .as("what it asks is the records, and nothing else")
                .allSatisfy(call -> assertThat(call.purpose()).matches("read the (new )?records .*"));
        return Product.totals(reports);
    }

    private static void untidyDocuments() {
        stage.insert(
                "user",
                IntStream.range(0, 33)
                        .mapToObj(i -> new Document("_id", "u" + i).append("email", "u" + i + "@example.com"))
                        .toList());
        stage.insert(
                "user",
                new Document("_id", "twin").append("email", "U1@example.com"),
                new Document("_id", "bad").append("total_spent", "lots"),
                new Document("_id", "worse").append("email", new Document("work", "a@example.com")),
                new Document("_id", "two").append("email", "two@example.com"));
        stage.insert("event", new Document("_id", "e1").append("name", "Brunch"));
        stage.insert(
                "messages",
                new Document("_id", "m1")
                        .append("message_text", "Hi")
                        .append("user_id", "u2")
                        .append("event_id", "e1"),
                new Document("_id", "m2").append("message_text", "Ho").append("user_id", "nobody"));
        stage.table(USERS).insert(Map.of("email", "U5@example.com"));
        stage.table(USERS).insert(Map.of("id", "u6", "email", "u6@example.com"));
        stage.table(USERS).insert(Map.of("email", "two@example.com"));
        stage.table(USERS).insert(Map.of("email", "Two@example.com"));
    }

    @Test
    void thePlanOfAFirstRunIsWhatTheRunThenDoes() {
        untidyDocuments();

        Map<String, Totals> planned = plan(Mode.CHANGED, USERS, EVENTS, MESSAGES);
        Map<String, Totals> done = stage.sync(USERS, EVENTS, MESSAGES);

        assertThat(planned).isEqualTo(done);
        Totals users = planned.get(USERS);
        assertThat(users.created()).isEqualTo(32);
        assertThat(users.updated()).isEqualTo(1);
        assertThat(users.unchanged()).isEqualTo(1);
        assertThat(users.takenOver()).isEqualTo(2);
        assertThat(users.deadLetters())
                .isEqualTo(Map.of("duplicate-key", 1L, "cell", 1L, "record", 1L, "ambiguous", 1L));
        assertThat(users.writeCalls()).isEqualTo(4);
        assertThat(planned.get(MESSAGES).unresolvedLinks())
                .as("planned records can be linked to")
                .isEqualTo(1);
    }

    @Test
    void thePlanOfALaterRunIsWhatTheRunThenDoes() {
        untidyDocuments();
        stage.sync(USERS, EVENTS, MESSAGES);
        stage.change("user", "u3", "firstName", "Ana");
        stage.change("user", "bad", "total_spent", 5);
        stage.insert("user", new Document("_id", "nobody"), new Document("_id", "u99"));

        Map<String, Totals> planned = plan(Mode.CHANGED, USERS, EVENTS);
        Map<String, Totals> done = stage.sync(USERS, EVENTS);

        assertThat(planned).isEqualTo(done);
        assertThat(planned.get(USERS).created()).isEqualTo(2);
        assertThat(planned.get(USERS).updated()).isEqualTo(2);
    }

    @Test
    void thePlanCountsTheDeletionOfARecordOfWhichNobodyHasHeard() {
        stage.insert("teams", new Document("_id", "t0"));
        stage.sync(TEAMS);
        stage.insert("teams", new Document("_id", "t1"), new Document("_id", "t2"));
        stage.airtable
                .faults()
                .add(Fault.status(500).method("PATCH").afterApplying())
                .add(Fault.status(500).method("GET"));
        assertThat(stage.run(Mode.CHANGED, false, TEAMS).get(0).done()).isFalse();
        stage.airtable.faults().clear();
        stage.delete("teams", "t1");

        Totals planned = plan(Mode.CHANGED, TEAMS).get(TEAMS);

        assertThat(planned).isEqualTo(stage.sync(TEAMS));
        assertThat(planned.deleted()).isEqualTo(1);
    }

    @Test
    void thePlanOfAReconciliationIsWhatItThenDoes() {
        untidyDocuments();
        stage.insert(
                "people", new Document("_id", 1).append("name", "Ana"), new Document("_id", 2).append("name", "Bo"));
        stage.sync(USERS, EVENTS, MESSAGES, PEOPLE);
        stage.table(USERS).edit(stage.record(USERS, "id", "u4").id(), Map.of("email", "eva@example.com"));
        stage.table(USERS).delete(stage.record(USERS, "id", "u7").id());
        stage.table(USERS).delete(stage.record(USERS, "id", "u8").id());
        stage.table(USERS).insert(Map.of("email", "U8@example.com"));
        stage.table(USERS).insert(Map.of("summary", "nobody's"));
        stage.table(PEOPLE).delete(stage.record(PEOPLE, "name", "Bo").id());
        stage.table(PEOPLE).insert(Map.of());

        Map<String, Totals> planned = plan(Mode.RECONCILE, USERS, EVENTS, PEOPLE);
        Map<String, Totals> done = stage.sync(Mode.RECONCILE, USERS, EVENTS, PEOPLE);

        assertThat(planned).isEqualTo(done);
        assertThat(planned.get(USERS).created()).as("u7").isEqualTo(1);
        assertThat(planned.get(USERS).updated()).as("u4, and u8 by hand").isEqualTo(2);
        assertThat(planned.get(PEOPLE).created()).isEqualTo(1);
    }

    @Test
    void theForecastCountsThePagesOfAirtablesRecords() {
        Mapping users = stage.bean(Tables.class).known(USERS);
        stage.insert(
                "user",
                IntStream.range(0, 240)
                        .mapToObj(i -> new Document("_id", "u" + i))
                        .toList());
        stage.camel().requestBody("direct:airtable-schema", "cuculi");
        assertThat(stage.bean(Forecast.class).sentence(List.of(users), false))
                .as("before the first run: the schema, as many records as documents, and all to write")
                .startsWith("240 documents to look at; this run needs at most about 28 calls");

        IntStream.range(0, 200).forEach(i -> stage.table(USERS).insert(Map.of("summary", "by hand")));
        stage.sync(USERS);

        assertThat(stage.bean(Forecast.class).sentence(List.of(users), true))
                .as("240 records of documents and 200 of nobody")
                .startsWith("240 documents to look at; this run needs at most about 30 calls");
    }

    @Test
    void forecastAndPlanCountTheSecondRequestOfNewRecordsWithColumnsOfPeoples() {
        Mapping messages = stage.bean(Tables.class).known(MESSAGES);
        stage.insert("messages", message("m0"));
        stage.sync(MESSAGES);
        stage.insert(
                "messages",
                IntStream.rangeClosed(1, 24).mapToObj(i -> message("m" + i)).toList());

        assertThat(stage.bean(Forecast.class).sentence(List.of(messages), false))
                .as("the schema, what people made, 25 to write, and the status of 24")
                .startsWith("25 documents to look at; this run needs at most about 8 calls");
        Totals planned = plan(Mode.CHANGED, MESSAGES).get(MESSAGES);
        assertThat(stage.requests.all()).as("it looks for what people made").hasSize(1);
        assertThat(planned.writeCalls()).isEqualTo(6);
        assertThat(stage.sync(MESSAGES)).isEqualTo(planned);
        assertThat(stage.bean(Forecast.class).sentence(List.of(messages), false))
                .as("none of them is new any more")
                .startsWith("25 documents to look at; this run needs at most about 4 calls");
    }

    private static Document message(String id) {
        return new Document("_id", id).append("message_text", "Join us, " + id);
    }

    @Test
    void thePlanCountsDeletions() {
        stage.insert(
                "teams",
                IntStream.range(0, 12)
                        .mapToObj(i -> new Document("_id", "t" + i))
                        .toList());
        stage.insert("players", new Document("_id", "p1"), new Document("_id", "p2"));
        stage.sync(TEAMS, PLAYERS);
        stage.source().getCollection("teams").deleteMany(new Document("_id", new Document("$ne", "t3")));
        stage.delete("players", "p1");

        Map<String, Totals> planned = plan(Mode.FULL, TEAMS, PLAYERS);
        Map<String, Totals> done = stage.sync(Mode.FULL, TEAMS, PLAYERS);

        assertThat(planned).isEqualTo(done);
        assertThat(planned.get(TEAMS).deleted()).isEqualTo(11);
        assertThat(planned.get(TEAMS).writeCalls()).isEqualTo(2);
        assertThat(planned.get(PLAYERS).writeCalls()).isEqualTo(1);
    }

    @Test
    void thePlanOfDocumentsThatWereImportedAnewIsWhatTheRunThenDoes() {
        stage.insert("players", new Document("_id", 1).append("name", "Ana"), new Document("_id", 2));
        stage.sync(PLAYERS);
        stage.delete("players", 2);
        stage.sync(Mode.FULL, PLAYERS);
        stage.delete("players", 1);
        stage.insert("players", new Document("_id", "1").append("name", "Ana"), new Document("_id", "2"));

        Map<String, Totals> planned = plan(Mode.FULL, PLAYERS);
        Map<String, Totals> done = stage.sync(Mode.FULL, new String[] {PLAYERS});

        assertThat(planned).isEqualTo(done);
        assertThat(planned.get(PLAYERS).takenOver()).isEqualTo(2);
        assertThat(planned.get(PLAYERS).deleted())
                .as("nothing to mark any more")
                .isZero();
        assertThat(planned.get(PLAYERS).updated()).as("the mark of 2 goes").isEqualTo(1);
    }

    @Test
    void aPlanAfterARunPlansNothing() {
        untidyDocuments();
        stage.sync(USERS, EVENTS, MESSAGES);

        Map<String, Totals> planned = plan(Mode.FULL, USERS, EVENTS, MESSAGES);

        assertThat(planned.values()).allSatisfy(totals -> {
            assertThat(totals.created()).isZero();
            assertThat(totals.updated()).isZero();
            assertThat(totals.writeCalls()).isZero();
        });
    }
}
