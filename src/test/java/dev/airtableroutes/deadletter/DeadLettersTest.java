package dev.airtableroutes.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.MemoryMongo;
import dev.airtableroutes.deadletter.DeadLetter.Asked;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.Letter.Event;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLettersTest {

    private final MongoDatabase state = MemoryMongo.database();
    private final DeadLetters letters = new DeadLetters(state);
    private final ReplayLocks locks = new ReplayLocks(letters, state);

    private static DeadLetter cell(Object documentId, String field, String reason) {
        return DeadLetter.of("shop/users", documentId, Kind.CELL, field, "-1", List.of(), reason);
    }

    private static DeadLetter refused(Object documentId) {
        return DeadLetter.refused(
                "shop/users", documentId, Kind.RECORD, null, null, Map.of(), 422, "INVALID", "Refused.");
    }

    private Document stored(DeadLetter letter) {
        return state.getCollection("dead_letters")
                .find(new Document("_id", letter.id()))
                .first();
    }

    private String state(DeadLetter letter) {
        return stored(letter).getString("state");
    }

    @Test
    void aLetterSaysWhatIsWrong() {
        DeadLetter letter = new DeadLetter(
                "shop-users",
                "shop/users",
                null,
                new ObjectId("65a000000000000000000001"),
                Kind.DUPLICATE_KEY,
                "email",
                "x",
                Map.of("email", "x"),
                List.of("a", "rec1"),
                422,
                "T",
                "Why.");

        assertThat(letters.store(letter)).isSameAs(letter);

        Document stored = stored(letter);
        assertThat(stored)
                .containsEntry("route", "shop-users")
                .containsEntry("table", "shop/users")
                .containsEntry("documentId", new ObjectId("65a000000000000000000001"))
                .containsEntry("kind", "duplicate-key")
                .containsEntry("field", "email")
                .containsEntry("value", "x")
                .containsEntry("others", List.of("a", "rec1"))
                .containsEntry("httpStatus", 422)
                .containsEntry("errorType", "T")
                .containsEntry("reason", "Why.")
                .containsEntry("state", "open")
                .containsEntry("attempts", 1);
        assertThat(stored.getDate("firstAt")).isEqualTo(stored.getDate("at"));
    }

    @Test
    void theSameFaultIsOneLetter() {
        letters.store(cell("a", "age", "First."));
        Document first = stored(cell("a", "age", ""));
        letters.store(cell("a", "age", "Second."));

        assertThat(letters.open()).isEqualTo(1);
        assertThat(stored(cell("a", "age", "")))
                .containsEntry("attempts", 2)
                .containsEntry("reason", "Second.")
                .containsEntry("firstAt", first.getDate("firstAt"));
    }

    @Test
    void anotherFaultIsAnotherLetter() {
        letters.store(cell("a", "age", "r"));
        letters.store(cell("a", "name", "r"));
        letters.store(cell("b", "age", "r"));
        letters.store(cell(1, "age", "r"));
        letters.store(cell("1", "age", "r"));
        letters.store(refused("a"));
        letters.store(DeadLetter.of("shop/orders", "a", Kind.CELL, "age", "-1", List.of(), "r"));

        assertThat(letters.open()).isEqualTo(7);
        assertThat(letters.troubled("shop/users", List.of("a", "b", "c", 1, "1")))
                .containsExactlyInAnyOrder("a", "b", 1, "1");
        assertThat(letters.openByKind("shop/users").keySet()).containsExactly("cell", "record");
        assertThat(letters.openByKind("shop/users").get("record")).containsExactly("a");
    }

    @Test
    void aDeliveredDocumentHasNoOpenLettersButTheNewOnes() {
        DeadLetter old = letters.store(cell("a", "age", "r"));
        DeadLetter refused = letters.store(refused("a"));
        DeadLetter today = letters.store(cell("a", "name", "r"));
        DeadLetter other = letters.store(cell("b", "age", "r"));

        letters.delivered("shop/users", List.of("a"), List.of(today.id()));

        assertThat(state(old)).isEqualTo("resolved");
        assertThat(stored(old).getDate("resolvedAt")).isNotNull();
        assertThat(state(refused)).isEqualTo("resolved");
        assertThat(state(today)).isEqualTo("open");
        assertThat(state(other)).isEqualTo("open");
        assertThat(letters.troubled("shop/users", List.of("a", "b", "c"))).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whatAirtableRefusedStaysRefusedUntilItIsDelivered() {
        DeadLetter cell = letters.store(cell("a", "age", "r"));
        DeadLetter refused = letters.store(refused("a"));

        letters.unchanged("shop/users", List.of("a"), List.of());

        assertThat(state(cell)).isEqualTo("resolved");
        assertThat(state(refused)).isEqualTo("open");
    }

    @Test
    void aFaultThatComesBackIsOpenAgain() {
        DeadLetter letter = letters.store(cell("a", "age", "r"));
        letters.delivered("shop/users", List.of("a"), List.of());
        letters.store(letter);

        assertThat(state(letter)).isEqualTo("open");
        assertThat(stored(letter)).containsEntry("attempts", 2).doesNotContainKey("resolvedAt");
        assertThat(letters.openByKind("shop/users")).isEqualTo(Map.of("cell", List.of("a")));
    }

    private static DeadLetter at(int i) {
        return DeadLetter.of(
                i % 2 == 0 ? "shop/users" : "shop/orders",
                "d" + i,
                Kind.CELL,
                i % 3 == 0 ? "age" : "name",
                "-1",
                List.of(),
                "r");
    }

    private List<String> ids(LetterPage page) {
        return page.letters().stream().map(Letter::id).toList();
    }

    @Test
    void anIdIsReadableAndFitsIntoAUrl() {
        assertThat(cell("u 17/ä", "event_count", "r").id())
                .matches("shop-users\\.u-17-\\.cell\\.event_count\\.[0-9a-f]{12}");
        assertThat(refused("x".repeat(500)).id()).matches("shop-users\\.x{40}\\.record\\.[0-9a-f]{12}");
        assertThat(refused("x/y").id()).isNotEqualTo(refused("x-y").id());
    }

    @Test
    void longTextIsCutAndSecretsAreHidden() {
        letters.store(DeadLetter.of(
                "shop/users",
                "a",
                Kind.CELL,
                "note",
                "Bearer abcdefgh12345678 and patTESTabcdefgh.0123456789abcdef and mongodb://me:secret@host/ and "
                        + "x".repeat(400),
                List.of(),
                "No: patTESTabcdefgh.0123456789abcdef."));
        letters.store(cell("b", "api_key", "r"));

        Letter note = letters.page(LetterFilter.of(null, null, null, "note", null, null, null), 0, 1, null)
                .letters()
                .get(0);
        assertThat(note.value())
                .hasSize(201)
                .startsWith("[hidden] and [hidden] and mongodb://[hidden]@host/ and xxx")
                .endsWith("…");
        assertThat(note.fields()).containsEntry("note", note.value());
        assertThat(note.reason()).isEqualTo("No: [hidden].");
        assertThat(letters.find(cell("b", "api_key", "r").id()).orElseThrow().value())
                .isEqualTo("[hidden]");
    }

    @Test
    void theHistoryKeepsTheLatestEvents() {
        DeadLetter letter = cell("a", "age", "r");
        for (int i = 0; i < 30; i++) {
            letters.store(letter);
        }
        letters.discard(List.of(letter.id()), "Ada");

        Letter stored = letters.find(letter.id()).orElseThrow();
        assertThat(stored.attempts()).isEqualTo(30);
        assertThat(stored.history())
                .hasSize(20)
                .last()
                .returns("discarded", Event::what)
                .returns("Ada", Event::by);
    }

    @Test
    void pagesFollowEachOtherFromTheNewestToTheOldestAndBack() {
        List<String> stored =
                IntStream.range(0, 23).mapToObj(i -> letters.store(at(i)).id()).toList();

        List<String> newest = new ArrayList<>();
        String place = null;
        do {
            LetterPage page = letters.page(LetterFilter.ALL, 0, 5, place);
            assertThat(page.total()).isEqualTo(23);
            newest.addAll(ids(page));
            place = page.next();
        } while (place != null);
        List<String> oldest = new ArrayList<>();
        do {
            LetterPage page = letters.oldest(LetterFilter.ALL, Instant.now(), 5, place);
            oldest.addAll(ids(page));
            place = page.next();
        } while (place != null);

        assertThat(newest).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(letters.page(LetterFilter.ALL, 0, 23, null).letters())
                .isSortedAccordingTo(Comparator.comparing(Letter::since)
                        .thenComparing(Letter::id)
                        .reversed());
        Collections.reverse(oldest);
        assertThat(oldest).isEqualTo(newest);
        assertThat(ids(letters.page(LetterFilter.ALL, 10, 5, null))).isEqualTo(newest.subList(10, 15));
        assertThat(letters.page(LetterFilter.ALL, 20, 3, null).next())
                .as("the last page")
                .isNull();
    }

    @Test
    void aFilterNamesTableReasonFieldStateAndAge() {
        IntStream.range(0, 12).forEach(i -> letters.store(at(i)));
        letters.store(refused("z"));
        letters.discard(List.of(at(0).id()), null);

        assertThat(total("shop/orders", null, null, null)).isEqualTo(6);
        assertThat(total("shop/users", "cell", null, null)).isEqualTo(6);
        assertThat(total("shop/users", "cell", "age", null)).isEqualTo(2);
        assertThat(total("shop/users", "cell", "age", "open")).isEqualTo(1);
        assertThat(total(null, "INVALID", null, null)).isEqualTo(1);
        assertThat(total(null, "record", " ", "")).isEqualTo(1);
        assertThat(total(null, "exhausted", null, null)).isZero();
        assertThat(letters.page(LetterFilter.of(null, null, null, null, null, "1m", null), 0, 5, null)
                        .total())
                .isZero();
        assertThat(letters.page(LetterFilter.of(null, null, null, null, null, null, "1m"), 0, 5, null)
                        .total())
                .isEqualTo(13);
        assertThat(letters.counts())
                .containsExactly(
                        new DeadLetters.Count("shop/orders", null, "cell", 6),
                        new DeadLetters.Count("shop/users", null, "cell", 5),
                        new DeadLetters.Count("shop/users", null, "record", 1));
    }

    private long total(String table, String reason, String field, String state) {
        return letters.page(LetterFilter.of(table, null, reason, field, state, null, null), 0, 5, null)
                .total();
    }

    @ParameterizedTest
    @CsvSource({"wrong,,", ",shut,", ",,tomorrow", ",,5w", ",,-1d"})
    void aFilterThatCannotBeSaysWhatCan(String reason, String state, String age) {
        assertThatThrownBy(() -> LetterFilter.of(null, null, reason, null, state, age, null))
                .isInstanceOf(LetterFilter.BadFilterException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void aLetterIsInOneHandOnly() {
        List<Letter> all = IntStream.range(0, 3)
                .mapToObj(i -> letters.find(letters.store(at(i)).id()).orElseThrow())
                .toList();

        assertThat(locks.take(all.subList(0, 2), "Ada")).hasSize(2);
        assertThat(locks.take(all, "Bo"))
                .extracting(Letter::id)
                .containsExactly(all.get(2).id());
        assertThat(locks.take(all, "Cy")).isEmpty();
        letters.delivered("shop/users", List.of("d0"), List.of());
        letters.store(at(1));

        assertThat(locks.letGo(
                        all.stream().map(Letter::id).toList(), Map.of(all.get(2).id(), "Not now.")))
                .extracting(letter ->
                        letter.documentId().text() + " " + letter.state().text())
                .containsExactlyInAnyOrder("d0 resolved", "d1 open", "d2 open");
        assertThat(letters.find(all.get(2).id()).orElseThrow().history())
                .last()
                .returns("not delivered", Event::what)
                .returns("Not now.", Event::note);
        assertThat(locks.take(all, "Di")).as("what is resolved needs no replay").hasSize(2);
    }

    @Test
    void aLetterThatWasResolvedCountsItsAgeAnew() {
        DeadLetter letter = letters.store(cell("a", "age", "r"));
        state.getCollection("dead_letters")
                .updateOne(new Document("_id", letter.id()), new Document("$set", new Document("since", new Date(0))));
        letters.store(letter);
        assertThat(letters.find(letter.id()).orElseThrow().since()).isEqualTo(Instant.EPOCH);

        letters.delivered("shop/users", List.of("a"), List.of());
        letters.store(letter);

        assertThat(letters.find(letter.id()).orElseThrow().since()).isAfter(Instant.EPOCH);
    }

    @Test
    void discardingByFilterLeavesTheOthers() {
        IntStream.range(0, 12).forEach(i -> letters.store(at(i)));

        assertThat(letters.discard(LetterFilter.ALL.of("shop/users"), "Ada")).isEqualTo(6);

        assertThat(letters.open()).isEqualTo(6);
        assertThat(letters.open("shop/users")).isFalse();
        assertThat(letters.open("shop/orders")).isTrue();
    }

    @Test
    void indexesThatCouldNotBeMadeAreMadeNextTime() {
        DeadLetters first = new DeadLetters(MemoryMongo.refusesAnIndex(state, "dead_letters"));
        assertThatThrownBy(() -> first.store(cell("u1", "age", "too small"))).isInstanceOf(MongoException.class);

        first.store(cell("u1", "age", "too small"));

        assertThat(state.getCollection("dead_letters").listIndexes().into(new ArrayList<>()))
                .hasSize(6);
    }

    @Test
    void whatWasClosedLongAgoIsForgottenAndWhatIsOpenIsNot() {
        DeadLetter open = letters.store(cell("u1", "age", "too small"));
        DeadLetter discarded = letters.store(cell("u1", "name", "too long"));
        DeadLetter resolved = letters.store(cell("u2", "age", "too small"));
        DeadLetter fresh = letters.store(cell("u3", "age", "too small"));
        letters.discard(List.of(discarded.id(), fresh.id()), "Bo");
        letters.delivered("shop/users", List.of("u2"), List.of());
        Date longAgo = Date.from(Instant.now().minusSeconds(91 * 86_400));
        for (DeadLetter letter : List.of(open, discarded, resolved)) {
            state.getCollection("dead_letters")
                    .updateOne(
                            new Document("_id", letter.id()),
                            new Document("$set", new Document("movedAt", longAgo).append("at", longAgo)));
        }
        // as an earlier version left it
        state.getCollection("dead_letters")
                .updateOne(new Document("_id", resolved.id()), new Document("$unset", new Document("movedAt", "")));

        assertThat(letters.forget(Duration.ofDays(90))).isEqualTo(2);

        assertThat(letters.find(List.of(open.id(), discarded.id(), resolved.id(), fresh.id())))
                .extracting(Letter::id)
                .containsExactlyInAnyOrder(open.id(), fresh.id());
        assertThat(state.getCollection("troubled").find().into(new ArrayList<>()))
                .extracting(document -> document.get("d"))
                .containsExactlyInAnyOrder("u1", "u3");
        assertThat(letters.troubled("shop/users", List.of("u1", "u2", "u3"))).containsExactly("u1");
    }

    private static DeadLetter push(String id, Kind kind, String turn) {
        return DeadLetter.of(
                new Asked("instantly", "push", turn),
                id,
                kind,
                Map.of("campaign", "instantly/c1", "lead", "l1"),
                400,
                "BAD_INPUT",
                "It does not want patSECRET1234567.");
    }

    @Test
    void aLetterOfAProviderSaysWhatItWasAsked() {
        DeadLetter stored = letters.store(push("p1", Kind.RECORD, "t1"));

        Letter letter = letters.find(stored.id()).orElseThrow();
        assertThat(letter.id()).matches("instantly\\.p1\\.record\\.push\\.[0-9a-f]{12}");
        assertThat(letter)
                .extracting(Letter::table, Letter::provider, Letter::operation, Letter::turn, Letter::route)
                .containsExactly(null, "instantly", "push", "t1", "instantly-push");
        assertThat(letter)
                .extracting(Letter::httpStatus, Letter::errorType, Letter::fields)
                .containsExactly(400, "BAD_INPUT", Map.of("campaign", "instantly/c1", "lead", "l1"));
        assertThat(letter.reason()).isEqualTo("It does not want [hidden].");
    }

    @Test
    void lettersOfAProviderAreFoundAndCountedAsOthersAre() {
        letters.store(push("p1", Kind.RECORD, "t1"));
        letters.store(push("p2", Kind.EXHAUSTED, "t1"));
        letters.store(cell("a", "age", "r"));

        assertThat(letters.page(LetterFilter.ALL, 0, 5, null).letters()).hasSize(3);
        LetterFilter instantly = LetterFilter.of(null, "instantly", null, null, null, null, null);
        assertThat(letters.page(instantly, 0, 5, null).letters())
                .extracting(letter -> letter.documentId().text())
                .containsExactlyInAnyOrder("p1", "p2");
        assertThat(letters.page(LetterFilter.of(null, null, "BAD_INPUT", null, "open", null, null), 0, 5, null)
                        .total())
                .isEqualTo(2);
        assertThat(letters.counts())
                .containsExactly(
                        new DeadLetters.Count(null, "instantly", "exhausted", 1),
                        new DeadLetters.Count(null, "instantly", "record", 1),
                        new DeadLetters.Count("shop/users", null, "cell", 1));
        assertThat(letters.questions(LetterFilter.ALL))
                .containsExactly(new DeadLetters.Questions("instantly", "push", 2));
        assertThat(letters.open("shop/users")).isTrue();
        assertThat(letters.openByKind("shop/users")).isEqualTo(Map.of("cell", List.of("a")));
        assertThatThrownBy(() -> LetterFilter.of("shop/users", "instantly", null, null, null, null, null))
                .isInstanceOf(LetterFilter.BadFilterException.class)
                .hasMessage("A letter is of a table or of a provider; name one of them.");
    }

    /** Who was killed after the letter and before the mark tells it once more. */
    @Test
    void theSameTurnToldTwiceIsOneAttempt() {
        letters.store(push("p1", Kind.RECORD, "t1"));
        letters.store(push("p1", Kind.RECORD, "t1"));
        assertThat(stored(push("p1", Kind.RECORD, ""))).containsEntry("attempts", 1);

        letters.store(push("p1", Kind.RECORD, "t2"));

        assertThat(stored(push("p1", Kind.RECORD, ""))).containsEntry("attempts", 2);
        letters.settle(Standing.settled("instantly", "p1", "It has it."));
        letters.store(push("p1", Kind.RECORD, "t2"));
        assertThat(state(push("p1", Kind.RECORD, ""))).isEqualTo("open");
    }

    @Test
    void aQuestionHasOneLetterThatIsOpen() {
        letters.store(push("p1", Kind.EXHAUSTED, "t1"));
        letters.store(push("p2", Kind.EXHAUSTED, "t1"));

        letters.settle(Standing.of(push("p1", Kind.RECORD, "t2")));

        assertThat(state(push("p1", Kind.EXHAUSTED, ""))).isEqualTo("resolved");
        assertThat(state(push("p1", Kind.RECORD, ""))).isEqualTo("open");
        assertThat(state(push("p2", Kind.EXHAUSTED, ""))).isEqualTo("open");
        letters.settle(Standing.settled("instantly", "p1", "It has it."));
        assertThat(state(push("p1", Kind.RECORD, ""))).isEqualTo("resolved");
    }

    @Test
    void aServerThatStartsLeavesACommandWhatItHasInHand() {
        DeadLetter ours = letters.store(push("p1", Kind.EXHAUSTED, "t1"));
        DeadLetter theirs = letters.store(push("p2", Kind.EXHAUSTED, "t1"));
        ReplayLocks command = new ReplayLocks(letters, state, false);
        locks.take(letters.find(List.of(ours.id())), "Ada");
        command.take(letters.find(List.of(theirs.id())), "Bo");

        locks.letGoOfServer();

        assertThat(List.of(state(ours), state(theirs))).containsExactly("open", "replayed");
        assertThat(locks.take(letters.find(List.of(ours.id(), theirs.id())), "Cy"))
                .extracting(Letter::id)
                .containsExactly(ours.id());
        locks.letGoOlderThan(Duration.ZERO);
        assertThat(state(theirs)).as("it was killed").isEqualTo("open");
    }

    @Test
    void whatIsOnItsWayStaysReplayedUntilItsAnswer() {
        DeadLetter asked = letters.store(push("p1", Kind.EXHAUSTED, "t1"));
        DeadLetter gone = letters.store(push("p2", Kind.EXHAUSTED, "t1"));
        DeadLetter off = letters.store(push("p3", Kind.EXHAUSTED, "t1"));
        assertThat(locks.take(letters.find(List.of(asked.id(), gone.id(), off.id())), "Ada"))
                .hasSize(3);

        locks.letGo(asked.id(), Again.underWay("Sent again.", BigDecimal.ONE));
        locks.letGo(gone.id(), Again.settled("It is gone."));
        locks.letGo(off.id(), Again.refused("It is off."));
        locks.letGoOlderThan(Duration.ZERO);

        assertThat(List.of(state(asked), state(gone), state(off))).containsExactly("replayed", "resolved", "open");
        assertThat(letters.find(asked.id()).orElseThrow().history())
                .extracting(Event::what)
                .containsExactly("failed", "replayed", "under way");
        letters.store(push("p1", Kind.EXHAUSTED, "t1"));
        assertThat(state(asked))
                .as("the same turn, which somebody had looked up again")
                .isEqualTo("open");
    }

    private void aDayAgo(DeadLetter letter) {
        state.getCollection("dead_letters")
                .updateOne(
                        Filters.eq("_id", letter.id()),
                        Updates.set("movedAt", Date.from(Instant.now().minus(Duration.ofDays(1)))));
    }

    @Test
    void whatCameToNothingForADayIsOpenAgain() {
        DeadLetter waits = letters.store(push("p1", Kind.EXHAUSTED, "t1"));
        DeadLetter young = letters.store(push("p2", Kind.EXHAUSTED, "t1"));
        DeadLetter aside = letters.store(push("p3", Kind.EXHAUSTED, "t1"));
        locks.take(letters.find(List.of(waits.id(), young.id(), aside.id())), "Ada");
        List.of(waits, young, aside)
                .forEach(letter -> locks.letGo(letter.id(), Again.underWay("Sent again.", BigDecimal.ONE)));
        letters.discard(List.of(aside.id()), "Bo");
        aDayAgo(waits);
        aDayAgo(aside);

        locks.openWaiting();

        assertThat(List.of(state(waits), state(young), state(aside))).containsExactly("open", "replayed", "discarded");
        assertThat(letters.find(waits.id()).orElseThrow().history())
                .last()
                .extracting(Event::what, Event::note)
                .containsExactly("not delivered", "Nothing has come of the replay for a day. Sent again.");
        assertThat(letters.counts()).extracting(DeadLetters.Count::letters).containsExactly(1L);
        assertThat(locks.take(letters.find(List.of(waits.id())), "Cy")).hasSize(1);
    }

    /** An answer that came before the replay was noted down. */
    @Test
    void anAnswerThatIsQuickerHolds() {
        DeadLetter asked = letters.store(push("p1", Kind.EXHAUSTED, "t1"));
        locks.take(letters.find(List.of(asked.id())), "Ada");
        letters.settle(Standing.settled("instantly", "p1", "It has it."));

        assertThat(locks.letGo(asked.id(), Again.underWay("Sent.", BigDecimal.ZERO)))
                .get()
                .extracting(Letter::state)
                .isEqualTo(Letter.State.RESOLVED);
    }

    @Test
    void whoeverAskedHearsOfALetterBeforeItIsPutAside() {
        DeadLetter asked = letters.store(push("p1", Kind.EXHAUSTED, "t1"));
        List<String> heard = new ArrayList<>();
        letters.beforeDiscard(letter -> heard.add(letter.operation() + " " + state(asked)));

        assertThat(letters.discard(List.of(asked.id()), "Ada")).isEqualTo(1);
        assertThat(letters.discard(List.of(asked.id()), "Ada")).isZero();

        assertThat(heard).containsExactly("push open");
        assertThat(state(asked)).isEqualTo("discarded");
        letters.store(push("p1", Kind.EXHAUSTED, "t2"));
        assertThat(state(asked)).as("the same sentence is not told again").isEqualTo("discarded");
    }

    @Test
    void lettersOfAProviderAreForgotten() {
        DeadLetter erased = letters.store(push("p1", Kind.EXHAUSTED, "t1"));
        DeadLetter old = letters.store(push("p2", Kind.EXHAUSTED, "t1"));
        letters.forget("instantly", List.of("p1"));
        letters.settle(Standing.settled("instantly", "p2", "It has it."));
        state.getCollection("dead_letters")
                .updateOne(new Document("_id", old.id()), new Document("$set", new Document("movedAt", new Date(0))));

        assertThat(letters.forget(Duration.ofDays(90))).isEqualTo(1);

        assertThat(letters.find(List.of(erased.id(), old.id()))).isEmpty();
        assertThat(letters.none()).isTrue();
    }

    /** Of the same turn something else may be known by now. */
    @Test
    void whoHasPutAQuestionAsideHearsOfItWhenSomethingElseIsSaid() {
        DeadLetter asked = asked("Refused.");
        letters.store(asked);
        letters.discard(List.of(asked.id()), "Ada");

        letters.store(asked("Refused."));
        assertThat(state(asked)).isEqualTo("discarded");
        letters.store(asked("It cannot be looked up."));
        assertThat(state(asked)).isEqualTo("open");
        letters.store(asked("Told once more."));
        assertThat(stored(asked)).containsEntry("attempts", 2);
    }

    private static DeadLetter asked(String reason) {
        return DeadLetter.of(
                new DeadLetter.Asked("instantly", "push", "batch"),
                "p",
                Kind.RECORD,
                java.util.Map.of(),
                400,
                "BAD_INPUT",
                reason);
    }
}
