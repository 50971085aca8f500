package dev.airtableroutes.airtable;

import static org.assertj.core.api.Assertions.assertThat;

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

        gates.away("appShop0000000001", System.nanoTime(), 7);

        Budget shop = gates.budget("shop").orElseThrow();
        assertThat(shop.open()).isFalse();
        assertThat(Duration.between(Instant.now(), shop.closedUntil()))
                .isBetween(Duration.ofSeconds(6), Duration.ofSeconds(8));
        assertThat(shop.refused()).as("that is no 429").isZero();
    }

    private double gauge(String name) {
        return meters.get(name).tag("base", "shop").gauge().value();
    }

    private static Catalog withId(String id) {
        return new Catalog(
                new Bases(Map.of("shop", new Base("shop", "Shop", id, Map.of()))), Map.of(), Map.of(), List.of());
    }
}
