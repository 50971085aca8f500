package dev.airtableroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.airtableroutes.MemoryMongo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MongoLedgerTest extends LedgerTest {

    private static final List<String> SHOP = List.of("shop/orders", "shop/bills");

    private final MongoDatabase state = MemoryMongo.database();
    private final Ledger ledger = new MongoLedger(state);

    @BeforeEach
    void prepare() {
        ledger.prepare();
        ledger.prepare();
    }

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Test
    void cellsAreReadOnlyWhenAskedFor() {
        ledger.confirm(USERS, List.of(created("a", "rec1", "id a")));

        Entry entry = ledger.entries(USERS, List.of("a"), false).get("a");

        assertThat(entry).isEqualTo(new Entry("a", "rec1", null, null, 77));
    }

    @Test
    void whatAListingDidNotSeeLosesItsKeysToo() {
        ledger.confirm(USERS, List.of(created("a", "rec1", "id a")));
        ledger.listed(
                USERS, List.of(record("rec9", Map.of(), "id z", "email x"), record("rec8", Map.of(), "email x")), "l1");

        ledger.listed(USERS, List.of(record("rec8", Map.of(), "email x")), "l2");
        ledger.endListing(USERS, "l2", List.of());

        assertThat(ledger.entries(USERS, List.of("a"), true)).isEmpty();
        assertThat(ledger.claims(USERS, List.of("id a", "id z", "email x")))
                .isEqualTo(Map.of("email x", new Claim(null, null, List.of("rec8"))));
    }

    @Test
    void documentsComeInPagesAndOfOneTable() {
        ledger.confirm(
                USERS,
                IntStream.range(0, 25).mapToObj(i -> created(i, "rec" + i)).toList());
        ledger.confirm(ORDERS, List.of(created("other", "recO")));
        ledger.listed(USERS, List.of(record("recFree", Map.of(), "id z")), "l1");
        ledger.underWay(USERS, List.of(entry("started", null, Map.of())));

        List<Integer> sizes = new ArrayList<>();
        List<Object> all = new ArrayList<>();
        ledger.documents(USERS, 10).forEach(page -> {
            sizes.add(page.size());
            all.addAll(page);
        });

        assertThat(sizes).containsExactly(10, 10, 6);
        assertThat(all).hasSize(26).contains(0, 24, "started").doesNotContain("other");
    }

    @Test
    void aConfirmationThatWasCutOffIsCompletedByAListing() {
        Map<String, String> cells = Map.of("name", "n");
        ledger.underWay(USERS, List.of(entry("a", null, cells)));
        // the process died after the record was claimed and before the entry was written
        state.getCollection("keys")
                .insertOne(new Document("_id", USERS + " k " + Keys.record("rec1"))
                        .append("d", "a")
                        .append("r", "rec1"));

        ledger.listed(USERS, List.of(record("rec1", cells, Keys.cells(cells))), "l1");
        ledger.endListing(USERS, "l1", List.of());

        assertThat(found("a")).isEqualTo(new Entry("a", "rec1", cells, List.of(), 0));
    }

    @Test
    void settingARecordFreeThatWasCutOffIsCompleted() {
        ledger.confirm(USERS, List.of(created("a", "rec1", "id a", "email x")));
        Map<String, Claim> held = ledger.claims(USERS, List.of("email x"));
        ledger.setFree(USERS, held);
        // the process died after the entry went and before the keys did
        for (String key : List.of("id a", "email x", Keys.record("rec1"))) {
            state.getCollection("keys")
                    .replaceOne(
                            Filters.eq("_id", USERS + " k " + key),
                            new Document("d", "a").append("r", "rec1"),
                            new ReplaceOptions().upsert(true));
        }

        ledger.setFree(USERS, ledger.claims(USERS, List.of("email x")));

        assertThat(ledger.free(USERS, List.of("rec1")))
                .isEqualTo(Map.of("rec1", record("rec1", Map.of("name", "n"), "id a", "email x")));
        assertThat(ledger.claims(USERS, List.of("id a", "email x", Keys.record("rec1"))))
                .isEqualTo(Map.of(
                        "id a", new Claim(null, null, List.of("rec1")),
                        "email x", new Claim(null, null, List.of("rec1"))));
    }

    @Test
    void whoWaitsIsReadyWhenTheOwnerArrives() {
        ledger.await(USERS, "id a", "shop/orders", "o1");
        ledger.await(USERS, "id a", "shop/orders", "o2");
        ledger.await(USERS, "id a", "shop/orders", "o1");
        ledger.await(USERS, "id b", "shop/orders", "o3");
        assertThat(ready()).isEmpty();

        ledger.confirm(USERS, List.of(created("a", "rec1", "id a")));

        assertThat(ready())
                .extracting(wait -> wait.get("t"), wait -> wait.get("d"))
                .containsExactlyInAnyOrder(tuple("shop/orders", "o1"), tuple("shop/orders", "o2"));
    }

    @Test
    void whoWaitsIsReadyWhenTheOwnerHasArrivedBefore() {
        ledger.confirm(USERS, List.of(created("a", "rec1", "id a")));

        ledger.await(USERS, "id a", "shop/orders", "o1");

        assertThat(ready()).hasSize(1);
    }

    @Test
    void whoWaitsIsToldBeforeTheRecordIsKnownSinceNobodyWouldTellThemLater() {
        ledger.await(USERS, "id a", "shop/orders", "o1");
        Ledger dying = new MongoLedger(MemoryMongo.diesBeforeUpdating(state, "waiting"));

        assertThatThrownBy(() -> dying.confirm(USERS, List.of(created("a", "rec1", "id a"))))
                .isInstanceOf(MongoException.class);

        assertThat(ledger.entries(USERS, List.of("a"), true)).isEmpty();
        ledger.confirm(USERS, List.of(created("a", "rec1", "id a")));
        assertThat(ready()).hasSize(1);
    }

    @Test
    void whoWaitsIsToldAlsoWhenAListingCompletesWhatWasCutOff() {
        Map<String, String> cells = Map.of("name", "Ana");
        ledger.await(USERS, "_id a", "shop/orders", "o1");
        ledger.underWay(USERS, List.of(entry("a", null, cells, "_id a")));
        Entry created = entry("a", "rec1", cells, "_id a");
        Ledger dying = new MongoLedger(MemoryMongo.diesBeforeUpdating(state, "waiting"));
        assertThatThrownBy(() ->
                        dying.confirm(USERS, List.of(new Confirmed(created, List.of("_id a"), List.of(), true, false))))
                .isInstanceOf(MongoException.class);

        ledger.listed(USERS, List.of(record("rec1", cells)), "l1");

        assertThat(found("a").recordId()).isEqualTo("rec1");
        assertThat(ready()).hasSize(1);
    }

    @Test
    void aRecordIsNoLongerFreeBeforeItIsKnownAsSomebodys() {
        ledger.listed(USERS, List.of(new FreeRecord("rec1", Map.of(), List.of("id a", "email x"))), "l1");
        Ledger dying = new MongoLedger(MemoryMongo.diesBeforeASecondBatch(state, "ledger"));

        assertThatThrownBy(() -> dying.confirm(
                        USERS,
                        List.of(new Confirmed(
                                entry("a", "rec1", Map.of(), "id a"), List.of("id a"), List.of(), true, true))))
                .isInstanceOf(MongoException.class);

        assertThat(ledger.free(USERS, List.of("rec1"))).isEmpty();
        assertThat(ledger.claims(USERS, List.of("id a")).get("id a").recordId()).isEqualTo("rec1");
    }

    /** An order that links to these users. */
    private static Confirmed order(String id, String... records) {
        Map<String, String> cells = records.length == 0 ? Map.of() : Map.of("customer", Encoded.of(List.of(records)));
        return new Confirmed(entry(id, "rec" + id, cells, "id " + id), List.of("id " + id), List.of(), true, true);
    }

    @Test
    void whoLinksToARecordThatIsGoneGetsAnotherLook() {
        List<LinkField> customers = List.of(new LinkField(ORDERS, "shop/orders", "customer"));
        ledger.confirm(USERS, List.of(created("a", "rec1", "id a"), created("b", "rec2", "id b")));
        String[] many = IntStream.range(0, 20).mapToObj(i -> "rec" + i + "0").toArray(String[]::new);
        ledger.confirm(
                ORDERS,
                List.of(
                        order("none"),
                        order("a", "rec1"),
                        order("b", "rec2"),
                        order("both", "rec1", "rec2"),
                        order("others", "rec11", "rec12"),
                        order("many", many)));

        ledger.forget(USERS, List.of("a", "never heard of"), customers);
        assertThat(ledger.ready(10, SHOP))
                .as("of very many links nobody knows where they lead")
                .extracting(Wait::documentId)
                .containsExactlyInAnyOrder("a", "both", "many");
        assertThat(ledger.ready(10, SHOP)).extracting(Wait::table).containsOnly("shop/orders");

        ledger.settled(ledger.ready(10, SHOP));
        ledger.endListing(USERS, "l1", customers);
        assertThat(ledger.ready(10, SHOP)).extracting(Wait::documentId).containsExactlyInAnyOrder("b", "both", "many");
    }

    @Test
    void whoWaitsIsReadyWhenAKnownDocumentGetsTheKey() {
        ledger.confirm(USERS, List.of(created("a", "rec1", "id a")));
        ledger.await(USERS, "email x", "shop/orders", "o1");
        Entry after = entry("a", "rec1", Map.of(), "id a", "email x");

        ledger.confirm(USERS, List.of(new Confirmed(after, List.of("email x"), List.of(), false, false)));

        assertThat(ready()).hasSize(1);
    }

    @Test
    void aFreeRecordIsNoOwnerToWaitFor() {
        ledger.listed(USERS, List.of(record("rec1", Map.of(), "id a")), "l1");
        ledger.await(USERS, "id a", "shop/orders", "o1");
        assertThat(ready()).isEmpty();

        ledger.confirm(USERS, List.of(created("a", "rec1", "id a")));
        assertThat(ready()).hasSize(1);
    }

    @Test
    void settlesOnlyWhoWasLookedAt() {
        ledger.await(USERS, "id a", "shop/orders", "o1");
        ledger.await(USERS, "id a", "shop/bills", "b1");
        ledger.confirm(USERS, List.of(created("a", "rec1", "id a")));
        List<Wait> looked = ledger.ready(10, List.of("shop/orders"));
        assertThat(looked).extracting(Wait::documentId).containsExactly("o1");
        ledger.await(USERS, "id a", "shop/orders", "o2");

        ledger.settled(looked);
        assertThat(ledger.ready(10, SHOP))
                .extracting(Wait::table, Wait::documentId)
                .containsExactlyInAnyOrder(tuple("shop/bills", "b1"), tuple("shop/orders", "o2"));

        ledger.settled(ledger.ready(10, SHOP));
        assertThat(state.getCollection("waiting").countDocuments()).isZero();
    }

    /** What waits in a table that is paused, or gone, keeps nobody else from being looked at. */
    @Test
    void handsOverOnlyWhatWaitsInTheTablesAskedFor() {
        for (int i = 0; i < 12; i++) {
            ledger.await(USERS, "id a" + i, "shop/gone", "g" + i);
            ledger.confirm(USERS, List.of(created("a" + i, "rec" + i, "id a" + i)));
        }
        ledger.await(USERS, "id b", "shop/orders", "o1");
        ledger.await(USERS, "id b", "shop/gone", "g1");
        ledger.confirm(USERS, List.of(created("b", "recB", "id b")));

        assertThat(ledger.ready(10, SHOP))
                .extracting(Wait::table, Wait::documentId)
                .containsExactly(tuple("shop/orders", "o1"));
    }

    /** However many wait for one key: none of them makes the next one dearer, and they are handed over in pages. */
    @Test
    void manyWaitForOneKey() {
        for (int i = 0; i < 1_200; i++) {
            ledger.await(USERS, "id a", "shop/orders", i);
        }
        assertThat(state.getCollection("waiting").find())
                .allSatisfy(waiter -> assertThat(waiter.toJson()).hasSizeLessThan(200));

        ledger.confirm(USERS, List.of(created("a", "rec1", "id a")));

        Set<Object> looked = new HashSet<>();
        List<Integer> pages = new ArrayList<>();
        for (List<Wait> page = ledger.ready(500, SHOP); !page.isEmpty(); page = ledger.ready(500, SHOP)) {
            page.forEach(wait -> looked.add(wait.documentId()));
            pages.add(page.size());
            ledger.settled(page);
        }
        assertThat(pages).containsExactly(500, 500, 200);
        assertThat(looked).hasSize(1_200);
    }

    @Test
    void whatWantsAnotherLookIsLookedAtOnceForEachTimeItWasSaid() {
        ledger.lookAgain(USERS, "shop/orders", List.of("o1", 2));
        List<Wait> first = ledger.ready(10, SHOP);
        assertThat(first).extracting(Wait::documentId).containsExactlyInAnyOrder("o1", 2);
        ledger.lookAgain(USERS, "shop/orders", List.of("o1"));

        ledger.settled(first);

        assertThat(ledger.ready(10, SHOP)).extracting(Wait::documentId).containsExactly("o1");
    }

    private List<Document> ready() {
        return state.getCollection("waiting").find(Filters.eq("ready", true)).into(new ArrayList<>());
    }
}
