package dev.airtableroutes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.bench.Ideal.Limit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The floor that the benchmark of leads is held against. */
class IdealTest {

    @Test
    void aProviderWithTwoPlacesTakesTwoAtATime() {
        assertThat(Ideal.seconds(chains(5, "a"), Map.of("a", Limit.atOnce(2)), Map.of("a", calls(5, 10))))
                .isEqualTo(30);
    }

    @Test
    void aRateHoldsInAnyStretch() {
        Map<String, Limit> limits = Map.of("a", new Limit(100, 2, 4));
        assertThat(Ideal.seconds(chains(4, "a"), limits, Map.of("a", calls(4, 10))))
                .isEqualTo(11);
        assertThat(Ideal.seconds(chains(5, "a"), limits, Map.of("a", calls(5, 10))))
                .isEqualTo(70);
    }

    @Test
    void theNextProviderBeginsWhenTheFirstHasAnswered() {
        Map<String, Limit> limits = Map.of("a", Limit.atOnce(1), "b", Limit.atOnce(1));
        assertThat(Ideal.seconds(chains(3, "a", "b"), limits, Map.of("a", calls(3, 10), "b", calls(3, 4))))
                .as("the second works while the first goes on")
                .isEqualTo(34);
    }

    private static List<List<String>> chains(int leads, String... providers) {
        return Collections.nCopies(leads, List.of(providers));
    }

    private static List<Double> calls(int count, double seconds) {
        return Collections.nCopies(count, seconds);
    }
}
