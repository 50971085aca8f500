package dev.airtableroutes.airtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Bases;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mappings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Mappings mappings = new Mappings(withId("appShop0000000001"));
    private final Gates gates = new Gates(
            new AirtableSettings("patTEST", URI.create("http://localhost"), 5, 50, Duration.ofSeconds(31)),
            mappings,
            meters);

    @Test
    void aBaseWithAnotherIdIsWatchedAtItsOwnGate() {
        gates.sent("appShop0000000001");
        gates.refused("appShop0000000001", System.nanoTime(), 30);
        assertThat(gauge("airtable.gate.open")).isZero();

        mappings.replace(withId("appShop0000000002"));
        gates.sent("appShop0000000002");

        assertThat(gauge("airtable.gate.open")).isEqualTo(1);
        assertThat(gates.budgets()).extracting(Budget::baseId).containsExactly("appShop0000000002");
        assertThat(gates.everCalled()).extracting(Budget::base).containsExactly("shop", "shop");

        mappings.replace(withId("appShop0000000001"));
        assertThat(gauge("airtable.gate.open")).isZero();
    }

    @Test
    void anAirtableThatIsNotAvailableIsLeftAloneForAsLongAsItSays() {
        gates.sent("appShop0000000001");

        Instant before = Instant.now();
        gates.away("appShop0000000001", System.nanoTime(), 7);

        Budget shop = gates.budget("shop").orElseThrow();
        Instant after = Instant.now();
        assertThat(shop.open()).isFalse();
        // a second more than it says; told with two clocks
        assertThat(shop.closedUntil()).isBetween(before.plusMillis(7_990), after.plusMillis(8_010));
        assertThat(shop.refused()).as("that is no 429").isZero();
    }

    @Test
    void aBaseIsIdleAFifthOfASecondAfterItsLastAnswer() throws InterruptedException {
        Gate shop = gates.base("appShop0000000001");
        long sent = shop.enter();
        await().pollDelay(Duration.ofMillis(300)).until(() -> !gates.idle("appShop0000000001"));

        long left = System.nanoTime();
        shop.leave(sent, true);
        await().until(() -> gates.idle("appShop0000000001"));

        assertThat(Duration.ofNanos(System.nanoTime() - left)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    private double gauge(String name) {
        return meters.get(name).tag("base", "shop").gauge().value();
    }

    private static Catalog withId(String id) {
        return new Catalog(
                new Bases(Map.of("shop", new Base("shop", "Shop", id, Map.of()))), Map.of(), Map.of(), List.of());
    }
}
