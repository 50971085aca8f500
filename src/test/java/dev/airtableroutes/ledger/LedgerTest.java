package dev.airtableroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every ledger does. */
abstract class LedgerTest {

    static final String USERS = "shop/users@app1/tbl1";
    static final String ORDERS = "shop/orders@app1/tbl2";

    abstract Ledger ledger();

    static Entry entry(Object documentId, String recordId, Map<String, String> cells, String... keys) {
        return new Entry(documentId, recordId, cells, List.of(keys), 77);
    }

    static Confirmed created(Object documentId, String recordId, String... keys) {
        return new Confirmed(
                entry(documentId, recordId, Map.of("name", "n"), keys), List.of(keys), List.of(), true, true);
    }

    static FreeRecord record(String recordId, Map<String, String> cells, String... keys) {
        return new FreeRecord(recordId, cells, List.of(keys));
    }

    final Entry found(Object documentId) {
        return ledger().entries(USERS, List.of(documentId), true).get(documentId);
    }

    final Claim claim(String key) {
        return ledger().claims(USERS, List.of(key)).get(key);
    }

    @Test
    void knowsNothingAtFirst() {
        assertThat(ledger().entries(USERS, List.of("a", 1), true)).isEmpty();
        assertThat(ledger().entries(USERS, List.of(), false)).isEmpty();
        assertThat(ledger().claims(USERS, List.of("id a"))).isEmpty();
        assertThat(ledger().claims(USERS, List.of())).isEmpty();
        assertThat(ledger().free(USERS, List.of("rec1"))).isEmpty();
        assertThat(ledger().free(USERS, List.of())).isEmpty();
    }

    @Test
    void whatPeopleChangedIsBelievedAndComparedOnceMore() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a"), created("b", "rec2", "id b")));

        ledger().agreed(USERS, List.of(entry("a", "rec1", Map.of("status", "Qualified"), "id a")));
        ledger().agreed(USERS, List.of());

        assertThat(found("a")).isEqualTo(new Entry("a", "rec1", Map.of("status", "Qualified"), List.of("id a"), 0));
        assertThat(found("b").fingerprint()).isEqualTo(77);
    }

    @Test
    void remembersWhatWasConfirmed() {
        Entry entry = entry("a", "rec1", Map.of("name", "Ada", "emoji", "🔁"), "id a", "email ada@example.com");

        List<Conflict> conflicts =
                ledger().confirm(USERS, List.of(new Confirmed(entry, entry.keys(), List.of(), true, true)));

        assertThat(conflicts).isEmpty();
        assertThat(found("a")).isEqualTo(entry);
        assertThat(ledger().entries(USERS, List.of("a", "b"), false)).containsOnlyKeys("a");
        assertThat(ledger().entries(USERS, List.of("a"), false).get("a").fingerprint())
                .isEqualTo(77);
        assertThat(ledger().claims(USERS, List.of("id a", "email ada@example.com", "id b")))
                .isEqualTo(Map.of(
                        "id a", new Claim("a", "rec1", List.of()),
                        "email ada@example.com", new Claim("a", "rec1", List.of())));
    }

    @Test
    void tablesAreApart() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a")));

        assertThat(ledger().entries(ORDERS, List.of("a"), true)).isEmpty();
        assertThat(ledger().claims(ORDERS, List.of("id a"))).isEmpty();
    }

    @Test
    void confirmingTwiceChangesNothing() {
        Confirmed one = created("a", "rec1", "id a");
        ledger().confirm(USERS, List.of(one));

        assertThat(ledger().confirm(USERS, List.of(one))).isEmpty();

        assertThat(found("a")).isEqualTo(one.entry());
        assertThat(claim("id a")).isEqualTo(new Claim("a", "rec1", List.of()));
    }

    @Test
    void aKeyIsHandedOverAndItsFormerOwnerComparedOnceMore() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a", "email x"), created("b", "rec2", "id b")));

        ledger().handOver(USERS, "email x", "a", found("b"));
        ledger().handOver(USERS, "email x", "a", found("b"));

        assertThat(claim("email x")).isEqualTo(new Claim("b", "rec2", List.of()));
        assertThat(found("a")).isEqualTo(new Entry("a", "rec1", Map.of("name", "n"), List.of("id a"), 0));
        assertThat(found("b").fingerprint()).isEqualTo(77);
    }

    @Test
    void aKeyThatAnotherHoldsStaysThere() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a", "email x")));

        assertThat(ledger().confirm(USERS, List.of(created("b", "rec2", "id b", "email x"))))
                .isEmpty();

        assertThat(claim("email x")).isEqualTo(new Claim("a", "rec1", List.of()));
        assertThat(claim("id b")).isEqualTo(new Claim("b", "rec2", List.of()));
        assertThat(found("b").recordId()).isEqualTo("rec2");
    }

    @Test
    void aRecordNeverGetsTwoOwners() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a")));

        List<Conflict> conflicts =
                ledger().confirm(USERS, List.of(created("b", "rec1", "id b"), created("c", "rec3", "id c")));

        assertThat(conflicts).containsExactly(new Conflict("b", "a", "rec1"));
        assertThat(found("b")).isNull();
        assertThat(claim("id b")).as("nothing is written for b").isNull();
        assertThat(found("a").recordId()).isEqualTo("rec1");
        assertThat(found("c").recordId()).isEqualTo("rec3");
        assertThat(claim("id c").documentId()).isEqualTo("c");
    }

    @Test
    void aReleasedKeyIsFreeForAnother() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a", "email x")));
        Entry after = entry("a", "rec1", Map.of("name", "n"), "id a", "email y");

        ledger().confirm(USERS, List.of(new Confirmed(after, List.of("email y"), List.of("email x"), false, false)));

        assertThat(claim("email x")).isNull();
        assertThat(claim("email y")).isEqualTo(new Claim("a", "rec1", List.of()));
        assertThat(claim("id a")).isEqualTo(new Claim("a", "rec1", List.of()));
        ledger().confirm(USERS, List.of(created("b", "rec2", "id b", "email x")));
        assertThat(claim("email x")).isEqualTo(new Claim("b", "rec2", List.of()));
    }

    @Test
    void whatAnotherHoldsIsNotReleased() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "email x"), created("b", "rec2", "id b")));
        Entry after = entry("b", "rec2", Map.of(), "id b");

        ledger().confirm(USERS, List.of(new Confirmed(after, List.of(), List.of("email x"), false, false)));

        assertThat(claim("email x")).isEqualTo(new Claim("a", "rec1", List.of()));
    }

    static List<Object> ids() {
        return List.of(
                new ObjectId("65a000000000000000000001"),
                "65a000000000000000000001",
                1,
                2L,
                "1",
                "שלום 🔁 \" \\ $x.y",
                new Date(1_700_000_000_000L),
                new Document("year", 2024).append("no", "7"));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void anIdIsOfWhateverType(Object id) {
        ids().stream().filter(other -> !other.equals(id)).forEach(other -> ledger().confirm(
                        USERS, List.of(created(other, "rec" + ids().indexOf(other), "id " + other))));
        assertThat(found(id)).isNull();

        ledger().confirm(USERS, List.of(created(id, "recX", "id x")));

        assertThat(ledger().entries(USERS, ids(), true)).hasSize(ids().size());
        assertThat(found(id).recordId()).isEqualTo("recX");
        assertThat(found(id).documentId()).isEqualTo(id);
        assertThat(claim("id x").documentId()).isEqualTo(id);

        ledger().forget(USERS, List.of(id), List.of());
        assertThat(found(id)).isNull();
        assertThat(ledger().entries(USERS, ids(), true)).hasSize(ids().size() - 1);
    }

    @Test
    void aListedRecordThatNobodyOwnsIsFree() {
        FreeRecord record = record("rec1", Map.of("name", "Ada"), "id a", "email x");

        ledger().listed(USERS, List.of(record), "l1");
        ledger().listed(USERS, List.of(record), "l1");

        assertThat(ledger().free(USERS, List.of("rec1", "rec2"))).isEqualTo(Map.of("rec1", record));
        assertThat(claim("id a")).isEqualTo(new Claim(null, null, List.of("rec1")));
        assertThat(claim("email x").owned()).isFalse();
    }

    @Test
    void severalFreeRecordsMayHaveOneKey() {
        ledger().listed(USERS, List.of(record("rec1", Map.of(), "email x")), "l1");
        ledger().listed(USERS, List.of(record("rec2", Map.of(), "email x")), "l1");

        assertThat(claim("email x").free()).containsExactlyInAnyOrder("rec1", "rec2");
    }

    @Test
    void aRecordThatIsTakenOverIsNoLongerFree() {
        ledger().listed(USERS, List.of(record("rec1", Map.of("name", "n"), "id a", "email old")), "l1");

        ledger().confirm(USERS, List.of(created("a", "rec1", "id a", "email x")));

        assertThat(ledger().free(USERS, List.of("rec1"))).isEmpty();
        assertThat(claim("id a")).isEqualTo(new Claim("a", "rec1", List.of()));
        assertThat(claim("email x")).isEqualTo(new Claim("a", "rec1", List.of()));
    }

    @Test
    void anOwnedRecordThatIsListedUnchangedStaysAsItIs() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a")));

        ledger().listed(USERS, List.of(record("rec1", Map.of("name", "n"), "id a")), "l1");
        ledger().endListing(USERS, "l1", List.of());

        assertThat(found("a")).isEqualTo(created("a", "rec1", "id a").entry());
        assertThat(ledger().free(USERS, List.of("rec1"))).isEmpty();
    }

    @Test
    void anOwnedRecordThatPeopleChangedIsComparedAgain() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a")));

        ledger().listed(USERS, List.of(record("rec1", Map.of("name", "by hand"), "id z")), "l1");

        assertThat(found("a")).isEqualTo(new Entry("a", "rec1", Map.of("name", "by hand"), List.of("id a"), 0));
        assertThat(claim("id z"))
                .as("the record is owned, its key found by nobody")
                .isNull();
    }

    @Test
    void whatAListingDidNotSeeIsForgottenAtItsEnd() {
        ledger().listed(USERS, List.of(record("rec9", Map.of(), "id z", "email shared")), "l1");
        ledger().listed(USERS, List.of(record("rec8", Map.of(), "email shared")), "l1");
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a"), created("b", "rec2", "id b")));
        ledger().confirm(ORDERS, List.of(created("a", "rec5", "id a")));

        ledger().listed(USERS, List.of(record("rec2", Map.of("name", "n"), "id b")), "l2");
        ledger().listed(USERS, List.of(record("rec8", Map.of(), "email shared")), "l2");
        assertThat(found("a")).as("not before the end").isNotNull();
        ledger().endListing(USERS, "l2", List.of());

        assertThat(ledger().free(USERS, List.of("rec8", "rec9"))).containsOnlyKeys("rec8");
        assertThat(found("b").recordId()).isEqualTo("rec2");
        assertThat(ledger().entries(ORDERS, List.of("a"), true)).containsOnlyKeys("a");
    }

    @Test
    void aForgottenDocumentCountsAsNew() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a", "email x"), created("b", "rec2", "id b")));

        ledger().forget(USERS, List.of("a", "never heard of"), List.of());
        ledger().forget(USERS, List.of("a"), List.of());

        assertThat(ledger().entries(USERS, List.of("a", "b"), true)).containsOnlyKeys("b");
        assertThat(ledger().claims(USERS, List.of("id a", "email x", "id b"))).containsOnlyKeys("id b");
        assertThat(ledger().confirm(USERS, List.of(created("c", "rec1", "email x"))))
                .as("the record can have another owner now")
                .isEmpty();
    }

    @Test
    void aCreationUnderWayHasNoRecordYet() {
        Entry started = entry("a", null, Map.of("name", "n"));

        ledger().underWay(USERS, List.of(started));

        assertThat(found("a").underWay()).isTrue();
        assertThat(found("a").cells()).isEqualTo(Map.of("name", "n"));
        assertThat(found("a").fingerprint()).as("how often it was tried").isEqualTo(77);

        ledger().confirm(USERS, List.of(created("a", "rec1")));
        assertThat(found("a").underWay()).isFalse();
        assertThat(found("a").recordId()).isEqualTo("rec1");
    }

    @Test
    void aTakeOverUnderWayHasNoRecordYetEither() {
        Entry started = Entry.takingOver(
                "a", new TakeOver("rec1", true, Map.of("name", "n"), Map.of("name", "")), List.of("id a"));
        ledger().listed(USERS, List.of(record("rec1", Map.of("name", "typed"), "id a")), "l1");
        ledger().underWay(USERS, List.of(started));
        ledger().endListing(USERS, "l1", List.of());

        assertThat(found("a")).isEqualTo(started).returns(true, Entry::underWay);
        assertThat(ledger().inDoubt(USERS)).containsExactly(started);
        assertThat(ledger().inDoubt(ORDERS)).isEmpty();
        assertThat(ledger().free(USERS, List.of("rec1"))).containsOnlyKeys("rec1");

        ledger().confirm(USERS, List.of(created("a", "rec1")));
        assertThat(found("a").underWay()).isFalse();
        assertThat(found("a").takesOver()).isNull();
        assertThat(ledger().inDoubt(USERS)).isEmpty();
    }

    @Test
    void aRecordMadeUnderWayIsFoundByItsCells() {
        Map<String, String> cells = new HashMap<>(Map.of("name", "n"));
        ledger().underWay(USERS, List.of(entry("a", null, cells)));

        ledger().listed(USERS, List.of(record("rec1", cells, Keys.cells(cells))), "l1");
        ledger().endListing(USERS, "l1", List.of());

        assertThat(found("a").underWay())
                .as("an unknown outcome is not forgotten")
                .isTrue();
        assertThat(claim(Keys.cells(Map.of("name", "n"))).free()).containsExactly("rec1");
        assertThat(ledger().free(USERS, List.of("rec1"))).containsOnlyKeys("rec1");
    }

    @Test
    void theRecordOfADocumentThatIsGoneIsFreeForAnother() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a", "email x"), created("c", "rec3", "id c")));

        ledger().setFree(USERS, Map.of("email x", claim("email x")));

        assertThat(found("a")).isNull();
        assertThat(claim("id a")).isEqualTo(new Claim(null, null, List.of("rec1")));
        assertThat(claim("email x")).isEqualTo(new Claim(null, null, List.of("rec1")));
        assertThat(ledger().free(USERS, List.of("rec1")).get("rec1").cells()).isEqualTo(Map.of("name", "n"));
        assertThat(claim("id c").owned()).isTrue();

        assertThat(ledger().confirm(USERS, List.of(created("b", "rec1", "id b", "email x"))))
                .isEmpty();
        assertThat(found("b").recordId()).isEqualTo("rec1");
        assertThat(claim("email x")).isEqualTo(new Claim("b", "rec1", List.of()));
        assertThat(ledger().free(USERS, List.of("rec1"))).isEmpty();
    }

    @Test
    void whatIsKnownOfARecordStaysWhenSettingItFreeIsRepeated() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a", "email x")));
        Map<String, Claim> held = ledger().claims(USERS, List.of("id a", "email x"));

        ledger().setFree(USERS, held);
        ledger().setFree(USERS, held);

        assertThat(claim("email x")).isEqualTo(new Claim(null, null, List.of("rec1")));
        FreeRecord free = ledger().free(USERS, List.of("rec1")).get("rec1");
        assertThat(free).isEqualTo(record("rec1", Map.of("name", "n"), "id a", "email x"));
    }

    @Test
    void aFreeRecordThatIsGoneIsFoundByNobody() {
        ledger().listed(USERS, List.of(record("rec1", Map.of(), "id a", "email x")), "l1");

        ledger().forgetFree(USERS, "rec1");
        ledger().forgetFree(USERS, "rec1");

        assertThat(ledger().free(USERS, List.of("rec1"))).isEmpty();
    }

    @Test
    void aRecordThatWasSetFreeGoesBackToItsOwnDocument() {
        ledger().confirm(USERS, List.of(created("a", "rec1", "id a")));
        ledger().setFree(USERS, Map.of("id a", claim("id a")));

        assertThat(ledger().confirm(USERS, List.of(created("a", "rec1", "id a"))))
                .isEmpty();

        assertThat(claim("id a")).isEqualTo(new Claim("a", "rec1", List.of()));
        assertThat(ledger().free(USERS, List.of("rec1"))).isEmpty();
    }
}
