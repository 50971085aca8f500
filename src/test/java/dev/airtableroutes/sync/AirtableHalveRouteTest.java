package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.failure.WaitException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** airtable-halve and airtable-blame: a batch that Airtable refuses, or does not answer. */
class AirtableHalveRouteTest extends RealRoutes {

    private static final String TEN = "u0 u1 u2 u3 u4 u5 u6 u7 u8 u9";

    private final Pass pass = shop.users();

    private List<DeadLetter> letters() {
        return deadLetters.getReceivedExchanges().stream()
                .map(letter -> letter.getMessage().getBody(DeadLetter.class))
                .toList();
    }

    @Test
    void theBadRecordIsFoundByHalvingAndNineArrive() {
        airtable(request -> request.holds("u6") ? Reply.refusal("Airtable does not say what is wrong") : request.yes());

        write(newUsers(pass, 10));

        assertThat(arrivedInShort())
                .containsExactly(TEN, "u0 u1 u2 u3 u4", "u5 u6 u7 u8 u9", "u5 u6", "u5", "u6", "u7 u8 u9");
        assertThat(known(pass, 10)).containsExactly("u0", "u1", "u2", "u3", "u4", "u5", "u7", "u8", "u9");
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.documentId()).isEqualTo("u6");
            assertThat(letter.kind()).isEqualTo(Kind.RECORD);
            assertThat(letter.httpStatus()).isEqualTo(422);
            assertThat(letter.fields()).isEqualTo(Map.of("id", "u6", "name", "Ana 6"));
            assertThat(letter.reason()).contains("Airtable does not say what is wrong");
        });
        assertThat(pass.stopped()).isFalse();
    }

    @Test
    void ofTwoBadRecordsInDifferentHalvesEachIsFound() {
        airtable(request -> request.holds("u0") || request.holds("u9") ? Reply.refusal("no") : request.yes());

        write(newUsers(pass, 10));

        assertThat(letters()).extracting(DeadLetter::documentId).containsExactly("u0", "u9");
        assertThat(known(pass, 10)).hasSize(8);
    }

    @Test
    void theRestOfARecordGoesOutWithoutTheCellThatIsAtFault() {
        List<Change> changes = new ArrayList<>(newUsers(pass, 2).changes());
        changes.add(Fixtures.creation("u2", Map.of("id", "u2", "age", BigDecimal.TEN, "name", "Ana 2"), "id"));
        airtable(request -> request.records().stream()
                        .anyMatch(record -> Sent.fields(record).containsKey("Age"))
                ? Reply.refusal("Field \"Age\" cannot accept the provided value")
                : request.yes());

        write(new Batch(pass, Batch.Kind.UPSERT, changes));

        assertThat(arrivedInShort()).containsExactly("u0 u1 u2", "u0", "u1 u2", "u1", "u2", "u2");
        assertThat(Sent.fields(arrived().get(5).records().get(0))).isEqualTo(Map.of("id", "u2", "Name", "Ana 2"));
        assertThat(known(pass, 3)).containsExactly("u0", "u1", "u2");
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.documentId()).isEqualTo("u2");
            assertThat(letter.kind()).isEqualTo(Kind.CELL);
            assertThat(letter.field()).isEqualTo("age");
            assertThat(letter.value()).isEqualTo("10");
        });
    }

    @Test
    void aRecordThatPeopleDeletedIsNobodysLossAndLookedAtAgain() {
        shop.deliver(pass, Fixtures.user("u0"), Fixtures.user("u1"));
        airtable(request -> request.records().stream().anyMatch(record -> "rec-u1".equals(record.get("id")))
                ? Reply.error(422, "ROW_DOES_NOT_EXIST", "Record ID rec-u1 does not exist in this table")
                : request.yes());

        write(new Batch(
                pass,
                Batch.Kind.UPSERT,
                List.of(Fixtures.update("u0", Map.of("name", "Ana")), Fixtures.update("u1", Map.of("name", "Bo")))));

        assertThat(arrived())
                .extracting(request -> request.records().stream()
                        .map(record -> record.get("id"))
                        .toList())
                .containsExactly(List.of("rec-u0", "rec-u1"), List.of("rec-u0"), List.of("rec-u1"));
        assertThat(known(pass, 2)).containsExactly("u0");
        assertThat(pass.again()).containsExactly("u1");
        assertThat(deadLetters.getReceivedExchanges()).isEmpty();
    }

    @Test
    void whenOthersAreAnsweredTheBatchIsToBlameAndItsHalvesAreTriedWithLessPatience() {
        airtable(request -> {
            if (request.holds("u3")) {
                throw new IOException("Connection reset");
            }
            return request.yes();
        });

        write(newUsers(pass, 4));

        List<String> wanted = new ArrayList<>(Collections.nCopies(9, "u0 u1 u2 u3"));
        wanted.addAll(List.of("GET", "u0 u1", "u2 u3", "u2 u3", "GET", "u2", "u3", "u3", "GET"));
        assertThat(arrivedInShort()).isEqualTo(wanted);
        assertThat(arrived().get(9))
                .isEqualTo(new Sent("GET", "/v0/appShop0000000001/tblUsers000000001", "maxRecords=1", null));
        assertThat(known(pass, 4)).containsExactly("u0", "u1", "u2");
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.documentId()).isEqualTo("u3");
            assertThat(letter.kind()).isEqualTo(Kind.EXHAUSTED);
            assertThat(letter.reason()).contains("Connection reset");
        });
        assertThat(pass.stopped()).isFalse();
    }

    @Test
    void whenNobodyIsAnsweredAirtableIsAwayAndThePassWaits() {
        airtable(request -> {
            throw new IOException("Connection refused");
        });

        write(newUsers(pass, 10));

        List<String> wanted = new ArrayList<>(Collections.nCopies(9, TEN));
        wanted.addAll(Collections.nCopies(9, "GET"));
        assertThat(arrivedInShort()).as("the batch, then a look").isEqualTo(wanted);
        assertThat(pass.stopped()).isTrue();
        assertThat(pass.failure()).isInstanceOf(WaitException.class).hasMessageContaining("Connection refused");
        assertThat(known(pass, 10)).isEmpty();
        assertThat(letters()).isEmpty();
    }
}
