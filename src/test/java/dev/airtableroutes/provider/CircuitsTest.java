package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.MovableClock;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** When a provider is left alone, and for how long. */
class CircuitsTest {

    private static final CircuitLimits LIMITS = new CircuitLimits(Map.of(
            "slidingWindowSize", "10",
            "minimumNumberOfCalls", "5",
            "failureRateThreshold", "60",
            "waitDurationInOpenState", "60",
            "permittedNumberOfCallsInHalfOpenState", "1"));

    private static final Providers PROVIDERS =
            new Providers(ProviderFiles.load(Path.of("mappings"), name -> null), name -> null);

    private final MovableClock time = new MovableClock();
    private final Circuits circuits = new Circuits(time, PROVIDERS);

    private CircuitBreaker breaker() {
        return circuits.breaker("hunter", LIMITS);
    }

    private boolean permitted() {
        try {
            breaker().acquirePermission();
            breaker().releasePermission();
            return true;
        } catch (CallNotPermittedException open) {
            return false;
        }
    }

    private void fails() {
        breaker().acquirePermission();
        breaker().onError(1, TimeUnit.SECONDS, new IOException("reset"));
    }

    private void answers() {
        breaker().acquirePermission();
        breaker().onSuccess(1, TimeUnit.SECONDS);
    }

    @Test
    void isOpenUntilThenAndNotLonger() {
        Instant until = time.instant().plus(Duration.ofHours(6));
        circuits.openUntil("hunter", until, "Hunter has no credits left.");

        assertThat(circuits.open("hunter")).isTrue();
        assertThat(circuits.open("apollo")).isFalse();
        assertThat(circuits.until("hunter")).contains(until);
        assertThat(circuits.reason("hunter")).isEqualTo("Hunter has no credits left.");
        time.pass(Duration.between(time.instant(), until.minusMillis(1)));
        assertThat(permitted()).isFalse();
        time.pass(Duration.between(time.instant(), until.plusMillis(1)));
        assertThat(circuits.open("hunter")).isFalse();
        assertThat(circuits.until("hunter")).isEmpty();
        assertThat(permitted()).isTrue();
    }

    @Test
    void aLaterTimeTakesThePlaceOfAnEarlierOne() {
        circuits.openUntil("hunter", time.instant().plusSeconds(60), "first");
        circuits.openUntil("hunter", time.instant().plusSeconds(600), "second");
        time.pass(Duration.ofSeconds(300));
        assertThat(permitted()).isFalse();
        assertThat(circuits.reason("hunter")).isEqualTo("second");
    }

    @Test
    void aTimeThatIsOverOpensNothing() {
        circuits.openUntil("hunter", time.instant(), "too late");
        assertThat(circuits.open("hunter")).isFalse();
    }

    @Test
    void noCreditsAndARefusedKeyOpenAndNothingElseDoes() {
        for (Outcome outcome : Outcome.values()) {
            Circuits fresh = new Circuits(time, PROVIDERS);
            Answer answer = Answer.without(
                    "hunter", "find", outcome, 200, time.instant().plusSeconds(60), "Because.");
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
        assertThat(circuits.until("hunter")).contains(time.instant().plusSeconds(60));
        time.pass(Duration.ofSeconds(61));
        fails();
        assertThat(circuits.open("hunter")).isTrue();
        assertThat(circuits.until("hunter")).contains(time.instant().plusSeconds(60));
        time.pass(Duration.ofSeconds(61));
        answers();
        assertThat(circuits.open("hunter")).isFalse();
        answers();
        assertThat(permitted()).isTrue();
    }

    /** The kamelet was changed while the application runs. */
    @Test
    void otherLimitsOpenNothingThatIsShutAndShutNothingThatIsOpen() {
        CircuitLimits others = new CircuitLimits(Map.of("minimumNumberOfCalls", "1", "waitDurationInOpenState", "9"));
        Instant until = time.instant().plusSeconds(600);
        circuits.openUntil("hunter", until, "no credits");
        CircuitBreaker before = breaker();

        CircuitBreaker after = circuits.breaker("hunter", others);

        assertThat(breaker()).as("the routes that are made later").isNotSameAs(before);
        assertThat(circuits.breaker("hunter", others)).isSameAs(circuits.breaker("hunter", others));
        assertThat(after.tryAcquirePermission()).isFalse();
        assertThat(circuits.until("hunter")).contains(until);
        circuits.close("hunter");
        CircuitBreaker now = circuits.breaker("hunter", others);
        assertThat(now.tryAcquirePermission()).isTrue();
        now.onError(1, TimeUnit.SECONDS, new IOException("reset"));
        assertThat(circuits.until("hunter")).contains(time.instant().plusSeconds(9));
    }

    private void says(String operation, Outcome outcome) {
        circuits.heed(Answer.without(
                "findymail", operation, outcome, 402, time.instant().plusSeconds(60), "Because."));
    }

    @Test
    void creditsAreOfOnePurseAndAKeyIsOfAll() {
        says("verify", Outcome.NO_CREDITS);
        assertThat(circuits.open("findymail.verifier")).isTrue();
        assertThat(circuits.open("findymail")).isFalse();
        circuits.close("findymail");
        assertThat(circuits.open("findymail.verifier")).isFalse();

        says("find", Outcome.NO_CREDITS);
        assertThat(circuits.open("findymail")).isTrue();
        assertThat(circuits.open("findymail.verifier")).isFalse();

        says("find", Outcome.AUTH);
        assertThat(circuits.open("findymail.verifier")).isTrue();
    }

    @Test
    void aPersonClosesIt() {
        circuits.openUntil("hunter", time.instant().plusSeconds(600), "no credits");
        circuits.close("hunter");
        assertThat(circuits.open("hunter")).isFalse();
        assertThat(permitted()).isTrue();
    }
}
