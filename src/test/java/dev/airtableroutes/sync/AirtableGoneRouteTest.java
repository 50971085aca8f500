package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.WaitException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** airtable-gone: Airtable answers alike to who may not write and to who names a record that people deleted. */
class AirtableGoneRouteTest extends RealRoutes {

    private static final Reply FORBIDDEN = Reply.error(
            403,
            "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
            "Invalid permissions, or the requested model was not found.");
    private static final String TEN = "u0 u1 u2 u3 u4 u5 u6 u7 u8 u9";

    private final Pass pass = shop.users();
    private final Set<String> there = new TreeSet<>();

    /** Users u0, u1, … whose records are known. */
    private Batch updates(int count, Batch.Kind kind) {
        shop.deliver(
                pass,
                IntStream.range(0, count).mapToObj(i -> Fixtures.user("u" + i)).toArray(Document[]::new));
        IntStream.range(0, count).forEach(i -> there.add("rec-u" + i));
        return new Batch(
                pass,
                kind,
                IntStream.range(0, count)
                        .mapToObj(i -> Fixtures.update("u" + i, Map.of("id", "u" + i, "name", "Bo")))
                        .toList());
    }

    /** An Airtable that has the records that are there, and answers 403 for others. */
    private Reply answer(Sent request) {
        if (request.path().endsWith("/listRecords")) {
            return listed(request);
        }
        List<String> named = ids(request);
        return there.containsAll(named) ? answered(request, named) : FORBIDDEN;
    }

    private Reply listed(Sent request) {
        String formula = (String) request.json().get("filterByFormula");
        return new Reply(
                200,
                Map.of(
                        "records",
                        there.stream()
                                .filter(id -> formula.contains("RECORD_ID()='" + id + "'"))
                                .map(id -> Map.of("id", id, "fields", Map.of()))
                                .toList()));
    }

    private static Reply answered(Sent request, List<String> deleted) {
        return request.method().equals("DELETE")
                ? new Reply(
                        200,
                        Map.of(
                                "records",
                                deleted.stream()
                                        .map(id -> Map.of("id", id, "deleted", true))
                                        .toList()))
                : request.yes();
    }

    private static List<String> ids(Sent request) {
        if (request.method().equals("DELETE")) {
            return List.of(request.query().replace("records%5B%5D=", "").split("&"));
        }
        return request.records().stream()
                .filter(record -> record.containsKey("id"))
                .map(record -> (String) record.get("id"))
                .toList();
    }

    @Test
    void recordsThatPeopleDeletedAreNewAgainAndTheOthersArrive() {
        Batch batch = updates(10, Batch.Kind.UPSERT);
        there.removeAll(List.of("rec-u3", "rec-u6"));
        airtable(this::answer);

        write(batch);

        assertThat(arrivedInShort()).containsExactly(TEN, "POST", "u0 u1 u2 u4 u5 u7 u8 u9");
        assertThat(arrived().get(1)).satisfies(look -> {
            assertThat(look.path()).isEqualTo("/v0/appShop0000000001/tblUsers000000001/listRecords");
            assertThat((String) look.json().get("filterByFormula"))
                    .startsWith("OR(RECORD_ID()='rec-u0',RECORD_ID()='rec-u1',")
                    .endsWith(",RECORD_ID()='rec-u9')");
        });
        assertThat(known(pass, 10)).containsExactly("u0", "u1", "u2", "u4", "u5", "u7", "u8", "u9");
        assertThat(pass.again()).containsExactlyInAnyOrder("u3", "u6");
        assertThat(pass.stopped()).isFalse();
        assertThat(deadLetters.getReceivedExchanges()).isEmpty();
    }

    @Test
    void ofAllRecordsGoneNothingIsSentAgain() {
        Batch batch = updates(3, Batch.Kind.UPSERT);
        there.clear();
        airtable(this::answer);

        write(batch);

        assertThat(arrivedInShort()).containsExactly("u0 u1 u2", "POST");
        assertThat(known(pass, 3)).isEmpty();
        assertThat(pass.again()).containsExactlyInAnyOrder("u0", "u1", "u2");
        assertThat(pass.stopped()).isFalse();
    }

    @Test
    void whatIsGoneAlreadyIsDeletedAndTheOthersAreAsWell() {
        Batch batch = updates(3, Batch.Kind.DELETE);
        there.remove("rec-u1");
        airtable(this::answer);

        write(batch);

        assertThat(arrivedInShort()).containsExactly("DELETE", "POST", "DELETE");
        assertThat(arrived().get(2).query()).isEqualTo("records%5B%5D=rec-u0&records%5B%5D=rec-u2");
        assertThat(known(pass, 3)).isEmpty();
        assertThat(pass.totals().deleted()).isEqualTo(3);
        assertThat(pass.again()).isEmpty();
        assertThat(pass.stopped()).isFalse();
    }

    @Test
    void whenAllRecordsAreThereItIsThePermission() {
        Batch batch = updates(10, Batch.Kind.UPSERT);
        airtable(request -> request.path().endsWith("/listRecords") ? answer(request) : FORBIDDEN);

        write(batch);

        assertThat(arrivedInShort()).containsExactly(TEN, "POST");
        stoppedByThePermission(10);
    }

    @Test
    void whenTheyCannotBeReadEitherItIsThePermission() {
        Batch batch = updates(2, Batch.Kind.UPSERT);
        airtable(request -> FORBIDDEN);

        write(batch);

        assertThat(arrivedInShort()).containsExactly("u0 u1", "POST");
        stoppedByThePermission(2);
    }

    @Test
    void whenTheFormulaIsRefusedNothingIsTakenForGone() {
        Batch batch = updates(2, Batch.Kind.UPSERT);
        airtable(request -> request.path().endsWith("/listRecords")
                ? Reply.error(422, "INVALID_FILTER_BY_FORMULA", "The formula for filtering records is invalid")
                : FORBIDDEN);

        write(batch);

        stoppedByThePermission(2);
    }

    private void stoppedByThePermission(int known) {
        assertThat(pass.failure())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot write to shop/users: Airtable refuses it (403 ")
                .hasMessageContaining("may edit there");
        assertThat(known(pass, known)).hasSize(known);
        assertThat(pass.again()).isEmpty();
        assertThat(deadLetters.getReceivedExchanges()).isEmpty();
    }

    @Test
    void newRecordsCannotBeGoneSoNobodyIsAsked() {
        airtable(request -> FORBIDDEN);

        write(newUsers(pass, 10));

        assertThat(arrived()).hasSize(1);
        assertThat(pass.failure()).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void whenNoAnswerComesThePassWaits() {
        Batch batch = updates(2, Batch.Kind.UPSERT);
        airtable(request -> {
            if (request.path().endsWith("/listRecords")) {
                throw new IOException("Connection reset");
            }
            return FORBIDDEN;
        });

        write(batch);

        List<String> wanted = new ArrayList<>(List.of("u0 u1"));
        wanted.addAll(Collections.nCopies(9, "POST"));
        assertThat(arrivedInShort()).isEqualTo(wanted);
        assertThat(pass.failure()).isInstanceOf(WaitException.class).hasMessageContaining("Connection reset");
        assertThat(known(pass, 2)).containsExactly("u0", "u1");
    }

    @Test
    void aRecordThatGoesWhileTheRestIsSentAgainIsFoundAsWell() {
        Batch batch = updates(3, Batch.Kind.UPSERT);
        there.remove("rec-u0");
        List<String> requests = new ArrayList<>();
        airtable(request -> {
            requests.add(request.toString());
            if (requests.size() == 3) {
                there.remove("rec-u1");
            }
            return answer(request);
        });

        write(batch);

        assertThat(requests).containsExactly("u0 u1 u2", "POST", "u1 u2", "POST", "u2");
        assertThat(known(pass, 3)).containsExactly("u2");
        assertThat(pass.again()).containsExactlyInAnyOrder("u0", "u1");
    }
}
