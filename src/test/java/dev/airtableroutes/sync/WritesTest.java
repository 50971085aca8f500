package dev.airtableroutes.sync;

import static dev.airtableroutes.sync.Fixtures.creation;
import static dev.airtableroutes.sync.Fixtures.record;
import static dev.airtableroutes.sync.Fixtures.update;
import static dev.airtableroutes.sync.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.ledger.Wait;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.camel.component.http.HttpMethods;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class WritesTest {

    private final Fixtures shop = Fixtures.shop();
    private final Pass pass = shop.users();
    private final Writes writes = shop.writes;

    private Batch upsert(Change... changes) {
        return new Batch(pass, Batch.Kind.UPSERT, List.of(changes));
    }

    @Test
    void updatesAndCreationsShareARequest() {
        Call call = writes.call(upsert(
                update("a", Map.of("age", new BigDecimal("3"), "tags", List.of("a"))),
                creation("b", Map.of("id", "b", "orders", List.of("rec1")), "id")));

        assertThat(call)
                .returns(HttpMethods.PATCH, Call::method)
                .returns("/v0/appShop0000000001/tblUsers000000001", Call::path)
                .returns("appShop0000000001", Call::baseId);
        assertThat(call.json())
                .isEqualTo(Map.of(
                        "records",
                                List.of(
                                        Map.of("id", "rec-a", "fields", Map.of("Age", 3L, "Tags", List.of("a"))),
                                        Map.of("fields", Map.of("id", "b", "Orders", List.of("rec1")))),
                        "performUpsert", Map.of("fieldsToMergeOn", List.of("id"))));
        assertThat(pass.totals().writeCalls()).isEqualTo(1);
    }

    @Test
    void airtablesNamesOfMergeFieldsAreSent() {
        Call call = writes.call(upsert(creation("b", Map.of("email", "x"), "email")));

        assertThat(call.json().get("performUpsert")).isEqualTo(Map.of("fieldsToMergeOn", List.of("E-mail")));
    }

    @Test
    void aDefaultOfTheColumnInARecordThatAirtableHasJustMadeIsNobodysWord() {
        Change change = creation("b", Map.of("id", "b", "name", "Bea"), "id");
        Batch batch = upsert(Change.creation(
                change.entry(), Payload.of(change.cells()).mergingOn("id").waiting(Set.of("name"))));
        List<Map<String, Object>> records =
                List.of(Map.of("id", "rec1", "fields", Map.of("id", "b", "Name", "Somebody")));

        Answer made =
                Answer.of(Map.of("records", records, "createdRecords", List.of("rec1"), "updatedRecords", List.of()));
        Answer found =
                Answer.of(Map.of("records", records, "createdRecords", List.of(), "updatedRecords", List.of("rec1")));

        assertThat(writes.fill(made, batch).changes())
                .singleElement()
                .returns("rec1", Change::recordId)
                .returns(Map.of("name", "Bea"), Change::cells);
        assertThat(writes.fill(found, batch).changes()).isEmpty();
    }

    @Test
    void updatesAloneMergeOnNothing() {
        Map<String, Object> clears = new HashMap<>();
        clears.put("name", null);
        clears.put("gone", null);

        Call call = writes.call(upsert(update("a", clears)));

        Map<String, Object> fields = new HashMap<>();
        fields.put("Name", null);
        fields.put("❌ Gone", false);
        assertThat(call.json()).isEqualTo(Map.of("records", List.of(Map.of("id", "rec-a", "fields", fields))));
    }

    @Test
    void creationsWithoutAKeyArePosted() {
        Call call = writes.call(new Batch(pass, Batch.Kind.CREATE, List.of(creation(1, Map.of("name", "x"), null))));

        assertThat(call.method()).isEqualTo(HttpMethods.POST);
        assertThat(call.json()).isEqualTo(Map.of("records", List.of(Map.of("fields", Map.of("Name", "x")))));
    }

    @Test
    void airtableIsAskedToMakeOptionsOnlyWhenItHasTo() {
        Change options = update("a", Map.of("tags", List.of("new")), "tags");

        assertThat(writes.call(upsert(update("b", Map.of("name", "x")), options))
                        .json()
                        .get("typecast"))
                .isEqualTo(true);
        assertThat(writes.call(upsert(update("b", Map.of("name", "x")))).json()).doesNotContainKey("typecast");
    }

    @Test
    void deletionsNameTheirRecords() {
        Call call =
                writes.call(new Batch(pass, Batch.Kind.DELETE, List.of(update("a", Map.of()), update("b", Map.of()))));

        assertThat(call.method()).isEqualTo(HttpMethods.DELETE);
        assertThat(call.query()).isEqualTo("records%5B%5D=rec-a&records%5B%5D=rec-b");
    }

    @Test
    void theAnswerMayComeInAnyOrder() {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            changes.add(creation("u" + i, Map.of("id", "U" + i), "id"));
        }
        changes.add(update("known", Map.of("name", "x")));
        Batch batch = new Batch(pass, Batch.Kind.UPSERT, changes);
        List<Map<String, Object>> records = new ArrayList<>();
        changes.forEach(change -> records.add(record(pass, change, "rec-of-" + change.documentId())));
        Collections.shuffle(records, new Random(3));

        assertThat(writes.confirm(Fixtures.answer(records), batch)).isEmpty();

        for (int i = 0; i < 8; i++) {
            assertThat(shop.entry(pass, "u" + i).recordId()).isEqualTo("rec-of-u" + i);
        }
        assertThat(shop.entry(pass, "known").recordId()).isEqualTo("rec-known");
        assertThat(pass.totals().created()).isEqualTo(8);
        assertThat(pass.totals().updated()).isEqualTo(1);
    }

    @Test
    void aKeyIsFoundInTheAnswerHoweverItIsWritten() {
        Batch batch = upsert(creation("a", Map.of("email", "Ada@Example.com"), "email"));

        writes.confirm(
                Fixtures.answer(List.of(Map.of("id", "rec9", "fields", Map.of("E-mail", " ada@example.COM ")))), batch);

        assertThat(shop.entry(pass, "a").recordId()).isEqualTo("rec9");
    }

    @Test
    void creationsWithoutAKeyAreAnsweredInOrder() {
        List<Change> changes =
                List.of(creation(1, Map.of("name", "same"), null), creation(2, Map.of("name", "same"), null));
        Batch batch = new Batch(pass, Batch.Kind.CREATE, changes);
        writes.note(new ChangedPage(pass, changes, List.of(), List.of(), true));
        writes.underWay(batch);
        assertThat(shop.entry(pass, 1).underWay()).isTrue();
        assertThat(TableState.read(shop.state, pass.scope()).underWay()).isTrue();

        writes.confirm(Fixtures.yes(batch), batch);

        assertThat(shop.entry(pass, 1).recordId()).isEqualTo("rec-1");
        assertThat(shop.entry(pass, 2).recordId()).isEqualTo("rec-2");
    }

    @Test
    void anAnswerThatLeavesARecordOutIsNotBelieved() {
        Change one = creation("a", Map.of("id", "a"), "id");
        Change two = creation("b", Map.of("id", "b"), "id");
        Answer half = Fixtures.answer(List.of(record(pass, one, "rec-a")));

        assertThatThrownBy(() -> writes.accountFor(half, upsert(one, two)))
                .isInstanceOf(WaitException.class)
                .hasMessageContaining("shop/users")
                .hasMessageContaining("document b");
        assertThatThrownBy(() -> writes.accountFor(
                        half,
                        new Batch(
                                pass,
                                Batch.Kind.CREATE,
                                List.of(creation(1, Map.of(), null), creation(2, Map.of(), null)))))
                .isInstanceOf(WaitException.class);
        assertThatThrownBy(() -> writes.accountFor(half, upsert(one, update("c", Map.of("name", "x")))))
                .isInstanceOf(WaitException.class)
                .hasMessageContaining("document c");
        assertThatThrownBy(() ->
                        writes.accountFor(half, new Batch(pass, Batch.Kind.DELETE, List.of(update("c", Map.of())))))
                .isInstanceOf(WaitException.class);

        assertThat(shop.entry(pass, "a")).as("nothing of it is remembered").isNull();
        assertThat(pass.totals()).isEqualTo(new Totals(0, 0, 0, 0, 0, 0, Map.of(), 0, 0, Map.of(), 0, 0));
    }

    @Test
    void anAnswerThatLeavesOutTheCellsIsNotBelieved() {
        Answer bare = Fixtures.answer(List.of(Map.of("id", "rec-a"), Map.of("id", "rec-b", "fields", "none")));

        assertThatThrownBy(() ->
                        writes.accountFor(bare, upsert(creation("a", Map.of("id", "a"), "id"), update("b", Map.of()))))
                .isInstanceOf(WaitException.class)
                .hasMessageContaining("document a");
    }

    @Test
    void aDeletedRecordIsForgotten() {
        shop.deliver(shop.users(), user("a"));
        Batch batch = new Batch(pass, Batch.Kind.DELETE, List.of(update("a", Map.of())));

        writes.confirm(Fixtures.answer(List.of(Map.of("id", "rec-a", "deleted", true))), batch);

        assertThat(shop.entry(pass, "a")).isNull();
        assertThat(pass.totals().deleted()).isEqualTo(1);
    }

    @Test
    void aRecordOfAnotherDocumentIsADeadLetter() {
        shop.deliver(shop.users(), user("a"));
        Batch batch = upsert(creation("b", Map.of("id", "b"), "id"), creation("c", Map.of("id", "c"), "id"));

        List<DeadLetter> letters = writes.confirm(
                Fixtures.answer(List.of(
                        Map.of("id", "rec-a", "fields", Map.of("id", "b")),
                        Map.of("id", "rec-c", "fields", Map.of("id", "c")))),
                batch);

        assertThat(letters)
                .singleElement()
                .returns("b", DeadLetter::documentId)
                .returns(DeadLetter.Kind.DUPLICATE_KEY, DeadLetter::kind)
                .returns(List.of("a", "rec-a"), DeadLetter::others);
        assertThat(letters.get(0).reason()).contains("record rec-a").contains("document a owns the record");
        assertThat(shop.entry(pass, "b")).isNull();
        assertThat(shop.entry(pass, "c").recordId()).isEqualTo("rec-c");
        assertThat(pass.totals().created()).as("b was not created").isEqualTo(1);
        assertThat(shop.entry(pass, "a"))
                .as("what is in the cells that were written for b is not a's any more")
                .isEqualTo(new Entry("a", "rec-a", Map.of("id", Encoded.anothers()), List.of("id a"), 0));
        assertThat(looks()).containsExactly("a");
    }

    @Test
    void aRecordThatCouldNotBeMendedIsNotLookedAtForEver() {
        shop.deliver(shop.users(), user("a"));
        for (int time = 0; time < 2; time++) {
            Pass now = shop.users();
            Batch batch = new Batch(now, Batch.Kind.UPSERT, List.of(creation("b", Map.of("id", "b"), "id")));

            writes.confirm(Fixtures.answer(List.of(Map.of("id", "rec-a", "fields", Map.of("id", "b")))), batch);

            assertThat(looks()).as("stored at once, and once").containsExactly("a");
        }
    }

    @Test
    void whatAnotherWroteInTheSamePassIsMendedThoughTheOwnersOwnChangeIsConfirmedLast() {
        shop.deliver(shop.users(), user("a").append("name", "Ada"));
        Pass pass = shop.users();
        Change owners =
                shop.diff(pass, user("a").append("name", "Ada L.")).changes().get(0);
        Batch intruder = new Batch(pass, Batch.Kind.UPSERT, List.of(creation("b", Map.of("id", "b", "age", 7), "id")));
        Batch own = new Batch(pass, Batch.Kind.UPSERT, List.of(owners));

        writes.confirm(Fixtures.answer(List.of(Map.of("id", "rec-a", "fields", Map.of("id", "b")))), intruder);
        writes.confirm(Fixtures.yes(own), own);

        assertThat(shop.entry(pass, "a"))
                .isEqualTo(new Entry(
                        "a",
                        "rec-a",
                        Map.of("id", Encoded.anothers(), "age", Encoded.anothers(), "name", "Ada L."),
                        List.of("id a"),
                        0));
        assertThat(looks()).contains("a");
    }

    private List<Object> looks() {
        return shop.ledger.ready(10, List.of("shop/users")).stream()
                .map(Wait::documentId)
                .toList();
    }

    @Test
    void aDeliveredDocumentHasNoOpenLettersAndNoReservedKeys() {
        shop.deadLetters.store(shop.diff(shop.users(), new Document("_id", "a").append("age", -1))
                .deadLetters()
                .get(0));
        Pass later = shop.users();
        ChangedPage page = shop.diff(later, user("a").append("age", 1));
        assertThat(later.reserved().holder("id a")).isEqualTo("a");

        new Batches(Fixtures.gates()).tens(page).forEach(batch -> writes.confirm(Fixtures.yes(batch), batch));

        assertThat(later.reserved().isEmpty()).isTrue();
        assertThat(shop.deadLetters.open()).isZero();
    }

    @Test
    void aRecordIsReservedOnlyUntilTheLedgerKnowsWhoseItIs() {
        shop.free(pass, "recHand", Map.of("id", "a", "email", "x"), "id a", "email x");

        ChangedPage page = shop.diff(pass, user("a").append("name", "Ada"));
        assertThat(pass.reserved().holder("recHand")).isEqualTo("a");
        new Batches(Fixtures.gates()).tens(page).forEach(batch -> writes.confirm(Fixtures.yes(batch), batch));

        assertThat(pass.reserved().isEmpty()).isTrue();
        assertThat(shop.diff(pass, user("b").append("email", "x")).changes())
                .as("the record has an owner, whatever other key it carries")
                .singleElement()
                .matches(Change::creation);
    }
}
