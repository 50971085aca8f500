package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** When a provider is left alone, and for how long. */
class CircuitsTest {

    private final Time time = new Time();
    private final Circuits circuits = new Circuits(time, Duration.ofMinutes(1));

    private static final class Time extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private boolean permitted() {
        try {
            circuits.breaker("hunter").acquirePermission();
            circuits.breaker("hunter").releasePermission();
            return true;
        } catch (CallNotPermittedException open) {
            return false;
        }
    }

    private void fails() {
        circuits.breaker("hunter").acquirePermission();
        circuits.breaker("hunter").onError(1, TimeUnit.SECONDS, new IOException("reset"));
    }

    private void answers() {
        circuits.breaker("hunter").acquirePermission();
        circuits.breaker("hunter").onSuccess(1, TimeUnit.SECONDS);
    }

    @Test
    void isOpenUntilThenAndNotLonger() {
        Instant until = time.now.plus(Duration.ofHours(6));
        circuits.openUntil("hunter", until, "Hunter has no credits left.");

        assertThat(circuits.open("hunter")).isTrue();
        assertThat(circuits.open("apollo")).isFalse();
        assertThat(circuits.until("hunter")).contains(until);
        assertThat(circuits.reason("hunter")).isEqualTo("Hunter has no credits left.");
        time.now = until.minusMillis(1);
        assertThat(permitted()).isFalse();
        time.now = until.plusMillis(1);
        assertThat(circuits.open("hunter")).isFalse();
        assertThat(circuits.until("hunter")).isEmpty();
        assertThat(permitted()).isTrue();
    }

    @Test
    void aLaterTimeTakesThePlaceOfAnEarlierOne() {
        circuits.openUntil("hunter", time.now.plusSeconds(60), "first");
        circuits.openUntil("hunter", time.now.plusSeconds(600), "second");
        time.now = time.now.plusSeconds(300);
        assertThat(permitted()).isFalse();
        assertThat(circuits.reason("hunter")).isEqualTo("second");
    }

    @Test
    void aTimeThatIsOverOpensNothing() {
        circuits.openUntil("hunter", time.now, "too late");
        assertThat(circuits.open("hunter")).isFalse();
    }

    @Test
    void noCreditsAndARefusedKeyOpenAndNothingElseDoes() {
        for (Outcome outcome : Outcome.values()) {
            Circuits fresh = new Circuits(time, Duration.ofMinutes(1));
            Answer answer = Answer.without("hunter", "find", outcome, 200, time.now.plusSeconds(60), "Because.");
            Assertions.assertThat(fresh.heed(answer)).isSameAs(answer);
            assertThat(fresh.open("hunter"))
                    .as(outcome.name())
                    .isEqualTo(outcome == Outcome.NO_CREDITS || outcome == Outcome.AUTH);
        }
    }

    @Test
    void whoFailsAgainAndAgainIsLeftAloneForAMinuteAndThenAskedOnce() {
        for (int i = 0; i < 5; i++) {
            assertThat(circuits.open("hunter")).isFalse();
            fails();
        }
        assertThat(circuits.until("hunter")).contains(time.now.plusSeconds(60));
        time.now = time.now.plusSeconds(61);
        fails();
        assertThat(circuits.open("hunter")).isTrue();
        assertThat(circuits.until("hunter")).contains(time.now.plusSeconds(60));
        time.now = time.now.plusSeconds(61);
        answers();
        assertThat(circuits.open("hunter")).isFalse();
        answers();
        assertThat(permitted()).isTrue();
    }

    @Test
    void aPersonClosesIt() {
        circuits.openUntil("hunter", time.now.plusSeconds(600), "no credits");
        circuits.close("hunter");
        assertThat(circuits.open("hunter")).isFalse();
        assertThat(permitted()).isTrue();
    }
}
