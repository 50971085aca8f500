package dev.airtableroutes.sync;

import static dev.airtableroutes.sync.Fixtures.creation;
import static dev.airtableroutes.sync.Fixtures.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.airtableroutes.airtable.Gates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private static final Fixtures SHOP = Fixtures.shop();

    private final Pass pass = SHOP.users();
    /** Of a base that is never idle, however long a test stands still. */
    private final Batches batches = new Batches(mock());

    @Test
    void tenGoOutAndTheRestWaitsForTheNextPage() {
        List<Batch> first = batches.tens(page(updates(0, 23), false));
        List<Batch> second = batches.tens(page(updates(23, 8), true));

        assertThat(ids(first)).containsExactly(range(0, 10), range(10, 10));
        assertThat(ids(second)).containsExactly(range(20, 10), range(30, 1));
        assertThat(first).allMatch(batch -> batch.kind() == Batch.Kind.UPSERT && batch.pass() == pass);
    }

    @Test
    void theLastPageLeavesNothingBehindEvenWhenItIsEmpty() {
        assertThat(batches.tens(page(updates(0, 3), false))).isEmpty();
        assertThat(ids(batches.tens(page(List.of(), true)))).containsExactly(range(0, 3));
        assertThat(batches.tens(page(List.of(), true))).isEmpty();
    }

    @Test
    void aBaseThatWouldStandIdleGetsTheRest() {
        Gates gates = mock();
        Batches eager = new Batches(gates);
        assertThat(eager.tens(page(updates(0, 3), false))).as("not idle yet").isEmpty();

        when(gates.idle(pass.base().id())).thenReturn(true);

        assertThat(ids(eager.tens(page(updates(3, 2), false)))).containsExactly(range(0, 5));
    }

    @Test
    void oneRequestIsOfOneKindAndOneMergeField() {
        List<Change> changes = List.of(
                update(1, Map.of("name", "x")),
                creation(2, Map.of("id", "2"), "id"),
                creation(3, Map.of("email", "3"), "email"),
                creation(4, Map.of("name", "4"), null),
                creation(5, Map.of("id", "5"), "id"),
                update(6, Map.of("name", "y")),
                creation(7, Map.of("name", "7"), null));
        List<Change> deletions = List.of(update(8, Map.of()), update(9, Map.of()));

        List<Batch> all = batches.tens(new ChangedPage(pass, changes, deletions, List.of(), true));

        assertThat(all)
                .extracting(Batch::kind, batch -> ids(List.of(batch)).get(0))
                .containsExactly(
                        tuple(Batch.Kind.UPSERT, List.of(1, 2, 5, 6)),
                        tuple(Batch.Kind.UPSERT, List.of(3)),
                        tuple(Batch.Kind.CREATE, List.of(4, 7)),
                        tuple(Batch.Kind.DELETE, List.of(8, 9)));
        assertThat(all).extracting(Batch::create).containsExactly(false, false, true, false);
        assertThat(all).extracting(Batch::single).containsExactly(false, true, false, false);
    }

    @Test
    void whatNeedsNewOptionsTravelsApart() {
        Change plain = update(1, Map.of("tags", List.of("a")));
        Change asking = update(2, Map.of("name", "x", "tags", List.of("new")), "tags");

        List<Batch> all = batches.tens(page(List.of(plain, asking, update(3, Map.of("name", "y"))), true));

        assertThat(ids(all)).containsExactly(List.of(1, 3), List.of(2));
        assertThat(all).extracting(Batch::newOptionsApart).containsExactly(false, true);
        assertThat(all.get(1).sentFirst().changes()).extracting(Change::cells).containsExactly(Map.of("name", "x"));
        assertThat(all.get(1).sentWithNewOptions().changes())
                .extracting(Change::cells)
                .containsExactly(Map.of("tags", List.of("new")));
    }

    @Property(tries = 100)
    void everyChangeGoesOutOnceAndInOrder(@ForAll @Size(min = 1, max = 6) List<@IntRange(max = 45) Integer> pages) {
        Pass own = SHOP.users();
        List<Batch> sent = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < pages.size(); i++) {
            sent.addAll(batches.tens(
                    new ChangedPage(own, updates(from, pages.get(i)), List.of(), List.of(), i == pages.size() - 1)));
            from += pages.get(i);
        }

        assertThat(ids(sent).stream().flatMap(List::stream).toList()).isEqualTo(range(0, from));
        assertThat(sent).allMatch(batch -> batch.changes().size() <= 10);
        assertThat(sent.stream().filter(batch -> batch.changes().size() < 10).count())
                .isLessThanOrEqualTo(1);
    }

    @Property(tries = 100)
    void halvesTogetherAreTheWhole(@ForAll @IntRange(min = 2, max = 10) int size) {
        Batch whole = new Batch(pass, Batch.Kind.UPSERT, updates(0, size));

        List<Batch> halves = whole.halves();

        assertThat(halves).hasSize(2).allMatch(half -> half.kind() == whole.kind() && half.pass() == pass);
        assertThat(halves).noneMatch(half -> half.changes().isEmpty());
        assertThat(halves.stream().flatMap(half -> half.changes().stream()).toList())
                .isEqualTo(whole.changes());
        assertThat(Math.abs(
                        halves.get(0).changes().size() - halves.get(1).changes().size()))
                .isLessThanOrEqualTo(1);
    }

    private ChangedPage page(List<Change> changes, boolean last) {
        return new ChangedPage(pass, changes, List.of(), List.of(), last);
    }

    private static List<Change> updates(int from, int count) {
        return range(from, count).stream()
                .map(id -> update(id, Map.of("name", "n")))
                .toList();
    }

    private static List<Object> range(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(i -> (Object) i).toList();
    }

    private static List<List<Object>> ids(List<Batch> batches) {
        return batches.stream()
                .map(batch -> batch.changes().stream().map(Change::documentId).toList())
                .toList();
    }
}
