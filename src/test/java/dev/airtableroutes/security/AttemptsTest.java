package dev.airtableroutes.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    private static final String OPERATOR = "operator 10.0.0.1";

    private long now = -5_000_000_000L;
    private final Attempts attempts = new Attempts(() -> now);

    private Duration wrong(String caller) {
        Duration wait = attempts.begin(caller);
        if (wait.isZero()) {
            attempts.ended(caller, false);
        }
        return wait;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void afterFiveWrongOnesTheWaitGrowsUpToAMinute() {
        for (int i = 0; i < 5; i++) {
            assertThat(wrong(OPERATOR)).isZero();
        }
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            assertThat(attempts.begin(OPERATOR)).isEqualTo(Duration.ofSeconds(seconds));
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(attempts.begin(OPERATOR)).isEqualTo(Duration.ofNanos(1));
            pass(Duration.ofNanos(1));
            assertThat(wrong(OPERATOR)).isZero();
        }
    }

    @Test
    void anotherAddressWaitsForNobody() {
        for (int i = 0; i < 50; i++) {
            wrong(OPERATOR);
        }
        assertThat(attempts.begin(OPERATOR)).isPositive();
        assertThat(attempts.begin("operator 10.0.0.2")).isZero();
        assertThat(attempts.begin("viewer 10.0.0.1")).isZero();
    }

    @Test
    void theRightOneEndsIt() {
        for (int i = 0; i < 5; i++) {
            wrong(OPERATOR);
        }
        pass(Duration.ofSeconds(1));
        assertThat(attempts.begin(OPERATOR)).isZero();
        attempts.ended(OPERATOR, true);
        for (int i = 0; i < 5; i++) {
            assertThat(wrong(OPERATOR)).isZero();
        }
    }

    @Test
    void aQuarterOfAnHourEndsIt() {
        for (int i = 0; i < 50; i++) {
            wrong(OPERATOR);
        }
        pass(Duration.ofMinutes(16));
        for (int i = 0; i < 5; i++) {
            assertThat(wrong(OPERATOR)).isZero();
        }
    }

    @Test
    void manyAtTheSameTimeAreOneAfterTheWait() {
        for (int i = 0; i < 5; i++) {
            wrong(OPERATOR);
        }
        pass(Duration.ofSeconds(1));
        assertThat(attempts.begin(OPERATOR)).isZero();
        assertThat(attempts.begin(OPERATOR)).isEqualTo(Duration.ofSeconds(1));
    }
}
