package dev.airtableroutes.sync;

import static dev.airtableroutes.sync.Fixtures.creation;
import static dev.airtableroutes.sync.Fixtures.update;
import static dev.airtableroutes.sync.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.TakeOver;
import dev.airtableroutes.sync.Refusals.Judgement;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

    private final Fixtures shop = Fixtures.shop();
    private final Pass pass = shop.users();
    private final Refusals refusals = new Refusals();

    private Judgement judge(Change change, String type, String message) {
        return refusals.judge(Answer.refusal(422, type, message), new Batch(pass, Batch.Kind.UPSERT, List.of(change)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            age    | INVALID_VALUE_FOR_COLUMN | Field "Age" cannot accept the provided value
            age    | INVALID_VALUE_FOR_COLUMN | Cannot parse value "3" for field Age
            tags   | INVALID_MULTIPLE_CHOICE_OPTIONS | Insufficient permissions to create new select option ""new""
            orders | ROW_DOES_NOT_EXIST | Record ID recORDER does not exist
            """)
    void theRecordGoesOutWithoutTheCellThatIsAtFault(String field, String type, String message) {
        Change change = update(
                "a",
                Map.of(
                        "name",
                        "Ada",
                        "age",
                        new BigDecimal("3"),
                        "tags",
                        List.of("a", "new"),
                        "orders",
                        List.of("recOTHER", "recORDER")));

        Judgement judgement = judge(change, type, message);

        assertThat(judgement.deadLetter())
                .returns(Kind.CELL, DeadLetter::kind)
                .returns(field, DeadLetter::field)
                .returns(change.cells().get(field).toString(), DeadLetter::value)
                .returns("a", DeadLetter::documentId)
                .returns(422, DeadLetter::httpStatus)
                .returns(type, DeadLetter::errorType);
        assertThat(judgement.deadLetter().reason()).contains(message);
        Change rest = judgement.retry().changes().get(0);
        assertThat(judgement.retry().single()).isTrue();
        assertThat(rest.cells()).hasSize(3).doesNotContainKey(field);
        assertThat(rest.entry().cells()).doesNotContainKey(field).containsEntry("name", "Ada");
        assertThat(rest.recordId()).isEqualTo("rec-a");
        assertThat(pass.totals().deadLetters()).isEqualTo(Map.of("cell", 1L));
    }

    @Test
    void whatIsRefusedInTheSameWordsAgainAndAgainIsNoFaultOfTheRecords() {
        for (int i = 0; i < RefusedAlike.MOST; i++) {
            assertThat(refusedToCreate(i, "too many records").deadLetter().kind())
                    .isEqualTo(Kind.RECORD);
        }

        assertThat(refusedToCreate(1, "too many records").deadLetter())
                .as("one of those, told again")
                .isNotNull();
        assertThatThrownBy(() -> refusedToCreate(RefusedAlike.MOST, "too many records"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("create any record of shop/users", "too many records", "422 FULL");
    }

    @Test
    void aRecordThatIsAcceptedInBetweenTellsThatItIsTheOthersFault() {
        for (int i = 0; i < 2 * RefusedAlike.MOST; i++) {
            if (i % RefusedAlike.MOST == 7) {
                pass.written(creation("good " + i, Map.of("id", "x"), "id"), Batch.Kind.UPSERT);
            }
            pass.written(update("known " + i, Map.of("name", "x")), Batch.Kind.UPSERT);
            assertThat(refusedToCreate(i, "bad").deadLetter()).isNotNull();
        }
    }

    private Judgement refusedToCreate(int i, String message) {
        return judge(creation("n" + i, Map.of("id", "n" + i, "name", "Ada"), "id"), "FULL", message);
    }

    @Test
    void anOptionThatIsRefusedIsNotLookedForInATextOfTheSameWords() {
        Change change = update("a", Map.of("name", "new", "email", "new", "tags", List.of("new")));

        Judgement judgement = judge(
                change,
                "INVALID_MULTIPLE_CHOICE_OPTIONS",
                "Insufficient permissions to create new select option \"\"new\"\"");

        assertThat(judgement.deadLetter().field()).isEqualTo("tags");
        assertThat(judgement.retry().changes().get(0).cells()).containsOnlyKeys("name", "email");
    }

    @Test
    void aLongValueIsShownCut() {
        Judgement judgement = judge(
                update("a", Map.of("name", "n".repeat(1000), "age", BigDecimal.ONE)),
                "INVALID_VALUE_FOR_COLUMN",
                "Field \"Name\" cannot accept the provided value");

        assertThat(judgement.deadLetter().value()).hasSize(201).endsWith("…");
    }

    @Test
    void aMatchFieldThatIsRefusedHoldsTheRecordBack() {
        pass.reserved().keys(List.of("id a"), "a");

        Judgement judgement = judge(
                creation("a", Map.of("id", "a", "name", "x"), "id"),
                "INVALID_VALUE_FOR_COLUMN",
                "Field \"id\" cannot accept the provided value");

        assertThat(judgement.retry()).isNull();
        assertThat(judgement.deadLetter())
                .returns(Kind.RECORD, DeadLetter::kind)
                .returns("id", DeadLetter::field);
        assertThat(pass.reserved().isEmpty())
                .as("another document may have the key now")
                .isTrue();
    }

    @Test
    void aRecordThatItsFirstFinderCannotHaveGoesToTheNext() {
        shop.free(pass, "recHand", Map.of("id", "k"), "id k");
        Change first = shop.diff(
                        pass, new Document("_id", "a").append("key", "k").append("name", "Ada"))
                .changes()
                .get(0);

        judge(first, "INVALID_RECORDS", "Airtable does not say why");

        ChangedPage page =
                shop.diff(pass, new Document("_id", "b").append("key", "k").append("name", "Bob"));
        assertThat(page.deadLetters()).isEmpty();
        assertThat(page.changes()).extracting(Change::recordId).containsExactly("recHand");
    }

    @Test
    void aStrictMappingHoldsTheRecordBack() {
        Fixtures strict = Fixtures.shop(Fixtures.USERS + "invalid: reject\n");
        Change change = update("a", Map.of("age", BigDecimal.ONE, "name", "x"));

        Judgement judgement = refusals.judge(
                Answer.refusal(422, "INVALID_VALUE_FOR_COLUMN", "Field \"Age\" cannot accept the provided value"),
                new Batch(strict.users(), Batch.Kind.UPSERT, List.of(change)));

        assertThat(judgement.retry()).isNull();
        assertThat(judgement.deadLetter())
                .returns(Kind.RECORD, DeadLetter::kind)
                .returns("age", DeadLetter::field);
    }

    @Test
    void aRecordOfNothingButTheBadCellHasNothingToSend() {
        Judgement judgement = judge(
                update("a", Map.of("age", BigDecimal.ONE)),
                "INVALID_VALUE_FOR_COLUMN",
                "Field \"Age\" cannot accept the provided value");

        assertThat(judgement.retry()).isNull();
        assertThat(judgement.deadLetter())
                .returns(Kind.RECORD, DeadLetter::kind)
                .returns("age", DeadLetter::field);
    }

    @Test
    void aRefusalThatNamesNothingIsAboutTheRecord() {
        Judgement judgement = judge(
                update("a", Map.of("age", BigDecimal.ONE, "name", "x")),
                "INVALID_REQUEST_UNKNOWN",
                "Invalid request: parameter validation failed. Check your request data.");

        assertThat(judgement.retry()).isNull();
        assertThat(judgement.deadLetter())
                .returns(Kind.RECORD, DeadLetter::kind)
                .returns(null, DeadLetter::field)
                .returns("shop-users", DeadLetter::route)
                .returns("shop/users", DeadLetter::table);
        assertThat(judgement.deadLetter().reason()).contains("parameter validation failed");
    }

    @ParameterizedTest
    @CsvSource({
        "ROW_DOES_NOT_EXIST, Record ID rec-a does not exist in this table",
        "MODEL_ID_NOT_FOUND, Record not found"
    })
    void aDocumentWhoseRecordPeopleDeletedIsNewAgain(String type, String message) {
        shop.deliver(shop.users(), user("a"));

        Judgement judgement = judge(update("a", Map.of("name", "x")), type, message);

        assertThat(judgement).isEqualTo(new Judgement(null, null));
        assertThat(shop.entry(pass, "a")).isNull();
        assertThat(pass.again()).containsExactly("a");
        assertThat(pass.totals().deadLetters()).isEmpty();
    }

    @Test
    void aRecordThatIsGoneAlreadyIsDeleted() {
        shop.deliver(shop.users(), user("a"));

        Judgement judgement = refusals.judge(
                Answer.refusal(404, "MODEL_ID_NOT_FOUND", "Record not found"),
                new Batch(pass, Batch.Kind.DELETE, List.of(update("a", Map.of()))));

        assertThat(judgement).isEqualTo(new Judgement(null, null));
        assertThat(shop.entry(pass, "a")).isNull();
        assertThat(pass.totals().deleted()).isEqualTo(1);
        assertThat(pass.again()).isEmpty();
    }

    @Test
    void aKeyOfSeveralRecordsIsAmbiguous() {
        Judgement judgement = judge(
                creation("a", Map.of("id", "a", "name", "x"), "id"),
                "INVALID_REQUEST",
                "Cannot update more than one record");

        assertThat(judgement.retry()).isNull();
        assertThat(judgement.deadLetter())
                .returns(Kind.AMBIGUOUS, DeadLetter::kind)
                .returns("id", DeadLetter::field);
        assertThat(judgement.deadLetter().reason()).contains("--reconcile");
    }

    @Test
    void aRecordThatNoAnswerComesForIsExhausted() {
        Judgement judgement = refusals.judge(
                Answer.refusal(0, "EXHAUSTED", "no answer after many tries; the last one: 500"),
                new Batch(pass, Batch.Kind.UPSERT, List.of(update("a", Map.of("name", "x")))));

        assertThat(judgement.retry()).isNull();
        assertThat(judgement.deadLetter())
                .returns(Kind.EXHAUSTED, DeadLetter::kind)
                .returns(0, DeadLetter::httpStatus);
        assertThat(judgement.deadLetter().reason()).contains("no answer after many tries");
    }

    @Test
    void aTakeOverThatNoAnswerComesForIsNotedWhateverIsSentAfterIt() {
        Entry after = new Entry("a", "rec-a", Map.of("name", "Ada"), List.of("id a"), 5);
        Change change = Change.takeOver(after, Payload.of(Map.of("name", "Ada")), List.of(), Map.of("name", "typed"));

        refusals.judge(
                Answer.refusal(0, "EXHAUSTED", "no answer after many tries; the last one: 500"),
                new Batch(pass, Batch.Kind.UPSERT, List.of(change)));

        assertThat(shop.entry(pass, "a"))
                .isEqualTo(Entry.takingOver(
                        "a",
                        new TakeOver("rec-a", false, Map.of("name", "Ada"), Map.of("name", "typed")),
                        List.of("id a")));
        assertThat(pass.inDoubt().hasUnknownOutcome()).isTrue();
    }

    @Test
    void theFieldThatIsNamedIsAtFaultNotTheOneThatIsCalledLikeTheValue() {
        Change change = update("a", Map.of("name", "x", "tags", List.of("a"), "email", "Name", "age", BigDecimal.ONE));

        Judgement judgement = judge(change, "INVALID_VALUE_FOR_COLUMN", "Cannot parse value \"Name\" for field Age");

        assertThat(judgement.deadLetter().field()).isEqualTo("age");
    }
}
