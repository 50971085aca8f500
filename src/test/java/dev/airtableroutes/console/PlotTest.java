package dev.airtableroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.airtable.Budget;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlotTest {

    private static Plot plot(List<Integer> lastHour, boolean open) {
        Instant now = Instant.now();
        return Plot.of(new Budget(
                "cuculi",
                "appX",
                5,
                4.8,
                open,
                open ? null : now.minusSeconds(10),
                open ? null : now.plusSeconds(29),
                open ? null : "rate limit exceeded",
                3,
                5,
                1200,
                2,
                lastHour));
    }

    @Test
    void whatIsOverIsDrawnFromTheRightAndWhatIsNotOverIsLeftOut() {
        Plot plot = plot(List.of(0, 0, 25, 50, 50, 7), true);

        assertThat(plot.line()).isEqualTo("M355 40.0 H357 V20.0 H358 V0.0 H360");
        assertThat(plot.area()).isEqualTo("M355 40.0 H357 V20.0 H358 V0.0 H360 V40 H355 Z");
        assertThat(plot.words()).isEqualTo("Requests a second to cuculi over the last hour: at most 5.0 of 5.");
        assertThat(plot.now()).isEqualTo("4.8 of 5 requests/s");
        assertThat(plot.totals()).isEqualTo("1,200 requests since the start, 2 refused for the rate");
        assertThat(plot.gate()).isEqualTo("Open, 5 under way, 3 waiting.");
    }

    @Test
    void thereIsNothingToDrawInTheFirstTenSeconds() {
        assertThat(plot(List.of(7), true).line()).isEmpty();
        assertThat(plot(List.of(7), true).area()).isEmpty();
    }

    @Test
    void aClosedGateSaysUntilWhenAndWhy() {
        assertThat(plot(List.of(), false).gate()).matches("Closed 1\\d s ago, opens in 2\\d s: rate limit exceeded\\.");
    }
}
