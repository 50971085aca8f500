package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.PLAYERS;
import static dev.airtableroutes.system.Stage.TEAMS;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Asked;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Letter.Event;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.ReplayLocks;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.replay.Replay;
import dev.airtableroutes.replay.Replays;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Tables;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A replay looks at documents again, as they are now; and whoever delivers a document resolves its letters. */
class ReplayTest {

    private static final String REFUSED_CELL = "Field \"summary\" cannot accept the provided value";

    @RegisterExtension
    static final Stage stage = Stage.open();

    private static Replay.Progress over(Replay replay) throws InterruptedException {
        assertThat(replay.await(120, TimeUnit.SECONDS)).as("the replay ended").isTrue();
        return replay.progress();
    }

    private static Replay.Progress replay(LetterFilter filter) throws InterruptedException {
        return over(stage.bean(Replays.class).start(filter, false, "Ada"));
    }

    private static Replay.Progress replay(boolean dryRun, String... letters) throws InterruptedException {
        return over(stage.bean(Replays.class).start(List.of(letters), dryRun, "Ada"));
    }

    private static Letter letter(String documentId) {
        return read(stage.letter(documentId).getString("_id"));
    }

    private static Letter read(String id) {
        return stage.bean(DeadLetters.class).find(id).orElseThrow();
    }

    private static Document user(String id) {
        return new Document("_id", id).append("summary", "summary of " + id);
    }

    private static void refuseCell() {
        stage.airtable
                .faults()
                .add(Fault.status(422)
                        .method("PATCH")
                        .containing("summary of u1")
                        .body(Map.of("error", Map.of("type", "INVALID_VALUE_FOR_COLUMN", "message", REFUSED_CELL))));
    }

    /** Makes one dead letter of a kind, for user u1; what mends it comes back. */
    private static Runnable fail(String kind) {
        switch (kind) {
            case "mapped cell" -> stage.insert("user", user("u1").append("event_count", "many"));
            case "refused cell" -> {
                refuseCell();
                stage.insert("user", user("u1"));
            }
            case "record" -> {
                stage.airtable.faults().add(Fault.status(422).containing("summary of u1"));
                stage.insert("user", user("u1"));
            }
            case "exhausted" -> {
                stage.airtable.faults().add(Fault.status(500).containing("summary of u1"));
                stage.insert("user", user("u1"));
            }
            case "duplicate-key" -> {
                stage.insert("user", user("u0").append("email", "a@example.com"));
                stage.sync(USERS);
                stage.insert("user", user("u1").append("email", "a@example.com"));
            }
            default -> throw new IllegalArgumentException(kind);
        }
        stage.sync(USERS);
        return () -> {
            stage.airtable.faults().clear();
            if (kind.equals("mapped cell")) {
                stage.change("user", "u1", "event_count", 5);
            }
            if (kind.equals("duplicate-key")) {
                stage.change("user", "u1", "email", "b@example.com");
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "mapped cell, cell",
        "refused cell, cell",
        "record, record",
        "exhausted, exhausted",
        "duplicate-key, duplicate-key"
    })
    void aReplayDeliversWhatIsMendedAndResolvesTheLetter(String fault, String kind) throws InterruptedException {
        Runnable mend = fail(fault);
        assertThat(letter("u1").kind()).isEqualTo(kind);
        mend.run();

        Replay.Progress progress = replay(false, letter("u1").id());

        assertThat(progress.sentence()).isEqualTo("1 letters replayed: 1 resolved, 0 open.");
        assertThat(stage.cells(USERS, "id", "u1")).containsEntry("summary", "summary of u1");
        Letter letter = letter("u1");
        assertThat(letter.state()).isEqualTo(State.RESOLVED);
        assertThat(letter.attempts()).isEqualTo(1);
        assertThat(letter.history()).extracting(Event::what).containsExactly("failed", "replayed", "resolved");
        assertThat(letter.history().get(1).by()).isEqualTo("Ada");
    }

    @ParameterizedTest
    @CsvSource({
        "mapped cell, CHANGED",
        "refused cell, FULL",
        "record, FULL",
        "exhausted, FULL",
        "duplicate-key, CHANGED",
    })
    void aLaterPassThatDeliversTheDocumentResolvesTheLetter(String fault, Mode mode) {
        Runnable mend = fail(fault);
        mend.run();
        stage.change("user", "u1", "updatedAt", new Date());

        stage.sync(mode, USERS);

        assertThat(stage.cells(USERS, "id", "u1")).containsEntry("summary", "summary of u1");
        assertThat(letter("u1").state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void anAmbiguousKeyIsResolvedOnceThePersonHasMergedTheRecords() {
        String one = stage.table(USERS).insert(Map.of("email", "a@example.com", "firstName", "Ana"));
        String other = stage.table(USERS).insert(Map.of("email", "A@example.com"));
        stage.insert("user", user("u1").append("email", "a@example.com"));
        stage.sync(USERS);
        assertThat(letter("u1").kind()).isEqualTo("ambiguous");
        assertThat(letter("u1").others()).containsExactlyInAnyOrder(one, other);

        stage.table(USERS).delete(other);
        stage.sync(Mode.RECONCILE, USERS);

        assertThat(stage.cells(USERS, "id", "u1")).containsEntry("firstName", "Ana");
        assertThat(letter("u1").state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void aRefusedCellThatTheDocumentGaveUpIsResolved() throws InterruptedException {
        stage.insert("user", new Document("_id", "u1").append("summary", "good"));
        stage.sync(USERS);
        refuseCell();
        stage.change("user", "u1", "summary", "summary of u1");
        stage.sync(Mode.FULL, USERS);
        assertThat(letter("u1").httpStatus()).isEqualTo(422);

        stage.change("user", "u1", "summary", "good");
        stage.requests.forget();
        replay(false, letter("u1").id());

        assertThat(stage.requests.writesTo(USERS)).as("Airtable has it all").isEmpty();
        assertThat(letter("u1").state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void whatIsStillWrongIsOpenAgainAndCountsOneMoreAttempt() throws InterruptedException {
        fail("record");

        Replay.Progress progress = replay(false, letter("u1").id());

        assertThat(progress.sentence()).isEqualTo("1 letters replayed: 0 resolved, 1 open.");
        assertThat(progress.results())
                .singleElement()
                .returns("open", Replay.Result::state)
                .satisfies(result -> assertThat(result.what()).contains("Airtable refuses the record"));
        Letter letter = letter("u1");
        assertThat(letter.state()).isEqualTo(State.OPEN);
        assertThat(letter.attempts()).isEqualTo(2);
        assertThat(letter.history()).extracting(Event::what).containsExactly("failed", "replayed", "failed");
        assertThat(letter.httpStatus()).isEqualTo(422);
        assertThat(letter.fields()).containsEntry("summary", "summary of u1").containsEntry("id", "u1");
    }

    @Test
    void whatFailsForAnotherReasonNowHasASecondLetterAndTheFirstIsOpenAgain() throws InterruptedException {
        Runnable mend = fail("duplicate-key");
        String first = letter("u1").id();
        mend.run();
        stage.airtable.faults().add(Fault.status(422).containing("summary of u1"));

        replay(false, first);

        assertThat(stage.letters()).hasSize(2).allSatisfy(letter -> assertThat(letter)
                .containsEntry("state", "open"));
        assertThat(read(first).history()).last().satisfies(event -> assertThat(event.what() + event.note())
                .contains("not delivered", "Airtable refuses the record"));
    }

    @Test
    void ofTwoBadCellsTheMendedOneIsResolvedWhicheverIsReplayed() throws InterruptedException {
        stage.insert(
                "user",
                new Document("_id", "u1").append("event_count", "many").append("last_active", "soon"),
                new Document("_id", "u2").append("event_count", "many").append("last_active", "soon"));
        stage.sync(USERS);
        stage.change("user", "u1", "event_count", 5);
        stage.change("user", "u2", "event_count", 5);
        stage.change("user", "u2", "last_active", null);
        String still = id("u1", "last_active");

        Replay.Progress progress = replay(false, still, id("u2", "event_count"));

        assertThat(progress.resolved()).isEqualTo(1);
        assertThat(stage.letters())
                .extracting(letter -> letter.get("documentId") + " " + letter.get("field") + " " + letter.get("state"))
                .containsExactlyInAnyOrder(
                        "u1 event_count resolved",
                        "u1 last_active open",
                        "u2 event_count resolved",
                        "u2 last_active resolved");
    }

    private static String id(String documentId, String field) {
        return stage.letters().stream()
                .filter(letter -> documentId.equals(letter.get("documentId")) && field.equals(letter.get("field")))
                .findFirst()
                .orElseThrow()
                .getString("_id");
    }

    @Test
    void aDryRunSaysWhatAReplayWouldDoAndChangesNothing() throws InterruptedException {
        stage.insert(
                "user",
                new Document("_id", "u1").append("event_count", "many"),
                new Document("_id", "u2").append("event_count", "many"),
                new Document("_id", "u3").append("event_count", "many"));
        stage.sync(USERS);
        stage.change("user", "u1", "event_count", 5);
        stage.delete("user", "u3");
        Map<String, List<Document>> before = stage.dump();
        stage.requests.forget();

        Replay.Progress progress =
                replay(true, letter("u1").id(), letter("u2").id(), letter("u3").id());

        assertThat(progress.sentence())
                .isEqualTo("3 letters tried and nothing written: 2 would be resolved, 1 would stay open.");
        assertThat(progress.results())
                .extracting(result -> result.document() + " " + result.state() + " " + result.what())
                .containsExactlyInAnyOrder(
                        "u1 resolved updates event_count",
                        "u2 open \"many\" is not a plain number such as 1234.5.",
                        "u3 resolved finds that the document is gone");
        assertThat(stage.dump()).isEqualTo(before);
        assertThat(stage.requests.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cuculi/users, user, stays", "lab/teams, teams, deleted", "lab/players, players, marked"})
    void theLetterOfADocumentThatIsGoneSaysSoByThePolicyOfItsTable(String table, String collection, String word)
            throws InterruptedException {
        stage.insert(collection, new Document("_id", "d1"), new Document("_id", "d2"));
        stage.sync(table);
        stage.airtable.faults().add(Fault.status(422).containing("refused"));
        String field = collection.equals("user") ? "summary" : "name";
        stage.change(collection, "d1", field, "refused");
        stage.insert(collection, new Document("_id", "d3").append(field, "refused"));
        stage.sync(Mode.FULL, table);
        stage.airtable.faults().clear();
        stage.delete(collection, "d1");
        stage.delete(collection, "d3");

        Replay.Progress progress = replay(LetterFilter.ALL);

        assertThat(progress.sentence()).isEqualTo("2 letters replayed: 2 resolved, 0 open.");
        assertThat(List.of(letter("d1"), letter("d3"))).allSatisfy(letter -> {
            assertThat(letter.state()).isEqualTo(State.RESOLVED);
            assertThat(letter.history()).last().satisfies(event -> assertThat(event.note())
                    .contains("gone from collection " + collection, word));
        });
        List<Object> records = stage.table(table).records().stream()
                .<Object>map(record -> record.fields().get("id"))
                .toList();
        assertThat(records).hasSize(table.equals(TEAMS) ? 1 : 2).contains("d2");
        if (table.equals(PLAYERS)) {
            assertThat(stage.cells(PLAYERS, "id", "d1")).containsEntry("state", "gone");
        }
    }

    @Test
    void aDocumentThatIsDeletedResolvesItsLettersWhenAHintTells() {
        fail("record");
        stage.delete("user", "u1");

        stage.hint(USERS, "u1");

        assertThat(letter("u1").state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void twoPeopleWhoReplayTheSameLetterAtOnceDeliverItOnce() throws InterruptedException {
        fail("record").run();
        stage.requests.forget();
        stage.airtable.faults().add(Fault.delay(400).containing("summary of u1"));
        String id = letter("u1").id();
        Replays replays = stage.bean(Replays.class);
        List<Replay> both = List.of(
                replays.start(List.of(id), false, "Ada"),
                replays.start(List.of(id), false, "Bo"),
                replays.start(LetterFilter.ALL, false, "Cy"));

        long tried = 0;
        for (Replay replay : both) {
            tried += over(replay).tried();
        }

        assertThat(tried).as("one of them had it in hand").isEqualTo(1);
        assertThat(stage.requests.writesTo(USERS)).hasSize(1);
        assertThat(stage.table(USERS).size()).isEqualTo(1);
        assertThat(letter("u1").history()).extracting(Event::what).containsExactly("failed", "replayed", "resolved");
    }

    @Test
    void aReplayOfWhatIsResolvedDoesNothing() throws InterruptedException {
        fail("record").run();
        replay(LetterFilter.ALL);
        stage.requests.forget();

        Replay.Progress progress = replay(false, letter("u1").id());

        assertThat(progress.sentence()).isEqualTo("0 letters replayed: 0 resolved, 0 open, 1 skipped.");
        assertThat(stage.requests.all()).isEmpty();
        assertThat(letter("u1").state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void aFilterMeansItsLettersAlone() throws InterruptedException {
        stage.insert(
                "user", user("u1").append("event_count", "many"), user("u2").append("total_spent", "lots"));
        stage.insert("event", new Document("_id", "e1").append("maxCapacity", "full"));
        stage.sync(USERS, Stage.EVENTS);
        assertThat(stage.letters()).hasSize(3);

        assertThat(replay(LetterFilter.of(USERS, null, "cell", "event_count", null, null, null))
                        .results())
                .extracting(Replay.Result::document)
                .containsExactly("u1");
        assertThat(replay(LetterFilter.of(Stage.EVENTS, null, null, null, null, null, null))
                        .results())
                .extracting(Replay.Result::document)
                .containsExactly("e1");
        assertThat(replay(LetterFilter.of(null, null, null, null, null, "1h", null))
                        .tried())
                .isZero();
        assertThat(replay(LetterFilter.of(null, null, null, null, null, null, "1h"))
                        .tried())
                .isEqualTo(3);
        assertThat(replay(LetterFilter.of(null, null, "exhausted", null, null, null, null))
                        .sentence())
                .isEqualTo("0 letters replayed: 0 resolved, 0 open.");
    }

    @Test
    void anUnknownLetterAmongOthersReplaysNone() {
        fail("record").run();

        assertThatThrownBy(() -> replay(false, letter("u1").id(), "nothing.like.that"))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("\"nothing.like.that\"");
        assertThat(letter("u1").state()).isEqualTo(State.OPEN);
    }

    /** Users of whom each has a letter that the next look at it would resolve. */
    private void mendedUsers(int users) {
        stage.insert(
                "user",
                IntStream.range(0, users)
                        .mapToObj(i -> new Document("_id", "u" + i).append("event_count", "many"))
                        .toList());
        stage.sync(USERS);
        stage.source()
                .getCollection("user")
                .updateMany(new Document(), new Document("$set", new Document("event_count", 3)));
    }

    @Test
    void manyLettersGoInPagesAndFullBatches() throws InterruptedException {
        mendedUsers(2_350);
        stage.requests.forget();

        Replay.Progress progress = replay(LetterFilter.ALL);

        assertThat(progress.sentence()).isEqualTo("2,350 letters replayed: 2,350 resolved, 0 open.");
        assertThat(progress.results()).hasSize(100);
        assertThat(stage.requests.writesTo(USERS)).hasSize(235);
        assertThat(stage.bean(DeadLetters.class).open()).isZero();
        assertThat(stage.state().getCollection("replays").countDocuments()).isZero();
    }

    @Test
    void aBaseThatCannotBeReadEndsTheReplayToo() throws InterruptedException {
        fail("record").run();
        stage.airtable.access().refuse("cuculi");
        stage.bean(LiveBases.class).forget(USERS);

        Replay.Progress withoutSchema = replay(LetterFilter.ALL);

        stage.airtable.access().grant("cuculi");
        assertThat(withoutSchema.state()).isEqualTo("failed");
        assertThat(withoutSchema.failure()).contains("403");
        assertThat(letter("u1").state()).isEqualTo(State.OPEN);
        assertThat(replay(LetterFilter.ALL).resolved()).isEqualTo(1);
    }

    @Test
    void anAirtableThatIsAwayLeavesTheLettersOpenAndSaysWhy() throws InterruptedException {
        fail("record").run();
        stage.airtable.faults().add(Fault.status(503));

        Replay.Progress progress = replay(LetterFilter.ALL);

        assertThat(progress.state()).isEqualTo("failed");
        assertThat(progress.failure()).contains("503");
        assertThat(letter("u1").state()).isEqualTo(State.OPEN);
        assertThat(letter("u1").attempts()).isEqualTo(1);
        assertThat(letter("u1").history())
                .extracting(Event::what)
                .containsExactly("failed", "replayed", "not delivered");

        stage.airtable.faults().clear();
        assertThat(replay(LetterFilter.ALL).resolved()).isEqualTo(1);
    }

    @Test
    void lettersOfAReplayThatWasKilledAreOpenAgain() throws InterruptedException {
        fail("record").run();
        ReplayLocks locks = stage.bean(ReplayLocks.class);
        assertThat(locks.take(List.of(letter("u1")), "somebody")).hasSize(1);
        assertThat(replay(LetterFilter.ALL.in(State.REPLAYED)).tried())
                .as("somebody has it")
                .isZero();

        locks.letGoOlderThan(Duration.ZERO);

        assertThat(letter("u1").state()).isEqualTo(State.OPEN);
        assertThat(replay(LetterFilter.ALL).resolved()).isEqualTo(1);
    }

    @Test
    void howReplaysCameOutIsKnownAfterAStart() throws InterruptedException {
        fail("record").run();
        Replay.Progress before = replay(LetterFilter.ALL);

        stage.restart();

        Replays replays = stage.bean(Replays.class);
        Replay.Progress after = replays.find(before.id()).orElseThrow();
        assertThat(after.sentence()).isEqualTo(before.sentence());
        assertThat(after)
                .returns("done", Replay.Progress::state)
                .returns("Ada", Replay.Progress::by)
                .returns(List.of(), Replay.Progress::results);
        assertThat(after.ended()).isAfterOrEqualTo(after.started());
        assertThat(replays.latest()).extracting(Replay.Progress::id).containsExactly(before.id());
        assertThat(replay(true, letter("u1").id()).skipped()).isEqualTo(1);
        assertThat(replays.latest()).extracting(Replay.Progress::dryRun).containsExactly(true, false);
    }

    @Test
    void aReplayThatTheEndCutsShortSaysHowFarItCame() throws InterruptedException {
        mendedUsers(1_500);
        stage.airtable.faults().add(Fault.delay(2_000).method("PATCH").skip(120));
        Replays replays = stage.bean(Replays.class);
        Replay replay = replays.start(LetterFilter.ALL, false, "Ada");
        // the letters of a page are counted first, and put on record behind that
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        stage.state().getCollection("replay_reports").find())
                .singleElement()
                .satisfies(onRecord ->
                        assertThat(onRecord).containsEntry("state", "running").containsEntry("resolved", 1000L)));

        stage.restart();

        Replay.Progress after = stage.bean(Replays.class).find(replay.id()).orElseThrow();
        assertThat(after.state()).isEqualTo("failed");
        assertThat(after.resolved()).isBetween(1000L, 1499L);
        assertThat(after.sentence()).contains("Not finished: ").contains("stops");
        assertThat(stage.bean(DeadLetters.class).open()).isEqualTo(1500 - after.resolved());
    }

    @Test
    void aTableThatIsPausedReplaysNothingAndSaysSo() throws InterruptedException {
        fail("record").run();
        stage.bean(Tables.class).pause(USERS, "Bo");
        assertThat(replay(LetterFilter.ALL).failure()).isEqualTo("cuculi/users is paused; resume it first.");
        stage.bean(Tables.class).resume(USERS);

        assertThat(replay(LetterFilter.ALL).resolved()).isEqualTo(1);
    }

    private static String leftBehind(DeadLetter letter) {
        return stage.bean(DeadLetters.class).store(letter).id();
    }

    private static String ofTable(String documentId) {
        return leftBehind(
                DeadLetter.of("presence/gone", documentId, Kind.RECORD, null, null, List.of(), "It was refused."));
    }

    @Test
    void lettersOfWhatTheMappingsDoNotHaveAnyMoreAreLeftAndSaidSo() throws InterruptedException {
        fail("record").run();
        List<String> left = List.of(
                ofTable("d1"),
                ofTable("d2"),
                leftBehind(DeadLetter.of(
                        new Asked("acme", "find", "t"), "l1", Kind.EXHAUSTED, Map.of(), null, "UNKNOWN", "Lost.")));
        stage.bean(DeadLetters.class).discard(List.of(ofTable("d3")), "Ada");
        String note =
                "3 letters are left, since mappings/ has acme (1), presence/gone (2) no more: put the mapping back, "
                        + "or discard them.";

        assertThat(over(stage.bean(Replays.class).start(LetterFilter.ALL, true, "Ada")))
                .returns("done", Replay.Progress::state)
                .returns(3L, Replay.Progress::unmapped)
                .returns(note, Replay.Progress::note);
        Replay.Progress progress = replay(LetterFilter.ALL);

        assertThat(progress.sentence()).isEqualTo("1 letters replayed: 1 resolved, 0 open. " + note);
        assertThat(left).allSatisfy(id -> {
            assertThat(read(id).state()).isEqualTo(State.OPEN);
            assertThat(read(id).history()).extracting(Event::what).containsExactly("failed");
        });
        stage.restart();
        assertThat(stage.bean(Replays.class).find(progress.id()).orElseThrow().sentence())
                .isEqualTo(progress.sentence());
        assertThat(replay(LetterFilter.of(USERS, null, null, null, null, null, null)))
                .returns(0L, Replay.Progress::unmapped)
                .returns(null, Replay.Progress::note);
    }

    @Test
    void aLetterOfWhatTheMappingsDoNotHaveAnyMoreKeepsNoOtherFromItsReplay() throws InterruptedException {
        fail("record").run();

        Replay.Progress progress = replay(false, ofTable("d1"), letter("u1").id());

        assertThat(progress)
                .returns("done", Replay.Progress::state)
                .returns(1L, Replay.Progress::resolved)
                .returns(1L, Replay.Progress::unmapped);
        assertThat(progress.note()).contains("presence/gone (1)", "put the mapping back", "discard");
    }

    @Test
    void aDiscardedLetterStaysSoUntilTheDocumentFailsForAnotherReason() throws InterruptedException {
        fail("mapped cell");
        String id = letter("u1").id();
        assertThat(stage.bean(DeadLetters.class).discard(List.of(id), "Ada")).isEqualTo(1);

        stage.sync(Mode.FULL, USERS);
        assertThat(read(id).state()).isEqualTo(State.DISCARDED);
        assertThat(replay(LetterFilter.ALL).tried()).isZero();

        stage.change("user", "u1", "event_count", "lots");
        stage.sync(Mode.FULL, USERS);
        assertThat(read(id).state()).isEqualTo(State.OPEN);
    }

    @Test
    void idsOfEveryTypeAreShownAndReplayed() throws InterruptedException {
        UUID uuid = UUID.fromString("6f1b0f6e-4c1e-4d67-9a7d-0d6a3d0f1c11");
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        List<Object> ids = new ArrayList<>(
                List.of(new ObjectId("65a000000000000000000001"), new Binary((byte) 4, bytes), "käse/brot?", 17));
        ids.forEach(id -> stage.insert("user", new Document("_id", id).append("event_count", "many")));
        stage.sync(USERS);
        stage.sync(Mode.FULL, USERS);

        List<Letter> letters = stage.bean(DeadLetters.class)
                .page(LetterFilter.ALL, 0, 10, null)
                .letters();
        assertThat(letters)
                .allSatisfy(letter -> assertThat(letter.attempts()).isEqualTo(2))
                .extracting(letter ->
                        letter.documentId().type() + " " + letter.documentId().text())
                .containsExactlyInAnyOrder(
                        "ObjectId 65a000000000000000000001", "UUID " + uuid, "string käse/brot?", "int 17");
        assertThat(letters).extracting(Letter::id).allMatch(id -> id.matches("[A-Za-z0-9._-]+"));
        assertThat(stage.table(USERS).size()).isEqualTo(4);

        stage.source()
                .getCollection("user")
                .updateMany(new Document(), new Document("$set", new Document("event_count", 3)));
        assertThat(replay(LetterFilter.ALL).resolved()).isEqualTo(4);
        assertThat(stage.table(USERS).size()).isEqualTo(4);
    }
}
