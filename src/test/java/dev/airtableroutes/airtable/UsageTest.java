package dev.airtableroutes.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageTest {

    private long now = 77;
    private final Usage usage = new Usage(() -> now);

    @Test
    void theLastTenSecondsThatAreOverTellTheRate() {
        count(50);
        assertThat(usage.perSecond()).isZero();
        pass(10);
        assertThat(usage.perSecond()).isEqualTo(5);
        count(3);
        assertThat(usage.lastHour()).isEqualTo(List.of(50, 3));
        pass(10);
        assertThat(usage.perSecond()).isEqualTo(0.3);
        pass(10);
        assertThat(usage.perSecond()).isZero();
    }

    @Test
    void anHourIsKeptAndNoMore() {
        for (int ten = 1; ten <= 400; ten++) {
            count(ten);
            pass(10);
        }
        assertThat(usage.lastHour())
                .hasSize(360)
                .startsWith(42)
                .endsWith(400, 0)
                .isEqualTo(IntStream.concat(IntStream.rangeClosed(42, 400), IntStream.of(0))
                        .boxed()
                        .toList());
    }

    @Test
    void whatIsOlderThanAnHourIsForgottenAlsoAfterALongRest() {
        count(9);
        pass(3_650);
        assertThat(usage.lastHour()).hasSize(360).containsOnly(0);
        count(2);
        assertThat(usage.lastHour()).endsWith(2);
    }

    private void count(int requests) {
        IntStream.range(0, requests).forEach(request -> usage.count());
    }

    private void pass(int seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }
}
