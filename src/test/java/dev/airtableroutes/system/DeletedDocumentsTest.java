package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.PLAYERS;
import static dev.airtableroutes.system.Stage.TEAMS;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Run;
import dev.airtableroutes.sync.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document is gone from its collection: users are kept, teams deleted, players marked. */
class DeletedDocumentsTest {

    @RegisterExtension
    static final Stage stage = Stage.open(Map.of("airtable.redelivery-delay", 1));

    @Test
    void theRecordOfADeletedDocumentIsKeptUnlessTheMappingSaysOtherwise() {
        stage.insert("user", new Document("_id", "u1"), new Document("_id", "u2"));
        stage.sync(USERS);
        stage.requests.forget();

        stage.delete("user", "u1");
        stage.sync(Mode.FULL, USERS);
        stage.hint(USERS, "u1");
        stage.sync(Mode.RECONCILE, USERS);

        assertThat(stage.requests.writesTo(USERS)).isEmpty();
        assertThat(stage.cells(USERS, "id", "u1")).isEqualTo(Map.of("id", "u1"));
    }

    @Test
    void aPassOverEverythingDeletesTheRecordsOfDeletedDocumentsTenARequest() {
        stage.insert(
                "teams",
                IntStream.range(0, 30)
                        .mapToObj(i -> new Document("_id", "t" + i))
                        .toList());
        stage.sync(TEAMS);
        stage.table(TEAMS).insert(Map.of("id", "by hand"));
        stage.source().getCollection("teams").deleteMany(new Document("_id", new Document("$ne", "t3")));
        stage.requests.forget();

        Totals totals = stage.sync(Mode.FULL, TEAMS);

        assertThat(totals.deleted()).isEqualTo(29);
        assertThat(stage.requests.to(TEAMS, "delete")).hasSize(3);
        assertThat(stage.table(TEAMS).records())
                .extracting(LocalRecord::fields)
                .containsExactly(Map.of("id", "t3"), Map.of("id", "by hand"));
        assertThat(stage.sync(Mode.FULL, TEAMS).deleted()).isZero();
    }

    @Test
    void aHintAboutADeletedDocumentDeletesItsRecordAlone() {
        stage.insert("teams", new Document("_id", "t1"), new Document("_id", "t2"), new Document("_id", "t3"));
        stage.sync(TEAMS);
        stage.delete("teams", "t1");
        stage.delete("teams", "t2");

        PassReport report = stage.hint(TEAMS, "t1", "t3", "never heard of");

        assertThat(report.done()).isTrue();
        assertThat(report.totals().deleted()).isEqualTo(1);
        assertThat(stage.table(TEAMS).records())
                .extracting(LocalRecord::fields)
                .containsExactly(Map.of("id", "t2"), Map.of("id", "t3"));
    }

    @Test
    void aRecordThatSomebodyDeletedFirstIsNoTrouble() {
        stage.insert("teams", new Document("_id", "t1"), new Document("_id", "t2"));
        stage.sync(TEAMS);
        stage.table(TEAMS).delete(stage.record(TEAMS, "id", "t1").id());
        stage.delete("teams", "t1");
        stage.delete("teams", "t2");

        stage.sync(Mode.FULL, TEAMS);

        assertThat(stage.table(TEAMS).size()).isZero();
        assertThat(stage.letters()).isEmpty();
        assertThat(stage.state().getCollection("ledger").countDocuments()).isZero();
    }

    @Test
    void aHintDeletesNothingWhereTheCollectionIsNotThere() {
        stage.insert("teams", new Document("_id", "t1").append("name", "Reds"));
        stage.sync(TEAMS);
        stage.source().getCollection("teams").drop();

        PassReport report = stage.hint(TEAMS, "t1");

        assertThat(report.state()).isEqualTo(PassReport.STOPPED);
        assertThat(report.failure()).contains("has no collection teams in database source", "Nothing is deleted");
        assertThat(stage.cells(TEAMS, "id", "t1")).containsEntry("name", "Reds");
    }

    @Test
    void aDocumentThatComesBackGetsARecordAgain() {
        stage.insert("teams", new Document("_id", "t1").append("name", "Reds"));
        stage.sync(TEAMS);
        stage.delete("teams", "t1");
        stage.hint(TEAMS, "t1");
        assertThat(stage.table(TEAMS).size()).isZero();

        stage.insert("teams", new Document("_id", "t1").append("name", "Reds"));
        stage.sync(TEAMS);

        assertThat(stage.table(TEAMS).records())
                .extracting(LocalRecord::fields)
                .containsExactly(Map.of("id", "t1", "name", "Reds"));
    }

    @ParameterizedTest
    @ValueSource(strings = {TEAMS, PLAYERS})
    void aDocumentThatComesBackWithTheSameIdInAnotherTypeOfNumberKeepsItsRecord(String table) {
        String collection = table.substring("lab/".length());
        stage.insert(collection, new Document("_id", 7).append("name", "Reds"));
        stage.sync(table);
        String record = stage.record(table, "id", "7").id();
        stage.delete(collection, 7);
        stage.insert(collection, new Document("_id", 7L).append("name", "Blues"));

        stage.sync(Mode.FULL, table);
        stage.hint(table, 7);
        stage.sync(Mode.RECONCILE, table);

        assertThat(stage.table(table).records()).extracting(LocalRecord::id).containsExactly(record);
        assertThat(stage.table(table).record(record).fields()).isEqualTo(Map.of("id", "7", "name", "Blues"));
        assertThat(stage.letters()).isEmpty();
    }

    @Test
    void theRecordOfADeletedDocumentIsMarkedOnceAndKeepsItsCells() {
        stage.insert("players", new Document("_id", "p1").append("name", "Ana"), new Document("_id", "p2"));
        stage.sync(PLAYERS);
        stage.requests.forget();

        stage.delete("players", "p1");
        Totals totals = stage.sync(Mode.FULL, PLAYERS);

        assertThat(totals.deleted()).isEqualTo(1);
        assertThat(totals.updated()).isZero();
        assertThat(stage.requests.cellsSentTo(PLAYERS)).containsExactly(Map.of("state", "gone"));
        assertThat(stage.cells(PLAYERS, "id", "p1")).isEqualTo(Map.of("id", "p1", "name", "Ana", "state", "gone"));
        assertThat(stage.cells(PLAYERS, "id", "p2")).isEqualTo(Map.of("id", "p2"));

        stage.requests.forget();
        stage.sync(Mode.FULL, PLAYERS);
        stage.hint(PLAYERS, "p1");
        stage.sync(Mode.RECONCILE, PLAYERS);
        assertThat(stage.requests.writesTo(PLAYERS)).as("it is marked already").isEmpty();
    }

    @Test
    void aHintAboutADeletedDocumentMarksItsRecord() {
        stage.insert("players", new Document("_id", "p1"), new Document("_id", "p2"));
        stage.sync(PLAYERS);
        stage.delete("players", "p2");

        stage.hint(PLAYERS, List.of("p1", "p2").toArray());

        assertThat(stage.cells(PLAYERS, "id", "p2")).containsEntry("state", "gone");
        assertThat(stage.cells(PLAYERS, "id", "p1")).doesNotContainKey("state");
    }

    @Test
    void aMarkThatAirtableDoesNotOfferIsTold() {
        stage.insert("players", new Document("_id", "p1"));
        stage.sync(PLAYERS);
        stage.table(PLAYERS).dropOption("state", "gone");
        stage.bean(LiveBases.class).forget(PLAYERS);
        stage.delete("players", "p1");
        try {
            stage.sync(Mode.FULL, PLAYERS);

            assertThat(stage.letter("p1"))
                    .containsEntry("kind", "cell")
                    .containsEntry("field", "state")
                    .containsEntry("value", "gone")
                    .containsEntry("state", "open");
        } finally {
            stage.table(PLAYERS).addOption("state", "gone");
        }
        stage.bean(LiveBases.class).forget(PLAYERS);
        stage.sync(Mode.FULL, PLAYERS);
        assertThat(stage.cells(PLAYERS, "id", "p1")).containsEntry("state", "gone");
        assertThat(stage.letter("p1")).containsEntry("state", "resolved");
    }

    /** @return the record of the document, which is there now */
    private static String delivered(Document user) {
        stage.insert("user", user);
        stage.sync(USERS);
        return stage.record(USERS, "id", user.getString("_id")).id();
    }

    private static Document ana(String id) {
        return new Document("_id", id).append("email", "ana@example.com").append("firstName", "Ana");
    }

    /** The one record of users is this, and the document's, and nobody has anything to mend. */
    private static void isTheOnlyRecordAndBelongsTo(String record, String documentId) {
        assertThat(stage.table(USERS).records()).extracting(LocalRecord::id).containsExactly(record);
        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(Map.of("id", documentId, "email", "ana@example.com", "firstName", "Ana"));
        assertThat(stage.state().getCollection("ledger").find().into(new ArrayList<>()))
                .extracting(entry -> entry.get("d") + " " + entry.get("r"))
                .containsExactly(documentId + " " + record);
        assertThat(stage.letters()).extracting(letter -> letter.get("state")).doesNotContain("open");
    }

    @Test
    void aDocumentThatWasImportedAnewTakesOverTheRecordThatItsPredecessorLeft() {
        String record = delivered(ana("u1"));
        stage.requests.forget();

        stage.delete("user", "u1");
        stage.insert("user", ana("u2"));
        Totals totals = stage.sync(USERS);

        assertThat(totals.takenOver()).isEqualTo(1);
        assertThat(totals.deadLetters()).isEmpty();
        assertThat(stage.requests.cellsSentTo(USERS)).containsExactly(Map.of("id", "u2"));
        isTheOnlyRecordAndBelongsTo(record, "u2");
        stage.requests.forget();
        stage.sync(Mode.RECONCILE, USERS);
        assertThat(stage.requests.writesTo(USERS)).isEmpty();
        isTheOnlyRecordAndBelongsTo(record, "u2");
    }

    @Test
    void aRecordThatSomebodyDeletedAfterItsDocumentIsNotTakenOver() {
        stage.insert("user", ana("u1"));
        stage.sync(USERS);
        stage.delete("user", "u1");
        stage.table(USERS).delete(stage.record(USERS, "id", "u1").id());
        stage.insert("user", ana("u2"));

        stage.sync(USERS);

        isTheOnlyRecordAndBelongsTo(stage.record(USERS, "id", "u2").id(), "u2");
    }

    @Test
    void theDeletionAndTheNewDocumentMayComeInOneHint() {
        String record = delivered(ana("u1"));
        stage.delete("user", "u1");
        stage.insert("user", ana("u2"));

        assertThat(stage.hint(USERS, "u1", "u2").totals().deadLetters()).isEmpty();

        isTheOnlyRecordAndBelongsTo(record, "u2");
    }

    @Test
    void aDocumentThatCameBeforeItsPredecessorWentIsADuplicateUntilThen() {
        String record = delivered(ana("u1"));
        stage.insert("user", ana("u2"));
        stage.sync(USERS);
        assertThat(stage.letter("u2")).containsEntry("kind", "duplicate-key").containsEntry("state", "open");

        stage.delete("user", "u1");
        stage.hint(USERS, "u1");
        stage.bean(Run.class).lateLinks();

        assertThat(stage.letter("u2")).containsEntry("state", "resolved");
        isTheOnlyRecordAndBelongsTo(record, "u2");
    }

    @Test
    void aPassOverEverythingTakesOverWhatDeletionsLeftThatNobodyHeardOf() {
        String record = delivered(ana("u1"));
        stage.insert("user", ana("u2"));
        stage.sync(USERS);
        stage.delete("user", "u1");

        stage.sync(Mode.FULL, USERS);

        assertThat(stage.letter("u2")).containsEntry("state", "resolved");
        isTheOnlyRecordAndBelongsTo(record, "u2");
    }

    @Test
    void aDocumentThatComesBackFirstGetsItsOwnRecordBack() {
        String record = delivered(ana("u1"));
        stage.delete("user", "u1");
        stage.hint(USERS, "u1");

        stage.insert("user", ana("u1"));
        stage.sync(USERS);
        stage.insert("user", ana("u2"));
        stage.sync(USERS);

        assertThat(stage.letter("u2")).containsEntry("kind", "duplicate-key");
        assertThat(stage.table(USERS).records()).extracting(LocalRecord::id).containsExactly(record);
        assertThat(stage.table(USERS).record(record).fields()).containsEntry("id", "u1");
    }

    @Test
    void nothingStaysOfTheMarkWhenTheDocumentComesBack() {
        stage.insert("players", new Document("_id", "p1").append("name", "Ana"));
        stage.sync(PLAYERS);
        String record = stage.record(PLAYERS, "id", "p1").id();
        stage.delete("players", "p1");
        stage.hint(PLAYERS, "p1");
        assertThat(stage.cells(PLAYERS, "id", "p1")).containsEntry("state", "gone");

        stage.insert("players", new Document("_id", "p1").append("name", "Ana"));
        stage.sync(PLAYERS);

        assertThat(stage.table(PLAYERS).records()).extracting(LocalRecord::id).containsExactly(record);
        assertThat(stage.cells(PLAYERS, "id", "p1")).isEqualTo(Map.of("id", "p1", "name", "Ana"));
    }

    @Test
    void nothingStaysOfTheMarkWhenANewDocumentTakesTheRecordOver() {
        stage.insert("players", new Document("_id", 7).append("name", "Ana"));
        stage.sync(PLAYERS);
        String record = stage.record(PLAYERS, "id", "7").id();
        stage.delete("players", 7);
        stage.sync(Mode.FULL, PLAYERS);
        assertThat(stage.cells(PLAYERS, "id", "7")).containsEntry("state", "gone");
        stage.requests.forget();

        stage.insert("players", new Document("_id", "7").append("name", "Ana L."));
        stage.sync(PLAYERS);
        stage.sync(Mode.RECONCILE, PLAYERS);

        assertThat(stage.table(PLAYERS).records()).extracting(LocalRecord::id).containsExactly(record);
        assertThat(stage.cells(PLAYERS, "id", "7")).isEqualTo(Map.of("id", "7", "name", "Ana L."));
        assertThat(stage.requests.writesTo(PLAYERS)).hasSize(1);
        assertThat(stage.letters()).isEmpty();
    }

    @Test
    void whereRecordsAreDeletedANewDocumentGetsOneOfItsOwn() {
        stage.insert("teams", new Document("_id", 7).append("name", "Reds"));
        stage.sync(TEAMS);
        String record = stage.record(TEAMS, "id", "7").id();
        stage.delete("teams", 7);
        stage.insert("teams", new Document("_id", "7").append("name", "Reds"));

        stage.sync(TEAMS);

        assertThat(stage.table(TEAMS).records())
                .extracting(LocalRecord::id)
                .hasSize(1)
                .doesNotContain(record);
        assertThat(stage.cells(TEAMS, "name", "Reds")).isEqualTo(Map.of("id", "7", "name", "Reds"));
        assertThat(stage.letter("7")).as("until the old record was gone").containsEntry("state", "resolved");
    }

    @Test
    void aTakeoverThatWasCutOffAfterTheWriteIsMadeGoodByTheNextPass() {
        String record = delivered(ana("u1"));
        stage.delete("user", "u1");
        stage.insert("user", ana("u2"));
        stage.airtable
                .faults()
                .add(Fault.status(401).method("PATCH").afterApplying().times(1));
        assertThat(stage.run(Mode.CHANGED, false, USERS).get(0).done()).isFalse();
        assertThat(stage.table(USERS).record(record).fields()).containsEntry("id", "u2");

        stage.camel().requestBody("direct:airtable-schema", "cuculi");
        stage.sync(USERS);

        isTheOnlyRecordAndBelongsTo(record, "u2");
    }

    @Test
    void ifThePredecessorComesBackInBetweenItGetsItsRecordBackAsItWas() {
        String record = delivered(ana("u1"));
        stage.delete("user", "u1");
        stage.insert("user", ana("u2").append("lastName", "Lima"));
        stage.airtable.faults().add(Fault.status(401).method("PATCH").times(1));
        assertThat(stage.run(Mode.CHANGED, false, USERS).get(0).done()).isFalse();
        stage.delete("user", "u2");
        stage.insert("user", ana("u1"));

        stage.camel().requestBody("direct:airtable-schema", "cuculi");
        stage.sync(USERS);

        isTheOnlyRecordAndBelongsTo(record, "u1");
    }

    /** Airtable makes records for these, and nobody hears of it. */
    private static void createdWithoutAnAnswer(String table, Document... documents) {
        stage.insert(table.substring("lab/".length()), documents);
        stage.airtable
                .faults()
                .add(Fault.status(500).method("PATCH").afterApplying())
                .add(Fault.status(500).method("GET"));
        assertThat(stage.run(Mode.CHANGED, false, table).get(0).done()).isFalse();
        stage.airtable.faults().clear();
    }

    private static void nothingIsInDoubt() {
        assertThat(stage.state().getCollection("ledger").find(new Document("r", null).append("free", null)))
                .isEmpty();
        assertThat(stage.letters()).isEmpty();
    }

    @Test
    void theRecordOfADocumentThatWasDeletedBeforeAnybodyKnewOfItIsDeleted() {
        stage.insert("teams", new Document("_id", "t0"));
        stage.sync(TEAMS);
        createdWithoutAnAnswer(TEAMS, new Document("_id", "t1"), new Document("_id", "t2"));
        assertThat(stage.table(TEAMS).size()).isEqualTo(3);
        stage.delete("teams", "t1");

        Totals totals = stage.sync(TEAMS);

        assertThat(totals.deleted()).isEqualTo(1);
        assertThat(stage.table(TEAMS).records())
                .extracting(LocalRecord::fields)
                .containsExactly(Map.of("id", "t0"), Map.of("id", "t2"));
        nothingIsInDoubt();
        stage.requests.forget();
        assertThat(stage.sync(Mode.RECONCILE, TEAMS).deleted()).isZero();
        assertThat(stage.requests.writesTo(TEAMS)).isEmpty();
    }

    @Test
    void soItIsWhenAHintTellsOfTheDeletionAndAfterARestart() {
        stage.insert("teams", new Document("_id", "t0"));
        stage.sync(TEAMS);
        createdWithoutAnAnswer(TEAMS, new Document("_id", "t1").append("name", "Reds"));
        stage.restart();
        stage.delete("teams", "t1");

        assertThat(stage.hint(TEAMS, "t1").totals().deleted()).isEqualTo(1);

        assertThat(stage.table(TEAMS).records()).extracting(LocalRecord::fields).containsExactly(Map.of("id", "t0"));
        nothingIsInDoubt();
    }

    @Test
    void theRecordOfADocumentThatWasDeletedBeforeAnybodyKnewOfItIsMarked() {
        stage.insert("players", new Document("_id", "p0"));
        stage.sync(PLAYERS);
        createdWithoutAnAnswer(PLAYERS, new Document("_id", "p1").append("name", "Ana"), new Document("_id", "p2"));
        String record = stage.record(PLAYERS, "id", "p1").id();
        stage.delete("players", "p1");

        stage.sync(Mode.FULL, PLAYERS);

        assertThat(stage.cells(PLAYERS, "id", "p1")).isEqualTo(Map.of("id", "p1", "name", "Ana", "state", "gone"));
        assertThat(stage.cells(PLAYERS, "id", "p2")).isEqualTo(Map.of("id", "p2"));
        nothingIsInDoubt();
        stage.requests.forget();
        stage.sync(Mode.RECONCILE, PLAYERS);
        assertThat(stage.requests.writesTo(PLAYERS)).as("it is marked already").isEmpty();

        stage.insert("players", new Document("_id", "p1").append("name", "Ana"));
        stage.sync(PLAYERS);
        assertThat(stage.record(PLAYERS, "id", "p1"))
                .as("it is the document's own when that comes back")
                .returns(record, LocalRecord::id)
                .returns(Map.of("id", "p1", "name", "Ana"), LocalRecord::fields);
    }

    @ParameterizedTest
    @ValueSource(strings = {TEAMS, PLAYERS})
    void aPassThatDoesNotReadTheTableAsksForOneThatDoes(String table) {
        String collection = table.substring("lab/".length());
        stage.insert(collection, new Document("_id", "d0"));
        stage.sync(table);
        stage.insert(collection, new Document("_id", "d1"));
        // one look at the table is answered: the record is blamed, and the pass goes on
        stage.airtable.faults().add(Fault.status(500).method("PATCH").afterApplying());
        stage.sync(table);
        assertThat(stage.letter("d1")).containsEntry("kind", "exhausted");
        stage.airtable.faults().clear();
        stage.delete(collection, "d1");

        stage.sync(Mode.FULL, table);

        assertThat(stage.table(table).records())
                .extracting(LocalRecord::fields)
                .isEqualTo(
                        table.equals(TEAMS)
                                ? List.of(Map.of("id", "d0"))
                                : List.of(Map.of("id", "d0"), Map.of("id", "d1", "state", "gone")));
        assertThat(stage.state().getCollection("ledger").find(new Document("r", null).append("free", null)))
                .isEmpty();
        assertThat(stage.letter("d1").getString("state")).isNotEqualTo("open");
    }

    @Test
    void whereNoRecordWasMadeNothingIsLeftOfTheDocument() {
        stage.insert("teams", new Document("_id", "t0"));
        stage.sync(TEAMS);
        stage.insert("teams", new Document("_id", "t1"));
        stage.airtable
                .faults()
                .add(Fault.reset().method("PATCH"))
                .add(Fault.status(500).method("GET"));
        assertThat(stage.run(Mode.CHANGED, false, TEAMS).get(0).done()).isFalse();
        stage.airtable.faults().clear();
        stage.delete("teams", "t1");

        assertThat(stage.sync(TEAMS).deleted()).isZero();

        nothingIsInDoubt();
        assertThat(stage.state().getCollection("ledger").find()).hasSize(1);
        int before = stage.airtable.arrivals().size();
        stage.sync(Mode.FULL, TEAMS);
        assertThat(stage.airtable.arrivals()).as("nobody asks again").hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {TEAMS, PLAYERS})
    void aNewDocumentWithItsKeyTakesTheRecordOver(String table) {
        String collection = table.substring("lab/".length());
        stage.insert(collection, new Document("_id", "d0"));
        stage.sync(table);
        createdWithoutAnAnswer(table, new Document("_id", 7));
        String record = stage.record(table, "id", "7").id();
        stage.delete(collection, 7);
        stage.insert(collection, new Document("_id", "7").append("name", "Blues"));

        stage.sync(Mode.FULL, table);

        assertThat(stage.table(table).size()).isEqualTo(2);
        assertThat(stage.record(table, "id", "7"))
                .returns(record, LocalRecord::id)
                .returns(Map.of("id", "7", "name", "Blues"), LocalRecord::fields);
        nothingIsInDoubt();
    }

    @Test
    void ofSeveralRecordsThatMayBeItsOwnNoneIsDeletedAndAPersonIsTold() {
        stage.insert("teams", new Document("_id", "t0"));
        stage.sync(TEAMS);
        createdWithoutAnAnswer(TEAMS, new Document("_id", "t1"));
        String made = stage.record(TEAMS, "id", "t1").id();
        String byHand = stage.table(TEAMS).insert(Map.of("id", "t1"));
        stage.delete("teams", "t1");

        stage.sync(TEAMS);
        stage.sync(Mode.RECONCILE, TEAMS);

        assertThat(stage.table(TEAMS).size()).isEqualTo(3);
        assertThat(stage.letter("t1")).containsEntry("kind", "ambiguous").containsEntry("state", "open");
        assertThat(stage.letter("t1").getString("reason")).contains(made, byHand);
    }

    /** A document takes over a record that somebody typed, and nobody hears whether Airtable has done it. */
    private static String takenOverWithoutAnAnswer(String table, Fault fault) {
        String collection = table.substring("lab/".length());
        stage.insert(collection, new Document("_id", "d0"));
        stage.sync(table);
        String record = stage.table(table).insert(Map.of("id", "d1", "name", "typed"));
        stage.sync(Mode.RECONCILE, table);
        stage.insert(collection, new Document("_id", "d1").append("name", "Reds"));
        stage.airtable.faults().add(fault.method("PATCH")).add(Fault.status(500).method("GET"));
        assertThat(stage.run(Mode.CHANGED, false, table).get(0).done()).isFalse();
        stage.airtable.faults().clear();
        return record;
    }

    @ParameterizedTest
    @ValueSource(strings = {TEAMS, PLAYERS})
    void theRecordThatADocumentTookOverWithoutAnAnswerGoesTheWayOfTheOthers(String table) {
        String record = takenOverWithoutAnAnswer(table, Fault.reset().afterApplying());
        assertThat(stage.table(table).record(record).fields()).containsEntry("name", "Reds");
        stage.delete(table.substring("lab/".length()), "d1");

        assertThat(stage.sync(Mode.FULL, table).deleted()).isEqualTo(1);

        assertThat(stage.table(table).records())
                .extracting(LocalRecord::fields)
                .isEqualTo(
                        table.equals(TEAMS)
                                ? List.of(Map.of("id", "d0"))
                                : List.of(Map.of("id", "d0"), Map.of("id", "d1", "name", "Reds", "state", "gone")));
        nothingIsInDoubt();
        stage.requests.forget();
        stage.sync(Mode.RECONCILE, table);
        assertThat(stage.requests.writesTo(table)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {TEAMS, PLAYERS})
    void soItIsWhereAirtableChokesOnIt(String table) {
        String collection = table.substring("lab/".length());
        stage.insert(collection, new Document("_id", "d0"));
        stage.sync(table);
        stage.table(table).insert(Map.of("id", "d1", "name", "typed"));
        stage.sync(Mode.RECONCILE, table);
        stage.insert(collection, new Document("_id", "d1").append("name", "Reds"));
        stage.airtable
                .faults()
                .add(Fault.status(500).method("PATCH").containing("Reds").afterApplying());
        stage.sync(table);
        assertThat(stage.letter("d1")).containsEntry("kind", "exhausted");
        stage.airtable.faults().clear();
        stage.delete(collection, "d1");

        assertThat(stage.sync(Mode.FULL, table).deleted()).isEqualTo(1);

        assertThat(stage.table(table).records())
                .extracting(LocalRecord::fields)
                .filteredOn(fields -> "d1".equals(fields.get("id")))
                .isEqualTo(
                        table.equals(TEAMS) ? List.of() : List.of(Map.of("id", "d1", "name", "Reds", "state", "gone")));
        assertThat(stage.letter("d1").getString("state")).isNotEqualTo("open");
    }

    @ParameterizedTest
    @ValueSource(strings = {TEAMS, PLAYERS})
    void theRecordThatItHasNotGotStaysAsSomebodyTypedIt(String table) {
        String record = takenOverWithoutAnAnswer(table, Fault.reset());
        stage.delete(table.substring("lab/".length()), "d1");

        assertThat(stage.sync(Mode.FULL, table).deleted()).isZero();

        assertThat(stage.table(table).record(record).fields()).isEqualTo(Map.of("id", "d1", "name", "typed"));
        nothingIsInDoubt();
    }

    @Test
    void aDocumentThatComesBackWhileNobodyKnowsWhetherItsRecordWasDeletedGetsOne() {
        stage.insert("teams", new Document("_id", "t0"), new Document("_id", "t1").append("name", "Reds"));
        stage.sync(TEAMS);
        stage.delete("teams", "t1");
        stage.airtable
                .faults()
                .add(Fault.status(500).method("DELETE").afterApplying())
                .add(Fault.status(500).method("GET"));
        assertThat(stage.run(Mode.CHANGED, false, TEAMS).get(0).done()).isFalse();
        stage.airtable.faults().clear();
        assertThat(stage.table(TEAMS).size()).isEqualTo(1);
        stage.insert("teams", new Document("_id", "t1").append("name", "Reds"));

        stage.sync(TEAMS);

        assertThat(stage.cells(TEAMS, "id", "t1")).isEqualTo(Map.of("id", "t1", "name", "Reds"));
        assertThat(stage.table(TEAMS).size()).isEqualTo(2);
    }
}
