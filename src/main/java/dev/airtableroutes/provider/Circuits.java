package dev.airtableroutes.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * A circuit breaker for each provider. One that has no credits, refuses the key or does not answer is left alone for a
 * while; then a single question finds out. Kept in memory: after a start the first question finds out too.
 */
@Component("circuits")
public class Circuits {

    private static final int WINDOW = 10;
    private static final int CALLS = 5;
    private static final int FAILED_PERCENT = 60;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private final Map<String, Opened> opened = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration pause;

    private record Opened(Instant until, String reason) {}

    @Autowired
    Circuits(@Value("${providers.circuit-pause}") Duration pause) {
        this(Clock.systemUTC(), pause);
    }

    Circuits(Clock clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** Whether a question would be skipped now. */
    public boolean open(String provider) {
        Opened since = opened.get(provider);
        return since != null
                && breaker(provider).getState() == State.OPEN
                && clock.instant().isBefore(since.until());
    }

    /** Until when the provider is left alone; empty when it is not. */
    public Optional<Instant> until(String provider) {
        return open(provider) ? Optional.of(opened.get(provider).until()) : Optional.empty();
    }

    /** Why the provider is left alone, in a sentence. */
    public String reason(String provider) {
        return open(provider)
                ? opened.get(provider).reason()
                : "one question at a time finds out whether it answers again.";
    }

    /** Leaves a provider alone until then. */
    public void openUntil(String provider, Instant until, String reason) {
        if (until.isAfter(clock.instant())) {
            opened.put(provider, new Opened(until, reason));
            breaker(provider).transitionToOpenStateUntil(until);
        }
    }

    /** Lets questions through again, for somebody who has topped up or changed the key. */
    public void close(String provider) {
        opened.remove(provider);
        breaker(provider).transitionToClosedState();
    }

    /** Opens the circuit when the answer says that more questions are in vain. */
    public Answer heed(@Body Answer answer) {
        boolean inVain = answer.outcome() == Outcome.NO_CREDITS || answer.outcome() == Outcome.AUTH;
        if (inVain && answer.retryAt() != null) {
            openUntil(answer.provider(), answer.retryAt(), answer.sentence());
        }
        return answer;
    }

    /** The one of a provider. */
    CircuitBreaker breaker(String provider) {
        return breakers.computeIfAbsent(provider, this::made);
    }

    private CircuitBreaker made(String provider) {
        CircuitBreaker breaker = CircuitBreaker.of(
                provider,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(WINDOW)
                        .minimumNumberOfCalls(CALLS)
                        .failureRateThreshold(FAILED_PERCENT)
                        .waitDurationInOpenState(pause)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordResult(Circuits::inTrouble)
                        .writableStackTraceEnabled(false)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == State.OPEN) {
                noted(provider);
            }
        });
        return breaker;
    }

    /** Opened by itself, if nobody has said until when. */
    private void noted(String provider) {
        Instant now = clock.instant();
        opened.compute(
                provider,
                (name, before) -> before != null && before.until().isAfter(now)
                        ? before
                        : new Opened(now.plus(pause), "most of its last answers were none that could be used."));
    }

    private static boolean inTrouble(Object exchange) {
        Answer answer = exchange instanceof Exchange call ? call.getMessage().getBody(Answer.class) : null;
        return answer != null && (answer.outcome() == Outcome.UNAVAILABLE || answer.outcome() == Outcome.UNKNOWN);
    }
}
