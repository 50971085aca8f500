package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody knows what became of a write, or somebody has typed the record already: there is one record, and it is right. */
class SecondRecordsTest {

    @RegisterExtension
    static final Stage stage = Stage.open(Map.of("airtable.redelivery-delay", 1));

    private static Document person(int id, String email) {
        return new Document("_id", id).append("email", email).append("name", "Ana " + id);
    }

    private static Document message(String id, String text) {
        return new Document("_id", id).append("message_text", text);
    }

    @BeforeEach
    void aFirstSync() {
        stage.insert("people", person(0, "eva@x.com"));
        stage.insert("messages", message("m0", "Hello"));
        stage.sync(PEOPLE, MESSAGES);
        stage.requests.forget();
    }

    @AfterEach
    void mend() {
        stage.airtable.faults().clear();
    }

    /** Records are made, and what is told of it is not that. */
    static Stream<Named<List<Fault>>> answersThatAreLost() {
        return Stream.of(
                Named.of(
                        "Airtable is away from then on",
                        List.of(
                                Fault.status(500).method("PATCH").afterApplying(),
                                Fault.status(500).method("GET"))),
                Named.of(
                        "the token is refused from then on",
                        List.of(
                                Fault.status(500).method("PATCH").afterApplying(),
                                Fault.status(401).method("GET"))),
                Named.of(
                        "Airtable chokes on the records",
                        List.of(Fault.status(500).method("PATCH").afterApplying())),
                Named.of(
                        "the token is refused at the second try",
                        List.of(
                                Fault.reset().afterApplying().method("PATCH").times(1),
                                Fault.status(401).method("PATCH"))),
                Named.of(
                        "the permission is gone at the second try",
                        List.of(
                                Fault.reset().afterApplying().method("PATCH").times(1),
                                Fault.status(403).method("PATCH"))),
                Named.of(
                        "the records are refused at the second try",
                        List.of(
                                Fault.reset().afterApplying().method("PATCH").times(1),
                                Fault.status(422).method("PATCH"))));
    }

    @ParameterizedTest
    @MethodSource("answersThatAreLost")
    void aDocumentWhoseKeyChangesMeanwhileKeepsTheRecordThatWasMadeForIt(List<Fault> faults) {
        stage.insert("people", person(1, "ana@x.com"), person(2, "bo@x.com"));
        faults.forEach(stage.airtable.faults()::add);
        stage.run(Mode.CHANGED, false, PEOPLE);
        assertThat(stage.table(PEOPLE).size()).isEqualTo(3);
        String record = stage.record(PEOPLE, "email", "ana@x.com").id();
        stage.airtable.faults().clear();
        stage.change("people", 1, "email", "lima@x.com");

        stage.sync(Mode.FULL, PEOPLE);
        stage.sync(PEOPLE);

        assertThat(stage.table(PEOPLE).records())
                .extracting(found -> found.fields().get("email"), found -> found.fields()
                        .get("name"))
                .containsExactlyInAnyOrder(
                        tuple("eva@x.com", "Ana 0"), tuple("lima@x.com", "Ana 1"), tuple("bo@x.com", "Ana 2"));
        assertThat(stage.record(PEOPLE, "email", "lima@x.com").id()).isEqualTo(record);
        assertThat(stage.letters()).allMatch(letter -> "resolved".equals(letter.get("state")));
        assertThat(stage.state().getCollection("ledger").countDocuments(new Document("r", null).append("d", 1)))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("answersThatAreLost")
    void soItIsWithARecordThatSomebodyTypedAndTheDocumentTookOver(List<Fault> faults) {
        String record = stage.table(PEOPLE).insert(Map.of("email", "ana@x.com", "name", "typed"));
        stage.sync(Mode.RECONCILE, PEOPLE);
        stage.insert("people", person(1, "ana@x.com"));
        faults.forEach(stage.airtable.faults()::add);
        stage.run(Mode.CHANGED, false, PEOPLE);
        assertThat(stage.table(PEOPLE).record(record).fields()).containsEntry("name", "Ana 1");
        stage.airtable.faults().clear();
        stage.change("people", 1, "email", "lima@x.com");

        stage.sync(Mode.FULL, PEOPLE);
        stage.sync(PEOPLE);

        assertThat(stage.table(PEOPLE).size()).isEqualTo(2);
        assertThat(stage.table(PEOPLE).record(record).fields())
                .isEqualTo(Map.of("email", "lima@x.com", "name", "Ana 1"));
        assertThat(stage.letters()).allMatch(letter -> "resolved".equals(letter.get("state")));
    }

    @Test
    void whereItWasNotTakenOverItStaysAsSomebodyTypedIt() {
        String record = stage.table(PEOPLE).insert(Map.of("email", "ana@x.com", "name", "typed"));
        stage.sync(Mode.RECONCILE, PEOPLE);
        stage.insert("people", person(1, "ana@x.com"));
        stage.airtable
                .faults()
                .add(Fault.reset().method("PATCH"))
                .add(Fault.status(500).method("GET"));
        stage.run(Mode.CHANGED, false, PEOPLE);
        stage.airtable.faults().clear();
        stage.change("people", 1, "email", "lima@x.com");

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.table(PEOPLE).record(record).fields())
                .isEqualTo(Map.of("email", "ana@x.com", "name", "typed"));
        assertThat(stage.cells(PEOPLE, "email", "lima@x.com")).containsEntry("name", "Ana 1");
        assertThat(stage.table(PEOPLE).size()).isEqualTo(3);
    }

    /**
     * Document 1 takes over a record that somebody typed, no answer comes, and it gets another key. Document 2 gets the key
     * that the record has.
     *
     * @param before which of the two is stored first; who is read first, nobody knows
     * @return the record
     */
    private static String takenOverInDoubtAndWantedByAnother(Fault fault, int before) {
        String record = stage.table(PEOPLE).insert(Map.of("email", "ana@x.com", "name", "typed"));
        stage.sync(Mode.RECONCILE, PEOPLE);
        oneAndAnother(before);
        stage.airtable.faults().add(fault.method("PATCH")).add(Fault.status(500).method("GET"));
        assertThat(stage.hint(PEOPLE, 1).done()).isFalse();
        stage.airtable.faults().clear();
        stage.change("people", 2, "email", "ana@x.com");
        stage.change("people", 1, "email", "lima@x.com");
        return record;
    }

    private static void oneAndAnother(int before) {
        stage.insert("people", before == 1 ? person(1, "ana@x.com") : person(2, "lima@x.com"));
        stage.insert("people", before == 1 ? person(2, "lima@x.com") : person(1, "ana@x.com"));
    }

    /** @return the record of document 1, of which nobody has heard */
    private static String createdWithoutAnAnswer() {
        stage.insert("people", person(1, "ana@x.com"));
        stage.airtable
                .faults()
                .add(Fault.status(500).method("PATCH").afterApplying())
                .add(Fault.status(500).method("GET"));
        stage.run(Mode.CHANGED, false, PEOPLE);
        String record = stage.record(PEOPLE, "email", "ana@x.com").id();
        stage.airtable.faults().clear();
        return record;
    }

    private static void eachHasOneRecord(String recordOfOne) {
        assertThat(stage.table(PEOPLE).records())
                .extracting(found -> found.fields().get("email"), found -> found.fields()
                        .get("name"))
                .containsExactlyInAnyOrder(
                        tuple("eva@x.com", "Ana 0"), tuple("lima@x.com", "Ana 1"), tuple("ana@x.com", "Ana 2"));
        assertThat(stage.record(PEOPLE, "email", "lima@x.com").id()).isEqualTo(recordOfOne);
        assertThat(stage.letters()).allMatch(letter -> "resolved".equals(letter.get("state")));
        stage.requests.forget();
        stage.sync(Mode.RECONCILE, PEOPLE);
        assertThat(stage.requests.writesTo(PEOPLE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRecordThatWasTakenOverWithoutAnAnswerIsNotGivenToWhoHasItsKeyByNow(int before) {
        String record = takenOverInDoubtAndWantedByAnother(Fault.status(500).afterApplying(), before);

        stage.sync(Mode.FULL, PEOPLE);

        eachHasOneRecord(record);
    }

    @Test
    void norInAPassThatDoesNotLookAtTheOneThatTookItOver() {
        String record = takenOverInDoubtAndWantedByAnother(Fault.status(500).afterApplying(), 1);
        stage.restart();

        stage.hint(PEOPLE, 2);

        assertThat(stage.table(PEOPLE).record(record).fields()).containsEntry("name", "Ana 1");
        assertThat(stage.letter(2).getList("others", String.class)).containsExactly("1", record);
        stage.sync(PEOPLE);
        eachHasOneRecord(record);
    }

    private static void theSecondGetsTheKeyAndTheFirstKeepsTheRecord() {
        String record = stage.record(PEOPLE, "email", "ana@x.com").id();
        stage.airtable.faults().clear();
        stage.change("people", 2, "email", "ana@x.com");
        stage.change("people", 1, "email", "lima@x.com");

        stage.sync(Mode.FULL, PEOPLE);

        eachHasOneRecord(record);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRecordThatWasMadeWithoutAnAnswerIsNotGivenToWhoHasItsKeyByNowEither(int before) {
        oneAndAnother(before);
        stage.airtable
                .faults()
                .add(Fault.status(500).method("PATCH").afterApplying())
                .add(Fault.status(500).method("GET"));
        assertThat(stage.hint(PEOPLE, 1).done()).isFalse();

        theSecondGetsTheKeyAndTheFirstKeepsTheRecord();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @Timeout(60)
    void whereAirtableRefusesTheOneThatItWaitsForNobodyIsLookedAtForEver(int before) {
        String record = takenOverInDoubtAndWantedByAnother(Fault.status(500).afterApplying(), before);
        stage.airtable.faults().add(Fault.status(422).method("PATCH").containing(record));
        stage.requests.forget();

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.requests.sizes(PEOPLE))
                .as("in this pass, and after it")
                .hasSizeLessThan(5);
        assertThat(stage.letter(1)).containsEntry("kind", "record");
        assertThat(stage.letter(2)).containsEntry("kind", "duplicate-key");
        stage.airtable.faults().clear();
        stage.sync(Mode.FULL, PEOPLE);
        eachHasOneRecord(record);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void norWhereOnlyTheRecordItselfHadNoAnswer(int before) {
        oneAndAnother(before);
        stage.airtable.faults().add(Fault.status(500).method("PATCH").afterApplying());
        stage.hint(PEOPLE, 1);

        theSecondGetsTheKeyAndTheFirstKeepsTheRecord();
    }

    @Test
    void whoCameSecondIsLookedAtWhenTheFirstHasAnotherKeyAndARecordAtLast() {
        stage.insert("people", person(1, "ana@x.com").append("updatedAt", new Date(1)));
        stage.insert("people", person(2, "ana@x.com").append("updatedAt", new Date(1)));
        stage.insert("people", person(3, "cy@x.com").append("updatedAt", new Date()));
        stage.airtable.faults().add(Fault.status(500).method("PATCH").containing("ana@x.com"));
        stage.sync(PEOPLE);
        assertThat(stage.letters())
                .extracting(letter -> letter.get("kind"))
                .containsExactlyInAnyOrder("exhausted", "duplicate-key");
        stage.airtable.faults().clear();
        stage.change("people", 1, "email", "lima@x.com");
        stage.change("people", 1, "updatedAt", new Date());

        stage.sync(PEOPLE);

        assertThat(stage.cells(PEOPLE, "email", "ana@x.com")).containsEntry("name", "Ana 2");
        assertThat(stage.cells(PEOPLE, "email", "lima@x.com")).containsEntry("name", "Ana 1");
        assertThat(stage.letters()).allMatch(letter -> "resolved".equals(letter.get("state")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aDryRunGivesItToNobodyElseEitherAndWritesNothing(int before) {
        takenOverInDoubtAndWantedByAnother(Fault.status(500).afterApplying(), before);
        Map<String, List<Document>> dump = stage.dump();
        stage.requests.forget();

        PassReport plan = stage.run(Mode.FULL, true, PEOPLE).get(0);

        assertThat(stage.dump()).isEqualTo(dump);
        assertThat(stage.requests.writesTo(PEOPLE)).isEmpty();
        assertThat(plan.totals().updated()).isEqualTo(1);
    }

    @Test
    void itIsFoundAlsoWhenADocumentWithARecordGetsItsKeyFirst() {
        String record = createdWithoutAnAnswer();
        stage.change("people", 1, "email", "lima@x.com");
        stage.change("people", 0, "email", "ana@x.com");

        stage.hint(PEOPLE, 0);
        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.table(PEOPLE).size()).isEqualTo(2);
        assertThat(stage.table(PEOPLE).record(record).fields())
                .isEqualTo(Map.of("email", "lima@x.com", "name", "Ana 1"));
        assertThat(stage.cells(PEOPLE, "email", "ana@x.com")).containsEntry("name", "Ana 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whereItWasNotTakenOverItGoesToWhoHasItsKeyByNow(int before) {
        String record = takenOverInDoubtAndWantedByAnother(Fault.reset(), before);

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.table(PEOPLE).record(record).fields())
                .isEqualTo(Map.of("email", "ana@x.com", "name", "Ana 2"));
        eachHasOneRecord(stage.record(PEOPLE, "name", "Ana 1").id());
        assertThat(stage.letters()).isEmpty();
    }

    /** @return the record that somebody typed, with two values of its own, before document 1 came for it */
    private static String takenOverWithoutAnAnswer(Fault fault) {
        String record =
                stage.table(PEOPLE).insert(Map.of("email", "ana@x.com", "name", "typed", "note", "typed as well"));
        stage.sync(Mode.RECONCILE, PEOPLE);
        stage.insert("people", person(1, "ana@x.com").append("note", "by a program"));
        stage.airtable.faults().add(fault.method("PATCH")).add(Fault.status(500).method("GET"));
        stage.run(Mode.CHANGED, false, PEOPLE);
        stage.airtable.faults().clear();
        return record;
    }

    @Test
    void norIsItWhereAPersonTypesOneOfTheValuesMeanwhile() {
        String record = takenOverWithoutAnAnswer(Fault.reset());
        stage.table(PEOPLE).edit(record, Map.of("name", "Ana 1"));
        stage.change("people", 1, "email", "lima@x.com");

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.table(PEOPLE).record(record).fields())
                .isEqualTo(Map.of("email", "ana@x.com", "name", "Ana 1", "note", "typed as well"));
        assertThat(stage.cells(PEOPLE, "email", "lima@x.com"))
                .isEqualTo(Map.of("email", "lima@x.com", "name", "Ana 1", "note", "by a program"));
    }

    @Test
    void itIsTakenOverWhereAPersonChangesOneOfTheValuesMeanwhile() {
        String record = takenOverWithoutAnAnswer(Fault.status(500).afterApplying());
        stage.table(PEOPLE).edit(record, Map.of("name", "Anna"));
        stage.change("people", 1, "email", "lima@x.com");

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.table(PEOPLE).record(record).fields())
                .isEqualTo(Map.of("email", "lima@x.com", "name", "Ana 1", "note", "by a program"));
        assertThat(stage.table(PEOPLE).size()).isEqualTo(2);
    }

    @Test
    void soItDoesWhereTheDocumentThatTookItOverIsGone() {
        String record = takenOverInDoubtAndWantedByAnother(Fault.status(500).afterApplying(), 1);
        stage.delete("people", 1);

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.table(PEOPLE).record(record).fields())
                .isEqualTo(Map.of("email", "ana@x.com", "name", "Ana 2"));
        assertThat(stage.table(PEOPLE).size()).isEqualTo(2);
    }

    @Test
    void aRecordThatWasMadeAndThenChangedWithoutAnAnswerIsStillTheDocuments() {
        stage.insert("messages", message("m1", "Join us!"));
        stage.airtable.faults().add(Fault.status(401).method("PATCH").containing("\"status\""));
        stage.run(Mode.CHANGED, false, MESSAGES);
        String record = stage.record(MESSAGES, "id", "m1").id();
        stage.airtable.faults().clear();
        stage.airtable
                .faults()
                .add(Fault.status(500).method("PATCH"))
                .add(Fault.status(500).method("GET"));
        stage.run(Mode.CHANGED, false, MESSAGES);
        stage.airtable.faults().clear();

        stage.sync(MESSAGES);

        assertThat(stage.table(MESSAGES).record(record).fields())
                .as("with the column that is set in a new record")
                .containsEntry("status", "pending");
        assertThat(stage.table(MESSAGES).size()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("answersThatAreLost")
    void aDocumentThatIsAsItWasBeforeAChangeWithoutAnAnswerHasItsValuesAgain(List<Fault> faults) {
        stage.change("people", 0, "name", "Bo");
        faults.forEach(stage.airtable.faults()::add);
        stage.run(Mode.CHANGED, false, PEOPLE);
        assertThat(stage.cells(PEOPLE, "email", "eva@x.com")).containsEntry("name", "Bo");
        stage.airtable.faults().clear();
        stage.change("people", 0, "name", "Ana 0");

        stage.sync(PEOPLE);

        assertThat(stage.cells(PEOPLE, "email", "eva@x.com")).containsEntry("name", "Ana 0");
        stage.requests.forget();
        stage.sync(PEOPLE);
        assertThat(stage.requests.all()).as("the table is not read again").isEmpty();
    }

    @Test
    void thatARecordMayBeThereIsKnownAfterARestartAsWell() {
        stage.insert("people", person(1, "ana@x.com"));
        stage.airtable
                .faults()
                .add(Fault.cut().method("PATCH").times(1))
                .add(Fault.status(401).method("PATCH"));
        assertThat(stage.run(Mode.CHANGED, false, PEOPLE).get(0).state()).isEqualTo(PassReport.STOPPED);
        String record = stage.record(PEOPLE, "email", "ana@x.com").id();
        stage.airtable.faults().clear();
        stage.change("people", 1, "email", "lima@x.com");
        stage.restart();

        stage.sync(PEOPLE);

        assertThat(stage.table(PEOPLE).size()).isEqualTo(2);
        assertThat(stage.record(PEOPLE, "email", "lima@x.com").id()).isEqualTo(record);
    }

    @Test
    void aRefusalInALaterPassDoesNotTellThatNothingWasMadeBefore() {
        stage.insert("people", person(1, "ana@x.com"));
        stage.airtable.faults().add(Fault.status(500).method("PATCH").afterApplying());
        stage.sync(PEOPLE);
        String record = stage.record(PEOPLE, "email", "ana@x.com").id();
        stage.airtable.faults().clear();
        stage.airtable.faults().add(Fault.status(422).method("PATCH"));
        stage.sync(Mode.FULL, PEOPLE);
        stage.airtable.faults().clear();
        stage.change("people", 1, "email", "lima@x.com");

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.table(PEOPLE).size()).isEqualTo(2);
        assertThat(stage.record(PEOPLE, "email", "lima@x.com").id()).isEqualTo(record);
        assertThat(stage.letters()).allMatch(letter -> "resolved".equals(letter.get("state")));
    }

    @Test
    void whoGetsTheFormerKeyOfSuchADocumentGetsARecordOfItsOwn() {
        String record = createdWithoutAnAnswer();
        stage.change("people", 1, "email", "lima@x.com");
        stage.insert("people", person(2, "ana@x.com"));

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.table(PEOPLE).size()).isEqualTo(3);
        assertThat(stage.record(PEOPLE, "email", "lima@x.com"))
                .returns(record, LocalRecord::id)
                .returns(Map.of("email", "lima@x.com", "name", "Ana 1"), LocalRecord::fields);
        assertThat(stage.cells(PEOPLE, "email", "ana@x.com")).containsEntry("name", "Ana 2");
        assertThat(stage.letters()).allMatch(letter -> "resolved".equals(letter.get("state")));
    }

    @Test
    void whatAPersonSetInARecordWithTheIdOfANewDocumentStays() {
        String record = stage.table(MESSAGES).insert(Map.of("id", "m1", "status", "denied"));
        String empty = stage.table(MESSAGES).insert(Map.of("id", "m2"));
        stage.insert("messages", message("m1", "Join us!"), message("m2", "Join them!"), message("m3", "Join me!"));

        stage.sync(MESSAGES);

        assertThat(stage.table(MESSAGES).record(record).fields())
                .isEqualTo(Map.of("id", "m1", "message", "Join us!", "status", "denied"));
        assertThat(stage.table(MESSAGES).record(empty).fields())
                .isEqualTo(Map.of("id", "m2", "message", "Join them!", "status", "pending"));
        assertThat(stage.cells(MESSAGES, "id", "m3"))
                .isEqualTo(Map.of("id", "m3", "message", "Join me!", "status", "pending"));
        assertThat(stage.table(MESSAGES).size()).isEqualTo(4);
        assertThat(stage.requests.sizes(MESSAGES))
                .as("all of them, and then those without a status")
                .containsExactly(2, 3);
    }

    @Test
    void whatAPersonTypedThereAndTheDocumentDoesNotHaveIsCleared() {
        String record = stage.table(PEOPLE)
                .insert(Map.of("email", "ana@x.com", "name", "as Eva typed it", "note", "typed", "member", true));
        stage.insert("people", person(1, "ana@x.com"));

        stage.sync(PEOPLE);

        assertThat(stage.table(PEOPLE).record(record).fields())
                .as("the mapping says nulls: clear")
                .isEqualTo(Map.of("email", "ana@x.com", "name", "Ana 1"));
        stage.requests.forget();
        stage.sync(Mode.FULL, PEOPLE);
        assertThat(stage.requests.all()).isEmpty();
    }

    @Test
    void soItIsWithTheRecordOfAnotherDocument() {
        String record = stage.record(MESSAGES, "id", "m0").id();
        stage.table(MESSAGES).edit(record, Map.of("id", "m1", "status", "denied"));
        stage.insert("messages", message("m1", "Join us!"));

        stage.sync(MESSAGES);

        assertThat(stage.table(MESSAGES).record(record).fields())
                .isEqualTo(Map.of("id", "m0", "message", "Hello", "status", "denied"));
        assertThat(stage.cells(MESSAGES, "id", "m1"))
                .isEqualTo(Map.of("id", "m1", "message", "Join us!", "status", "pending"));
        assertThat(stage.letter("m1").getString("reason")).doesNotContain("Look at the status");
    }

    @Test
    void whatIsLeftOfANewRecordWhenTheSecondRequestHasNoAnswerFollows() {
        stage.insert("messages", message("m1", "Join us!"), message("m2", "Join them!"));
        stage.airtable
                .faults()
                .add(Fault.status(500).method("PATCH").containing("\"status\""))
                .add(Fault.status(500).method("GET"));
        assertThat(stage.run(Mode.CHANGED, false, MESSAGES).get(0).state()).isEqualTo(PassReport.WAITING);
        assertThat(stage.cells(MESSAGES, "id", "m1")).doesNotContainKey("status");
        stage.table(MESSAGES).edit(stage.record(MESSAGES, "id", "m2").id(), Map.of("status", "approved"));
        stage.airtable.faults().clear();

        stage.sync(MESSAGES);

        assertThat(stage.cells(MESSAGES, "id", "m1")).containsEntry("status", "pending");
        assertThat(stage.cells(MESSAGES, "id", "m2")).containsEntry("status", "approved");
        assertThat(stage.table(MESSAGES).size()).isEqualTo(3);
    }

    @Test
    void whereTheTokenIsRefusedBeforeTheSecondRequestTheNextPassLooksForTheRecordsThatTheFirstMade() {
        stage.insert("messages", message("m1", "Join us!"));
        stage.airtable.faults().add(Fault.status(401).method("PATCH").containing("\"status\""));
        assertThat(stage.run(Mode.CHANGED, false, MESSAGES).get(0).state()).isEqualTo(PassReport.STOPPED);
        assertThat(stage.tableState(MESSAGES)).containsEntry("underWay", true).containsKey("sent");
        stage.airtable.faults().clear();

        stage.sync(MESSAGES);

        assertThat(stage.cells(MESSAGES, "id", "m1")).containsEntry("status", "pending");
        assertThat(stage.table(MESSAGES).size()).isEqualTo(2);
        assertThat(stage.tableState(MESSAGES)).containsEntry("underWay", false).doesNotContainKey("sent");
    }

    @Test
    void aStatusThatAirtableRefusesIsADeadLetterAndTheRestArrives() {
        stage.insert("messages", message("m1", "Join us!"), message("m2", "Join them!"));
        stage.airtable
                .faults()
                .add(Fault.status(422)
                        .body(Map.of(
                                "error",
                                Map.of(
                                        "type",
                                        "INVALID_VALUE_FOR_COLUMN",
                                        "message",
                                        "Field \"status\" cannot accept the provided value")))
                        .method("PATCH")
                        .containing("\"status\""));

        stage.sync(MESSAGES);

        assertThat(stage.cells(MESSAGES, "id", "m1")).isEqualTo(Map.of("id", "m1", "message", "Join us!"));
        assertThat(stage.cells(MESSAGES, "id", "m2")).isEqualTo(Map.of("id", "m2", "message", "Join them!"));
        assertThat(stage.letter("m1")).containsEntry("kind", "cell").containsEntry("field", "status");
    }

    @Test
    void aFirstSyncTakesNoMoreRequestsThanItHasTens() {
        stage.clear();
        stage.insert(
                "messages",
                IntStream.range(0, 40)
                        .mapToObj(i -> message("m" + i, "Join us, " + i))
                        .toList());

        stage.sync(MESSAGES);

        assertThat(stage.requests.sizes(MESSAGES)).containsExactly(10, 10, 10, 10);
        assertThat(stage.table(MESSAGES).records()).hasSize(40).allSatisfy(record -> assertThat(record.fields())
                .containsEntry("status", "pending"));
    }

    @Test
    void aConfigurationThatIsWrongWhenSomebodyLooksForNewRecordsIsReadAgain() {
        stage.insert("messages", message("m1", "Join us!"));
        stage.airtable.faults().add(Fault.status(401).containing("CREATED_TIME"));
        assertThat(stage.run(Mode.CHANGED, false, MESSAGES).get(0).failure()).isNotNull();
        stage.airtable.faults().clear();
        int before = stage.airtable.arrivals().size();

        stage.sync(MESSAGES);

        assertThat(stage.airtable.arrivals().stream().skip(before))
                .anyMatch(arrival -> arrival.target().startsWith("/v0/meta/"));
        assertThat(stage.cells(MESSAGES, "id", "m1")).containsEntry("message", "Join us!");
    }
}
