package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.EndpointInject;
import org.apache.camel.component.mock.MockEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** change-hints: what comes within a tenth of a second is asked for together. */
class ChangeHintsRouteTest extends RealRoutes {

    @EndpointInject("mock:seda:cuculi/users")
    private MockEndpoint users;

    @EndpointInject("mock:seda:cuculi/events")
    private MockEndpoint events;

    @Autowired
    private Tables tables;

    /** A request whose turn has come, as the pass gets it, and when, by the nanosecond clock. */
    private record Begun(PassRequest request, long at) {}

    private final Map<MockEndpoint, List<Begun>> begun = new ConcurrentHashMap<>();

    private static final Duration TICK = Duration.ofMillis(100);

    /** Whose turn it is at once, as where nothing else is under way. */
    @BeforeEach
    void turnsComeAtOnce() {
        turnsCome(users);
        turnsCome(events);
    }

    private void turnsCome(MockEndpoint table) {
        table.reset();
        List<Begun> turns = new CopyOnWriteArrayList<>();
        begun.put(table, turns);
        table.whenAnyExchangeReceived(asked -> {
            long at = System.nanoTime();
            turns.add(new Begun(tables.turn(asked.getMessage().getBody(PassRequest.class)), at));
        });
    }

    private void hint(String table, Object documentId) {
        camel.sendBody("direct:change-hints", new Hint(table, documentId));
    }

    private static List<PassRequest> asked(MockEndpoint table) {
        return table.getReceivedExchanges().stream()
                .map(asked -> asked.getMessage().getBody(PassRequest.class))
                .toList();
    }

    private static List<Object> documents(Stream<PassRequest> requests) {
        return requests.<Object>flatMap(request -> request.documentIds().stream())
                .toList();
    }

    /** Of the requests whose turn has come: nothing joins them any more. */
    private List<Object> documents(MockEndpoint table) {
        return documents(begun.get(table).stream().map(Begun::request));
    }

    /**
     * Right behind one tick of the aggregator the next is as far away as it can be.
     *
     * @return when the tick was, by the nanosecond clock
     */
    private long behindATick() {
        hint("cuculi/users", "tick");
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> !begun.get(users)
                .isEmpty());
        long tickAt = begun.get(users).get(0).at();
        turnsCome(users);
        return tickAt;
    }

    /** Until a request's turn came, so that none is left which hints of the next test could join. */
    private void until(MockEndpoint table, Object documentId) {
        Awaitility.await().until(() -> documents(table).contains(documentId));
    }

    /** Where no turns come. */
    private static void untilAsked(MockEndpoint table, Object documentId) {
        Awaitility.await().until(() -> documents(asked(table).stream()).contains(documentId));
    }

    @Test
    void manyHintsAreFewRequestsATableAndNoneIsLost() {
        long tickAt = behindATick();
        for (int i = 0; i < 100; i++) {
            hint("cuculi/users", "u" + i % 90);
            hint("cuculi/events", i);
        }
        hint("cuculi/users", "last");
        hint("cuculi/events", "last");
        Duration sending = Duration.ofNanos(System.nanoTime() - tickAt);
        until(users, "last");
        until(events, "last");

        assertThat(asked(users).size() + asked(events).size())
                .as("requests for 202 hints in %s: one a table and tick, and one behind", sending)
                .isLessThanOrEqualTo(2 * ((int) (sending.toMillis() / TICK.toMillis()) + 2));
        assertThat(asked(users)).allSatisfy(request -> {
            assertThat(request.table()).isEqualTo("cuculi/users");
            assertThat(request.mode()).isEqualTo(Mode.HINTS);
            assertThat(request.documentIds()).doesNotHaveDuplicates();
        });
        assertThat(asked(events))
                .allSatisfy(request -> assertThat(request.table()).isEqualTo("cuculi/events"));
        assertThat(documents(events))
                .startsWith(0, 1, 2, 3)
                .hasSize(101)
                .containsAll(IntStream.range(0, 100).boxed().toList());
        assertThat(documents(users))
                .containsAll(IntStream.range(0, 90).mapToObj(i -> "u" + i).toList());
    }

    @Test
    void fiveHundredHintsDoNotWaitForMore() {
        behindATick();
        for (int i = 0; i < 1600; i++) {
            hint("cuculi/users", i);
        }
        until(users, 1599);

        assertThat(asked(users))
                .allSatisfy(request -> assertThat(request.documentIds()).hasSizeLessThanOrEqualTo(500));
        assertThat(documents(users))
                .containsExactlyElementsOf(IntStream.range(0, 1600).boxed().toList());
    }

    /** While a pass takes longer than the time between two hints, as where a base is busy. */
    @Test
    void whatIsHintedWhileARequestWaitsJoinsIt() {
        users.reset();
        hint("cuculi/users", "first");
        untilAsked(users, "first");
        for (String id : List.of("u1", "u2", "u1", "first")) {
            hint("cuculi/users", id);
            hint("cuculi/events", "a tick after " + id);
            until(events, "a tick after " + id);
        }

        assertThat(asked(users)).hasSize(1);
        PassRequest turn = tables.turn(asked(users).get(0));
        assertThat(turn.documentIds()).isEqualTo(List.of("first", "u1", "u2"));
        hint("cuculi/users", "u3");
        untilAsked(users, "u3");
        assertThat(asked(users)).as("too late for the first").hasSize(2);
        assertThat(turn.documentIds()).hasSize(3);
        tables.turn(asked(users).get(1));
    }

    @Test
    void nobodyIsAskedToLookAtATableThatIsPaused() {
        tables.pause("cuculi/events", "a test");
        try {
            hint("cuculi/events", "e1");
            hint("cuculi/users", "of the same tick");
            until(users, "of the same tick");
            hint("cuculi/users", "of a later one");
            until(users, "of a later one");

            assertThat(asked(events)).isEmpty();
        } finally {
            tables.resume("cuculi/events");
        }
    }
}
