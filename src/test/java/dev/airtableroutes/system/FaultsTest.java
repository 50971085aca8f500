package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.order.Orders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong on the way, one run brings every document to Airtable exactly once. */
class FaultsTest {

    /** Longer than the product waits for an answer. */
    private static final long HANG = 500;

    private static final int MOST_ARRIVALS = 400;

    private static Cuculi cuculi;
    private static Product product;

    @BeforeAll
    static void start() {
        cuculi = new Cuculi();
        product = Product.start(
                cuculi.airtable,
                cuculi.uri(),
                Map.of(
                        "airtable.requests-per-second", 1000,
                        "airtable.token-requests-per-second", 1000,
                        "airtable.timeout", 250,
                        "airtable.lockout", Duration.ofMillis(400)));
    }

    @AfterAll
    static void stop() {
        product.close();
        cuculi.close();
    }

    @BeforeEach
    void seed() {
        cuculi.scene(230, 12, 210);
    }

    static Stream<Named<Fault>> faults() {
        return Stream.of(
                Named.of("reset before applying", Fault.reset().every(3)),
                Named.of("reset after applying", Fault.reset().afterApplying().every(3)),
                Named.of("close before applying", Fault.close().every(3)),
                Named.of("close after applying", Fault.close().afterApplying().every(3)),
                Named.of("500", Fault.status(500).every(3)),
                Named.of("500 after applying", Fault.status(500).afterApplying().every(3)),
                Named.of("502", Fault.status(502).every(3)),
                Named.of("503", Fault.status(503).every(3)),
                Named.of("a proxy's page", Fault.html(502).every(3)),
                Named.of("a proxy's page that claims success", Fault.html(200).every(3)),
                Named.of(
                        "an answer that names no record",
                        Fault.status(200)
                                .afterApplying()
                                .body(Map.of("records", List.of()))
                                .method("PATCH")
                                .every(3)),
                Named.of("truncated JSON", Fault.truncate().every(3)),
                Named.of("cut connection", Fault.cut().every(3)),
                Named.of("hang before applying", Fault.hang(HANG).every(9)),
                Named.of("hang after applying", Fault.hang(HANG).afterApplying().every(9)),
                Named.of("late answers", Fault.delay(300).every(9)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everythingArrivesOnce(Fault fault) {
        cuculi.airtable.faults().add(fault);
        product.sync();
        assertThat(cuculi.airtable.faults().all().get(0).hits()).isGreaterThan(4);
        cuculi.assertArrived();
        assertThat(cuculi.airtable.arrivals()).hasSizeLessThan(MOST_ARRIVALS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everythingArrivesOnceWhenOneRequestInFiveFailsSomehow(long seed) {
        List<Fault> mix = faults().map(Named::getPayload).toList();
        Orders<Fault> faults = cuculi.airtable.faults().seed(seed);
        mix.forEach(fault -> faults.add(fault.every(1).probability(0.2 / mix.size())));
        product.sync();
        cuculi.assertArrived();
    }

    @Test
    void aLockedBaseIsLeftAloneAndThenGoesOn() {
        cuculi.airtable.limits().enabled(true).perBase(5).perToken(1000).lockout(Duration.ofMillis(300));
        product.sync();
        assertThat(cuculi.airtable.stats().rejected()).isPositive();
        cuculi.assertArrived();
    }

    @Test
    void aListWhoseOffsetExpiresIsReadAgainAndEveryRecordIsTakenOver() {
        IntStream.range(0, 230).forEach(i -> cuculi.airtable
                .table("cuculi", "users")
                .insert(Map.of("email", " " + cuculi.userId(i).toUpperCase() + "@Example.com")));
        Fault expired = Fault.status(422).body(Map.of("error", Map.of("type", "LIST_RECORDS_ITERATOR_NOT_AVAILABLE")));
        cuculi.airtable
                .faults()
                .add(expired.table("users")
                        .path("listRecords")
                        .containing("offset")
                        .times(1))
                .add(expired.table("users")
                        .path("listRecords")
                        .containing("offset")
                        .skip(1)
                        .times(1));

        assertThat(product.sync().get("cuculi/users").takenOver()).isEqualTo(230);

        assertThat(cuculi.airtable.stats().statuses().get("cuculi").get(422)).isEqualTo(2);
        cuculi.assertArrived();
    }
}
