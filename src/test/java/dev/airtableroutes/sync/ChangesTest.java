package dev.airtableroutes.sync;

import static dev.airtableroutes.sync.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.ledger.PlannedLedger;
import dev.airtableroutes.ledger.TakeOver;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private final Fixtures shop = Fixtures.shop();

    @Test
    void aDocumentThatNobodyKnowsIsCreated() {
        Pass pass = shop.users();

        ChangedPage page = shop.diff(
                pass,
                user("a")
                        .append("email", " Ada@Example.com ")
                        .append("age", "36")
                        .append("status", "open"));

        Change change = onlyChange(page);
        assertThat(change.creation()).isTrue();
        assertThat(change.isNew()).isTrue();
        assertThat(change.mergeField()).isEqualTo("id");
        assertThat(change.cells())
                .containsOnly(
                        entry("id", "a"),
                        entry("email", change.cells().get("email")),
                        entry("age", new BigDecimal("36")),
                        entry("status", "open"));
        assertThat(change.entry().keys()).containsExactly("id a", "email ada@example.com");
        assertThat(change.gainedKeys()).isEqualTo(change.entry().keys());
        assertThat(change.entry().cells())
                .as("a person's own cell is not watched")
                .doesNotContainKey("status");
        assertThat(page.deadLetters()).isEmpty();
        assertThat(page.last()).isTrue();
    }

    @Test
    void aKeyOfATypeThatAirtableDoesNotMergeOnIsNotUsedForIt() {
        Pass pass = shop.users();

        ChangedPage page = shop.diff(
                pass, new Document("_id", 1).append("email", "x@y.z"), new Document("_id", 2).append("name", "no key"));

        assertThat(page.changes()).extracting(Change::mergeField).containsExactly("email", null);
    }

    @Test
    void whatIsEqualIsDropped() {
        Document ada = user("a").append("name", "Ada").append("age", 36).append("tags", List.of("b", "a"));
        shop.deliver(shop.users(), ada);
        Pass pass = shop.users();

        ChangedPage page = shop.diff(
                pass, user("a").append("name", "Ada").append("age", "36.0").append("tags", List.of("a", "b", "a")));

        assertThat(page.changes()).isEmpty();
        assertThat(pass.totals().unchanged()).isEqualTo(1);
    }

    @Test
    void onlyTheCellsThatDifferAreSent() {
        shop.deliver(shop.users(), user("a").append("name", "Ada").append("age", 36));

        Change change = onlyChange(
                shop.diff(shop.users(), user("a").append("name", "Ada").append("age", 37)));

        assertThat(change.recordId()).isEqualTo("rec-a");
        assertThat(change.isNew()).isFalse();
        assertThat(change.cells()).containsOnly(entry("age", new BigDecimal("37")));
        assertThat(change.entry().cells()).containsEntry("name", "Ada").containsEntry("age", "37");
        assertThat(change.gainedKeys()).isEmpty();
        assertThat(change.releasedKeys()).isEmpty();
    }

    @Test
    void aPersonsColumnIsSetOnCreationOnly() {
        shop.deliver(shop.users(), user("a").append("status", "open"));

        assertThat(shop.diff(shop.users(), user("a").append("status", "done")).changes())
                .isEmpty();
        Change change = onlyChange(
                shop.diff(shop.users(), user("a").append("status", "done").append("name", "Ada")));
        assertThat(change.cells()).containsOnlyKeys("name");
    }

    @Test
    void aLinkOfAPersonsColumnIsSetOnCreationOnly() {
        Fixtures once = Fixtures.shop(Fixtures.USERS.replace("link: shop/orders", "link: shop/orders, once: true"));
        once.deliver(once.orders(), new Document("_id", 7), new Document("_id", 8));

        Change created = onlyChange(once.deliver(once.users(), user("a").append("order_ids", List.of(7))));
        assertThat(created.cells()).containsEntry("orders", List.of("rec-7"));

        assertThat(once.diff(once.users(), user("a").append("order_ids", List.of(8)))
                        .changes())
                .isEmpty();
    }

    @Test
    void nothingLeavesACellAloneUnlessTheMappingClears() {
        shop.deliver(shop.users(), user("a").append("name", "Ada"));
        assertThat(shop.diff(shop.users(), user("a").append("name", null)).changes())
                .isEmpty();

        Fixtures clearing = Fixtures.shop(Fixtures.USERS + "nulls: clear\n");
        clearing.deliver(clearing.users(), user("a").append("name", "Ada").append("age", 0));
        Change change = onlyChange(clearing.diff(clearing.users(), user("a").append("name", "")));
        assertThat(change.cells()).containsOnlyKeys("name", "age").containsEntry("name", null);
        assertThat(change.entry().cells()).containsOnlyKeys("id");
    }

    @Test
    void aRecordWhoseConfirmationWasCutOffIsWrittenById() {
        Document ada = user("a").append("name", "Ada");
        shop.deliver(shop.users(), ada);
        shop.state.getCollection("ledger").deleteMany(Filters.eq("r", "rec-a"));

        Change change = onlyChange(shop.diff(shop.users(), ada));

        assertThat(change.creation()).isFalse();
        assertThat(change.recordId()).isEqualTo("rec-a");
        assertThat(change.cells()).containsOnly(entry("id", "a"), entry("name", "Ada"));
    }

    @Test
    void aKeyThatOnlyAKillLeftToADeletedDocumentIsNobodysWhereRecordsAreDeleted() {
        Fixtures deleting = Fixtures.shop(Fixtures.USERS + "deleted: delete\n");
        deleting.deliver(
                deleting.users(), user("a").append("email", "x@y.z"), user("c").append("email", "c@y.z"));
        deleting.state.getCollection("ledger").deleteMany(Filters.eq("d", "a"));

        ChangedPage page = deleting.diff(
                deleting.users(), user("b").append("email", "x@y.z"), user("d").append("email", "c@y.z"));

        assertThat(onlyChange(page).recordId())
                .as("the one that nobody deletes")
                .isEqualTo("rec-a");
        assertThat(page.deadLetters())
                .as("the other one's record is deleted in time")
                .extracting(DeadLetter::documentId)
                .containsExactly("d");
    }

    @Test
    void aRecordThatPeopleMadeIsTakenOverByTheFirstKey() {
        Pass pass = shop.users();
        shop.free(pass, "recHand", Map.of("id", "A", "name", "Ada"), "id a", "email other");
        shop.free(pass, "recMail", Map.of("email", "x"), "email x");

        Change change = onlyChange(shop.diff(
                pass, user("a").append("email", "x").append("name", "Ada").append("status", "open")));

        assertThat(change.recordId()).isEqualTo("recHand");
        assertThat(change.creation()).isFalse();
        assertThat(change.isNew()).isTrue();
        assertThat(change.cells())
                .as("only what differs, and no column of a person")
                .containsOnlyKeys("id", "email");
    }

    @Test
    void theSecondKeyIsTriedWhenTheFirstFindsNothing() {
        Pass pass = shop.users();
        shop.free(pass, "recMail", Map.of("email", "x", "name", "by hand"), "email x");

        Change change = onlyChange(shop.diff(pass, user("a").append("email", "X ")));

        assertThat(change.recordId()).isEqualTo("recMail");
        assertThat(change.entry().cells()).containsEntry("name", "by hand");
    }

    @Test
    void aRecordThatIsRightAlreadyIsTakenOverWithoutARequest() {
        Pass pass = shop.users();
        shop.free(pass, "recHand", Map.of("id", "a", "name", "Ada"), "id a");

        assertThat(shop.diff(pass, user("a").append("name", "Ada")).changes()).isEmpty();

        assertThat(shop.entry(pass, "a").recordId()).isEqualTo("recHand");
        assertThat(pass.totals().takenOver()).isEqualTo(1);
        assertThat(pass.totals().unchanged()).isEqualTo(1);
        assertThat(pass.reserved().isEmpty()).isTrue();
    }

    @Test
    void aKeyOfTwoFreeRecordsIsAmbiguousAndTouchesNone() {
        Pass pass = shop.users();
        shop.free(pass, "rec1", Map.of("email", "x"), "email x");
        shop.free(pass, "rec2", Map.of("email", "X"), "email x");

        ChangedPage page = shop.diff(pass, user("a").append("email", "x"));

        assertThat(page.changes()).isEmpty();
        DeadLetter letter = onlyLetter(page);
        assertThat(letter)
                .returns(Kind.AMBIGUOUS, DeadLetter::kind)
                .returns("a", DeadLetter::documentId)
                .returns("email", DeadLetter::field)
                .returns("x", DeadLetter::value);
        assertThat(letter.others()).containsExactlyInAnyOrder("rec1", "rec2");
        assertThat(letter.reason()).contains("rec1", "rec2", "2 records", "--reconcile");
    }

    @Test
    void aKeyOfAnotherDocumentIsADuplicate() {
        shop.source.getCollection("users").insertOne(user("a").append("email", "x"));
        shop.deliver(shop.users(), user("a").append("email", "x"));

        ChangedPage page = shop.diff(shop.users(), user("b").append("email", " X"));

        assertThat(page.changes()).isEmpty();
        assertThat(onlyLetter(page))
                .returns(Kind.DUPLICATE_KEY, DeadLetter::kind)
                .returns("b", DeadLetter::documentId)
                .returns(List.of("a", "rec-a"), DeadLetter::others)
                .returns("shop-users", DeadLetter::route);
        assertThat(onlyLetter(page).reason())
                .contains("document a")
                .contains("rec-a")
                .contains("email");
    }

    @Test
    void aKeyOfAnotherDocumentOfTheSamePageIsADuplicate() {
        Pass pass = shop.users();

        ChangedPage page = shop.diff(
                pass,
                user("a").append("email", "x"),
                user("b").append("email", "y"),
                user("c").append("email", "X"),
                new Document("_id", "A2").append("key", "A"));

        assertThat(page.changes()).extracting(Change::documentId).containsExactly("a", "b");
        assertThat(page.deadLetters())
                .extracting(DeadLetter::documentId, DeadLetter::field, DeadLetter::others)
                .containsExactly(tuple("c", "email", List.of("a")), tuple("A2", "id", List.of("a")));
        assertThat(pass.totals().deadLetters()).isEqualTo(Map.of("duplicate-key", 2L));
    }

    @Test
    void oneFreeRecordGoesToOneDocument() {
        Pass pass = shop.users();
        shop.free(pass, "rec1", Map.of("id", "a", "email", "x"), "id a", "email x");

        ChangedPage page =
                shop.diff(pass, user("a").append("email", "new"), user("b").append("email", "x"));

        assertThat(page.changes()).extracting(Change::documentId).containsExactly("a");
        assertThat(onlyLetter(page)).returns("b", DeadLetter::documentId).returns(Kind.DUPLICATE_KEY, DeadLetter::kind);
        assertThat(onlyLetter(page).others()).containsExactly("a", "rec1");
    }

    @Test
    void aDocumentWithoutKeysGetsARecordAndKeepsIt() {
        Document nobody = new Document("_id", 1).append("name", "no key");
        Document likewise = new Document("_id", 2).append("name", "no key");
        ChangedPage first = shop.deliver(shop.users(), nobody, likewise);

        assertThat(first.changes()).hasSize(2).allMatch(change -> change.mergeField() == null);
        assertThat(shop.diff(shop.users(), nobody, likewise).changes()).isEmpty();
        assertThat(onlyChange(shop.diff(shop.users(), likewise.append("name", "new")))
                        .recordId())
                .isEqualTo("rec-2");
    }

    @Test
    void creationsOfUnknownOutcomeFindTheirRecordsByTheirCells() {
        Pass pass = shop.users();
        Map<String, String> cells = Map.of("name", "no key");
        shop.ledger.underWay(
                pass.scope(),
                List.of(new Entry(1, null, cells, List.of(), 0), new Entry(2, null, cells, List.of(), 0)));
        shop.free(pass, "rec1", cells, Keys.cells(cells));
        shop.free(pass, "rec2", cells, Keys.cells(cells));

        ChangedPage page = shop.diff(
                pass,
                new Document("_id", 1).append("name", "no key"),
                new Document("_id", 2).append("name", "changed"),
                new Document("_id", 3).append("name", "no key"));

        assertThat(page.deadLetters()).isEmpty();
        assertThat(page.changes())
                .extracting(Change::documentId, Change::creation)
                .containsExactly(tuple(2, false), tuple(3, true));
        assertThat(Set.of(shop.entry(pass, 1).recordId(), page.changes().get(0).recordId()))
                .containsExactlyInAnyOrder("rec1", "rec2");
    }

    @Test
    void aCreationOfUnknownOutcomeThatNeverArrivedIsMadeAgain() {
        Pass pass = shop.users();
        shop.ledger.underWay(pass.scope(), List.of(new Entry(1, null, Map.of("name", "n"), List.of(), 0)));

        Change change = onlyChange(shop.diff(pass, new Document("_id", 1).append("name", "n")));

        assertThat(change.creation()).isTrue();
    }

    @Test
    void aChangedKeyReleasesTheOldOne() {
        shop.deliver(shop.users(), user("a").append("email", "old"));

        Change change = onlyChange(shop.deliver(shop.users(), user("a").append("email", "new")));

        assertThat(change.gainedKeys()).containsExactly("email new");
        assertThat(change.releasedKeys()).containsExactly("email old");
        assertThat(shop.deliver(shop.users(), user("b").append("email", "old")).deadLetters())
                .isEmpty();
        assertThat(shop.entry(shop.users(), "b").recordId()).isEqualTo("rec-b");
    }

    @Test
    void aBadCellDoesNotHoldItsRecordBack() {
        Pass pass = shop.users();

        ChangedPage page = shop.diff(pass, user("a").append("age", -5).append("name", "Ada"));

        assertThat(onlyChange(page).cells()).containsOnlyKeys("id", "name");
        assertThat(onlyLetter(page))
                .returns(Kind.CELL, DeadLetter::kind)
                .returns("age", DeadLetter::field)
                .returns("-5", DeadLetter::value)
                .returns(0, DeadLetter::httpStatus);
        assertThat(pass.totals().deadLetters()).isEqualTo(Map.of("cell", 1L));
    }

    @Test
    void aMappingMayRejectRecordsWithBadCells() {
        Fixtures strict = Fixtures.shop(Fixtures.USERS + "invalid: reject\n");

        ChangedPage page = strict.diff(
                strict.users(), user("a").append("age", -5), user("b").append("age", 5));

        assertThat(page.changes()).extracting(Change::documentId).containsExactly("b");
        assertThat(onlyLetter(page))
                .returns(Kind.RECORD, DeadLetter::kind)
                .returns("a", DeadLetter::documentId)
                .returns("age", DeadLetter::field);
    }

    @Test
    void aBadKeyAlwaysRejects() {
        ChangedPage page = shop.diff(shop.users(), user("a".repeat(100_001)), user("b"));

        assertThat(page.changes()).extracting(Change::documentId).containsExactly("b");
        assertThat(onlyLetter(page)).returns(Kind.RECORD, DeadLetter::kind).returns("id", DeadLetter::field);
        assertThat(onlyLetter(page).value()).hasSize(200);
    }

    @Test
    void aNewOptionAsksAirtableToMakeIt() {
        assertThat(onlyChange(shop.diff(shop.users(), user("a").append("tags", List.of("a", "new"))))
                        .payload()
                        .newOptions())
                .containsExactly("tags");
        assertThat(onlyChange(shop.diff(shop.users(), user("b").append("tags", List.of("a", "b"))))
                        .payload()
                        .newOptions())
                .isEmpty();
    }

    @Test
    void aLinkIsSetByTheRecordAndWaitsForWhatIsMissing() {
        shop.deliver(shop.orders(), new Document("_id", 7));
        Pass pass = shop.users();

        Change change = onlyChange(shop.deliver(pass, user("a").append("order_ids", List.of(8, 7))));

        assertThat(change.cells()).containsEntry("orders", List.of("rec-7"));
        assertThat(pass.totals().unresolvedLinks()).isEqualTo(1);
        assertThat(ready()).isEmpty();

        shop.deliver(shop.orders(), new Document("_id", 8));
        assertThat(ready())
                .singleElement()
                .extracting(wait -> wait.get("t"), wait -> wait.get("d"))
                .isEqualTo(List.of("shop/users", "a"));
        assertThat(onlyChange(shop.diff(shop.users(), user("a").append("order_ids", List.of(8, 7))))
                        .cells())
                .containsOnly(entry("orders", List.of("rec-7", "rec-8")));
    }

    private List<Document> ready() {
        return shop.state
                .getCollection("waiting")
                .find(Filters.eq("ready", true))
                .into(new ArrayList<>());
    }

    @Test
    void aLinkThatIsMissingAltogetherIsLeftOut() {
        Change change = onlyChange(shop.diff(shop.users(), user("a").append("order_ids", List.of(9))));

        assertThat(change.cells()).containsOnlyKeys("id");
    }

    @Test
    void aDocumentThatIsRightAgainResolvesItsLetters() {
        shop.deliver(shop.users(), user("a").append("age", 3));
        DeadLetter bad = shop.diff(shop.users(), user("a").append("age", -3))
                .deadLetters()
                .get(0);
        shop.deadLetters.store(bad);
        assertThat(shop.deadLetters.open()).isEqualTo(1);

        shop.diff(shop.users(), user("a").append("age", 3));

        assertThat(shop.deadLetters.open()).isZero();
    }

    @Test
    void aLetterOfThisPassStaysOpenThoughTheRecordIsUnchanged() {
        shop.deliver(shop.users(), user("a").append("name", "Ada"));
        Document bad = user("a").append("name", "Ada").append("age", -3);
        shop.deadLetters.store(shop.diff(shop.users(), bad).deadLetters().get(0));

        shop.diff(shop.users(), bad);

        assertThat(shop.deadLetters.open()).isEqualTo(1);
    }

    @Test
    void recordsOfDeletedDocumentsAreKeptByDefault() {
        shop.deliver(shop.users(), user("a"));

        ChangedPage page = shop.gone(shop.users(), "a");

        assertThat(page.deletions()).isEmpty();
        assertThat(page.changes()).isEmpty();
    }

    @Test
    void recordsOfDeletedDocumentsAreDeletedInOrder() {
        Fixtures deleting = Fixtures.shop(Fixtures.USERS + "deleted: delete\n");
        List<String> ids = List.of("e", "d", "c", "b", "a");
        ids.forEach(id -> deleting.deliver(deleting.users(), user(id)));

        ChangedPage page = deleting.gone(deleting.users(), "e", "never heard of", "d", "c", "b", "a");

        assertThat(page.deletions()).extracting(Change::documentId).isEqualTo(new ArrayList<Object>(ids));
        assertThat(page.deletions()).extracting(Change::recordId).startsWith("rec-e", "rec-d");
        Pass pass = deleting.users();
        new Batches(Fixtures.gates()).tens(page).forEach(batch -> deleting.writes.confirm(Fixtures.yes(batch), batch));
        assertThat(deleting.entry(pass, "a")).isNull();
        assertThat(page.deletions().get(0).cells()).isEmpty();
    }

    @Test
    void whatACreationWithoutAnAnswerMadeIsDeletedWithItsDocument() {
        Fixtures deleting = Fixtures.shop(Fixtures.USERS + "deleted: delete\n");
        Pass pass = deleting.afterListing(deleting.ledger);
        Map<String, String> cells = Map.of("name", "Ana");
        deleting.ledger.underWay(
                pass.scope(),
                List.of(
                        Entry.underWay("keyed", Map.of(), List.of("id k", "email k@x.com"), 0),
                        Entry.underWay("keyless", cells, List.of(), 1),
                        Entry.underWay("alike", cells, List.of(), 1),
                        Entry.underWay("never made", cells, List.of(), 1)));
        deleting.free(pass, "recK", Map.of("id", "k"), "id k", "email k@x.com");
        deleting.free(pass, "rec1", cells, Keys.cells(cells));
        deleting.free(pass, "rec2", cells, Keys.cells(cells));

        ChangedPage page = deleting.gone(pass, "keyed", "keyless", "alike", "never made");

        assertThat(page.deletions()).extracting(Change::documentId).containsExactly("keyed", "keyless", "alike");
        assertThat(page.deletions()).extracting(Change::recordId).containsExactlyInAnyOrder("recK", "rec1", "rec2");
        assertThat(page.deadLetters()).isEmpty();
        assertThat(deleting.entry(pass, "never made")).isNull();
    }

    @Test
    void aTakeOverWithoutAnAnswerWasCarriedOutWhereTheRecordShowsIt() {
        Fixtures deleting = Fixtures.shop(Fixtures.USERS + "deleted: delete\n");
        Pass pass = deleting.afterListing(deleting.ledger);
        Map<String, String> sent = Map.of("id", "x", "name", "Ana");
        Map<String, String> before = Map.of("id", "", "name", "typed");
        deleting.ledger.underWay(
                pass.scope(),
                List.of(
                        Entry.takingOver(
                                "written", new TakeOver("rec1", false, sent, before), List.of("id x", "email x@x.com")),
                        Entry.takingOver(
                                "cleared",
                                new TakeOver("rec2", false, Map.of("name", ""), Map.of("name", "x")),
                                List.of("id c")),
                        Entry.takingOver("not written", new TakeOver("rec3", false, sent, before), List.of("email 3")),
                        Entry.takingOver(
                                "not cleared",
                                new TakeOver("rec4", false, Map.of("name", ""), Map.of("name", "typed")),
                                List.of("email 4")),
                        Entry.takingOver("made before", new TakeOver("rec5", true, Map.of(), Map.of()), List.of()),
                        Entry.takingOver(
                                "deleted by a person",
                                new TakeOver("rec6", true, Map.of(), Map.of()),
                                List.of("id a"))));
        deleting.free(pass, "rec1", Map.of("id", "x", "name", "renamed since"), "id x");
        deleting.free(pass, "rec2", Map.of("id", "c"), "id c");
        deleting.free(pass, "rec3", Map.of("name", "typed", "email", "3"), "email 3");
        deleting.free(pass, "rec4", Map.of("name", "typed", "email", "4"), "email 4");
        deleting.free(pass, "rec5", Map.of("name", "no key"), Keys.cells(Map.of("name", "no key")));
        deleting.free(pass, "like rec6", Map.of("id", "a"), "id a");

        ChangedPage page = deleting.gone(
                pass, "written", "cleared", "not written", "not cleared", "made before", "deleted by a person");

        assertThat(page.deletions()).extracting(Change::recordId).containsExactly("rec1", "rec2", "rec5");
        assertThat(deleting.entry(pass, "not written")).isNull();
        assertThat(deleting.ledger.free(pass.scope(), List.of("rec3", "rec4", "like rec6")))
                .hasSize(3);
    }

    @Test
    void whatWasMadeWithoutAKeyAndChangedWithoutAnAnswerIsFoundByItsId() {
        Pass pass = shop.afterListing(shop.ledger);
        Map<String, String> cells = Map.of("name", "no key");
        shop.ledger.underWay(pass.scope(), List.of(Entry.underWay(1, cells, List.of(), 1)));
        shop.free(pass, "rec1", cells, Keys.cells(cells));
        Change change = onlyChange(shop.diff(pass, new Document("_id", 1).append("name", "changed")));
        assertThat(change.underWay())
                .isEqualTo(Entry.takingOver(1, new TakeOver("rec1", true, Map.of(), Map.of()), List.of()));
        Map<String, String> changed = Map.of("name", "changed");
        shop.free(pass, "rec1", changed, Keys.cells(changed));
        shop.ledger.underWay(pass.scope(), List.of(change.underWay()));

        Pass next = shop.afterListing(shop.ledger);

        assertThat(onlyChange(shop.diff(next, new Document("_id", 1).append("name", "once more"))))
                .returns("rec1", Change::recordId);
    }

    @Test
    void aPlanOfItLeavesTheLedgerAsItIs() {
        Fixtures deleting = Fixtures.shop(Fixtures.USERS + "deleted: delete\n");
        Pass plan = deleting.afterListing(new PlannedLedger(deleting.ledger));
        deleting.ledger.underWay(plan.scope(), List.of(Entry.underWay("a", Map.of(), List.of("id a"), 0)));
        deleting.free(plan, "recA", Map.of("id", "a"), "id a");

        assertThat(deleting.gone(plan, "a").deletions())
                .extracting(Change::recordId)
                .containsExactly("recA");

        assertThat(deleting.entry(plan, "a").underWay()).isTrue();
        assertThat(deleting.ledger.free(plan.scope(), List.of("recA"))).hasSize(1);
    }

    @Test
    void aRecordThatAnotherDocumentHasStaysWhenTheDocumentThatItMayHaveBeenMadeForIsGone() {
        Fixtures deleting = Fixtures.shop(Fixtures.USERS + "deleted: delete\n");
        Pass pass = deleting.afterListing(deleting.ledger);
        deleting.ledger.underWay(pass.scope(), List.of(Entry.underWay("a", Map.of(), List.of("email x@x.com"), 0)));
        deleting.free(pass, "recX", Map.of("email", "x@x.com"), "email x@x.com");
        assertThat(onlyChange(deleting.diff(pass, user("b").append("email", "x@x.com"))))
                .returns("recX", Change::recordId);

        ChangedPage page = deleting.gone(pass, "a");

        assertThat(page.deletions()).isEmpty();
        assertThat(page.deadLetters()).isEmpty();
        assertThat(deleting.entry(pass, "a")).isNull();
    }

    @Test
    void whatWasSentAfterTheTableWasReadIsLookedForByTheNextPass() {
        Fixtures deleting = Fixtures.shop(Fixtures.USERS + "deleted: delete\n");
        Pass pass = deleting.afterListing(deleting.ledger);
        deleting.ledger.underWay(pass.scope(), List.of(Entry.underWay("a", Map.of(), List.of("id a"), 0)));
        pass.inDoubt().unanswered("a");

        assertThat(deleting.gone(pass, "a").deletions()).isEmpty();

        assertThat(deleting.entry(pass, "a")).isNotNull();
        assertThat(pass.inDoubt().hasUnknownOutcome()).isTrue();
        assertThat(pass.again()).containsExactly("a");
    }

    @Test
    void recordsOfDeletedDocumentsAreMarkedOnce() {
        Fixtures marking = Fixtures.shop(Fixtures.USERS + "deleted: {mark: {gone: true}}\n");
        marking.deliver(marking.users(), user("a").append("name", "Ada"));

        Pass pass = marking.users();
        ChangedPage page = marking.gone(pass, "a");
        assertThat(onlyChange(page).cells()).containsOnly(entry("gone", true));
        assertThat(page.deletions()).isEmpty();
        new Batches(Fixtures.gates()).tens(page).forEach(batch -> marking.writes.confirm(Fixtures.yes(batch), batch));

        assertThat(marking.gone(marking.users(), "a").changes()).isEmpty();
        assertThat(marking.entry(pass, "a").keys()).containsExactly("id a");
    }

    @Test
    void cellsThatAnotherDocumentOverwroteAreWrittenAnewPeoplesIncluded() {
        Fixtures shared = Fixtures.shop(Fixtures.USERS.replace("name: name", "name: {from: name, owner: airtable}"));
        shared.deliver(shared.users(), user("a").append("name", "Ada").append("email", "x"));
        Pass pass = shared.users();
        Entry entry = shared.entry(pass, "a");
        Map<String, String> cells = new HashMap<>(entry.cells());
        cells.put("name", Encoded.anothers());
        cells.put("age", Encoded.anothers());
        shared.ledger.agreed(
                pass.scope(), List.of(new Entry("a", entry.recordId(), cells, entry.keys(), entry.fingerprint())));

        ChangedPage page = shared.diff(pass, user("a").append("name", "Ada").append("email", "x"));

        Map<String, Object> sent = new HashMap<>();
        sent.put("name", "Ada");
        sent.put("age", null);
        assertThat(page.changes())
                .singleElement()
                .returns(sent, Change::cells)
                .returns("rec-a", Change::recordId)
                .satisfies(change -> assertThat(change.entry().cells().values()).doesNotContain(Encoded.anothers()));
    }

    @Test
    void aPageKeepsTheOrderOfItsDocuments() {
        Document[] many =
                IntStream.range(0, 50).mapToObj(i -> user("u" + (i * 37) % 50)).toArray(Document[]::new);

        ChangedPage page = shop.diff(shop.pass("shop/users", Mode.HINTS, false), many);

        assertThat(page.changes())
                .extracting(Change::documentId)
                .containsExactly(
                        Arrays.stream(many).map(document -> document.get("_id")).toArray());
    }

    private static Change onlyChange(ChangedPage page) {
        assertThat(page.changes()).hasSize(1);
        return page.changes().get(0);
    }

    private static DeadLetter onlyLetter(ChangedPage page) {
        assertThat(page.deadLetters()).hasSize(1);
        return page.deadLetters().get(0);
    }
}
