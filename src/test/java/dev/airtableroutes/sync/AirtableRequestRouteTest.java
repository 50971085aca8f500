package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.base.Base;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.WaitException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** airtable-request, the one route that calls Airtable, and those that repeat it. */
class AirtableRequestRouteTest extends RealRoutes {

    private static final long A_SECOND = 1000;

    private final Base base = shop.users().base();

    private static Call write(String baseId) {
        return new Call(
                "shop",
                baseId,
                "write to shop/users",
                HttpMethods.PATCH,
                "/v0/" + baseId + "/tblUsers000000001",
                "a=b",
                Map.of("records", List.of(Map.of("id", "rec1", "fields", Map.of("Name", "\u0636 \"\\")))));
    }

    @Test
    void aCallLeavesAsItStandsAndTheAnswerComesBack() {
        Answer answer = camel.requestBody("direct:airtable-request", write("appShop0000000001"), Answer.class);

        assertThat(arrived())
                .containsExactly(new Sent(
                        "PATCH",
                        "/v0/appShop0000000001/tblUsers000000001",
                        "a=b",
                        Map.of("records", List.of(Map.of("id", "rec1", "fields", Map.of("Name", "\u0636 \"\\"))))));
        assertThat(answer.records()).containsExactly(Map.of("id", "rec1", "fields", Map.of("Name", "\u0636 \"\\")));
    }

    @Test
    void aCallWithoutABodySendsNone() {
        camel.requestBody("direct:airtable-request", Call.schema(base));

        assertThat(arrived()).containsExactly(new Sent("GET", "/v0/meta/bases/appShop0000000001/tables", null, null));
        assertThat((Object) airtable.getReceivedExchanges().get(0).getMessage().getBody())
                .isNull();
    }

    @Test
    void noHeaderThatCameWithTheDataLeavesOrDecidesWhereItGoes() {
        camel.requestBodyAndHeaders(
                "direct:airtable-request",
                write("appShop0000000001"),
                Map.of(
                        Exchange.HTTP_URI,
                        "http://elsewhere.test",
                        Exchange.HTTP_PATH,
                        "/elsewhere",
                        Exchange.HTTP_METHOD,
                        "DELETE",
                        "Authorization",
                        "somebody's",
                        "X-Own",
                        "1"));

        Map<String, Object> headers = new HashMap<>(
                airtable.getReceivedExchanges().get(0).getMessage().getHeaders());
        headers.values().removeIf(Objects::isNull);
        assertThat(headers)
                .isEqualTo(Map.of(
                        Exchange.HTTP_METHOD, HttpMethods.PATCH,
                        Exchange.HTTP_PATH, "/v0/appShop0000000001/tblUsers000000001",
                        Exchange.HTTP_QUERY, "a=b",
                        Exchange.CONTENT_TYPE, "application/json"));
    }

    /** When the requests of each base arrived, by the throttle's own clock, the milliseconds. */
    private final Map<String, Queue<Long>> arrivals = new ConcurrentHashMap<>();
    /** When the first of them could leave, by the same clock. */
    private volatile long begun;

    private void noteArrivals() {
        airtable(request -> {
            arrived(request.path().split("/")[2]);
            return request.yes();
        });
    }

    private void arrived(String baseId) {
        arrivals.computeIfAbsent(baseId, id -> new ConcurrentLinkedQueue<>()).add(System.currentTimeMillis());
    }

    private List<Long> arrivals(String baseId) {
        return arrivals.get(baseId).stream().sorted().toList();
    }

    private void together(List<Call> calls, String route) {
        CyclicBarrier all = new CyclicBarrier(calls.size(), () -> begun = System.currentTimeMillis());
        ExecutorService each = Executors.newCachedThreadPool();
        try {
            CompletableFuture.allOf(calls.stream()
                            .map(call -> CompletableFuture.runAsync(() -> behind(all, route, call), each))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            each.shutdownNow();
        }
    }

    private void behind(CyclicBarrier all, String route, Call call) {
        try {
            all.await();
        } catch (InterruptedException | BrokenBarrierException stopped) {
            throw new IllegalStateException(stopped);
        }
        camel.requestBody(route, call);
    }

    @Test
    void noMoreOfABaseLeaveInASecondThanItsBudgetAndOtherBasesDoNotWaitForIt() {
        noteArrivals();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < REQUESTS_A_SECOND + 5; i++) {
            calls.add(write("appBusy0000000001"));
        }
        calls.add(write("appCalm0000000001"));

        together(calls, "direct:airtable-request");

        List<Long> busy = arrivals("appBusy0000000001");
        assertThat(busy).hasSize(REQUESTS_A_SECOND + 5);
        assertThat(busy.get(REQUESTS_A_SECOND) - begun).isGreaterThanOrEqualTo(A_SECOND);
        assertThat(arrivals("appCalm0000000001").get(0)).isLessThan(busy.get(REQUESTS_A_SECOND));
    }

    @Test
    void noMoreOfTheTokenLeaveInASecondThanItsBudgetWhicheverTheirBases() {
        noteArrivals();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < TOKEN_REQUESTS_A_SECOND + 3; i++) {
            calls.add(write("appBase000000000" + i % 4));
        }

        together(calls, "direct:airtable-request");

        List<Long> all =
                arrivals.values().stream().flatMap(Queue::stream).sorted().toList();
        assertThat(all).hasSize(TOKEN_REQUESTS_A_SECOND + 3);
        assertThat(all.get(TOKEN_REQUESTS_A_SECOND) - begun).isGreaterThanOrEqualTo(A_SECOND);
        assertThat(arrivals.values()).as("no base used up its own").allSatisfy(times -> assertThat(times.size())
                .isLessThan(REQUESTS_A_SECOND));
    }

    @Test
    void aRepetitionTakesItsTurnAtTheThrottleAgain() {
        AtomicInteger requests = new AtomicInteger();
        airtable(request -> {
            arrived("all");
            return requests.incrementAndGet() <= REQUESTS_A_SECOND - 5
                    ? Reply.error(503, "RETRIABLE_ERROR", "it is safe to retry the request")
                    : request.yes();
        });
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < REQUESTS_A_SECOND - 5; i++) {
            calls.add(write("appAgain000000001"));
        }

        together(calls, "direct:airtable-read");

        List<Long> all = arrivals("all");
        assertThat(all).as("each once more").hasSize(2 * (REQUESTS_A_SECOND - 5));
        assertThat(all.get(REQUESTS_A_SECOND) - begun).isGreaterThanOrEqualTo(A_SECOND);
    }

    @Test
    void whatAirtableCannotAnswerNowIsAskedAgainInTheSameWords() {
        Call call = Call.list(base, shop.users().table(), List.of("id", "Name"), null);
        AtomicInteger requests = new AtomicInteger();
        airtable(request -> switch (requests.incrementAndGet()) {
            case 1 -> new Reply(429, Map.of("errors", List.of(Map.of("error", "RATE_LIMIT_REACHED"))));
            case 2 -> Reply.error(502, "SERVER_ERROR", "An unexpected error occurred");
            case 3 -> throw new IOException("Connection reset");
            default -> new Reply(200, Map.of("records", List.of(Map.of("id", "rec1")), "offset", "next"));
        });

        Answer answer = camel.requestBody("direct:airtable-read", call, Answer.class);

        assertThat(arrived()).hasSize(4).allSatisfy(request -> assertThat(request)
                .isEqualTo(new Sent(
                        "POST",
                        "/v0/appShop0000000001/tblUsers000000001/listRecords",
                        null,
                        Map.of("pageSize", 100, "fields", List.of("id", "Name")))));
        assertThat(answer.records()).containsExactly(Map.of("id", "rec1"));
        assertThat(answer.offset()).isEqualTo("next");
    }

    @Test
    void patienceEndsAndTheCallerIsTold() {
        airtable(request -> Reply.error(503, "RETRIABLE_ERROR", "it is safe to retry the request"));

        Exchange read = camel.request(
                "direct:airtable-read", exchange -> exchange.getMessage().setBody(write("appShop0000000001")));

        assertThat(read.getException())
                .isInstanceOf(WaitException.class)
                .hasMessage("Airtable answered 503 RETRIABLE_ERROR to the request to write to shop/users");
        assertThat(arrived()).as("once, and 8 times more").hasSize(9);
    }

    @ParameterizedTest
    @CsvSource({
        "401, AUTHENTICATION_REQUIRED, AIRTABLE_TOKEN",
        "403, INVALID_PERMISSIONS, appShop0000000001",
        "404, TABLE_NOT_FOUND, mappings/bases/shop.yaml",
        "422, UNKNOWN_FIELD_NAME, schema check",
        "429, PUBLIC_API_BILLING_LIMIT_EXCEEDED, first of the month"
    })
    void whatAPersonHasToMendIsNotAskedAgain(int status, String type, String hint) {
        airtable(request -> Reply.error(status, type, "in Airtable's words"));

        Exchange read = camel.request(
                "direct:airtable-read", exchange -> exchange.getMessage().setBody(write("appShop0000000001")));

        assertThat(read.getException())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot write to shop/users: ")
                .hasMessageContaining(hint);
        assertThat(arrived()).hasSize(1);
    }
}
