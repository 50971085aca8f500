package dev.airtableroutes.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * A circuit breaker for each purse of a provider ({@link Provider#purse}). One that has no credits, refuses the key or does
 * not answer is left alone for a while; then a single question finds out. Kept in memory: after a start the first question
 * finds out too.
 */
@Component("circuits")
public class Circuits {

    private final Map<String, Limited> breakers = new ConcurrentHashMap<>();
    private final Map<String, Opened> opened = new ConcurrentHashMap<>();
    private final Clock clock;

    private final Providers providers;

    private record Limited(CircuitBreaker breaker, CircuitLimits limits) {}

    private record Opened(Instant until, String reason) {}

    @Autowired
    Circuits(Providers providers) {
        this(Clock.systemUTC(), providers);
    }

    Circuits(Clock clock, Providers providers) {
        this.clock = clock;
        this.providers = providers;
    }

    /** Whether a question would be skipped now. */
    public boolean open(String purse) {
        Opened since = opened.get(purse);
        Limited known = breakers.get(purse);
        return since != null
                && (known == null || known.breaker().getState() == State.OPEN)
                && clock.instant().isBefore(since.until());
    }

    /** Until when it is left alone; empty when it is not. */
    public Optional<Instant> until(String purse) {
        return open(purse) ? Optional.of(opened.get(purse).until()) : Optional.empty();
    }

    /** Why it is left alone, in a sentence. */
    public String reason(String purse) {
        return open(purse) ? opened.get(purse).reason() : "one question at a time finds out whether it answers again.";
    }

    /** Leaves it alone until then. */
    public void openUntil(String purse, Instant until, String reason) {
        if (until.isAfter(clock.instant())) {
            opened.put(purse, new Opened(until, reason));
            known(purse).ifPresent(breaker -> breaker.transitionToOpenStateUntil(until));
        }
    }

    /** Lets questions to a provider through again, for somebody who has topped up or changed the key. */
    public void close(String provider) {
        providers.purses(provider).forEach(purse -> {
            opened.remove(purse);
            known(purse).ifPresent(CircuitBreaker::transitionToClosedState);
        });
    }

    /** Opens the circuit when the answer says that more questions are in vain: a key is for all, credits are of one purse. */
    public Answer heed(@Body Answer answer) {
        String provider = answer.provider();
        if (answer.retryAt() != null && answer.outcome() == Outcome.NO_CREDITS) {
            openUntil(providers.purse(provider, answer.operation()), answer.retryAt(), answer.sentence());
        } else if (answer.retryAt() != null && answer.outcome() == Outcome.AUTH) {
            providers.purses(provider).forEach(purse -> openUntil(purse, answer.retryAt(), answer.sentence()));
        }
        return answer;
    }

    /**
     * The one of a purse, which all routes have that are paid from it: another only when the limits are others by now. What
     * was open stays so.
     */
    CircuitBreaker breaker(String purse, CircuitLimits limits) {
        return breakers.compute(
                        purse,
                        (name, before) -> before != null && before.limits().equals(limits)
                                ? before
                                : new Limited(made(name, limits), limits))
                .breaker();
    }

    private Optional<CircuitBreaker> known(String purse) {
        return Optional.ofNullable(breakers.get(purse)).map(Limited::breaker);
    }

    private CircuitBreaker made(String purse, CircuitLimits limits) {
        CircuitBreaker breaker = CircuitBreaker.of(
                purse,
                limits.builder()
                        .clock(clock)
                        .recordResult(Circuits::inTrouble)
                        .writableStackTraceEnabled(false)
                        .build());
        Opened since = opened.get(purse);
        if (since != null && since.until().isAfter(clock.instant())) {
            breaker.transitionToOpenStateUntil(since.until());
        }
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == State.OPEN) {
                noted(purse, breaker);
            }
        });
        return breaker;
    }

    /** Opened by itself, if nobody has said until when. */
    private void noted(String purse, CircuitBreaker breaker) {
        Instant now = clock.instant();
        long pause = breaker.getCircuitBreakerConfig()
                .getWaitIntervalFunctionInOpenState()
                .apply(1);
        opened.compute(
                purse,
                (name, before) -> before != null && before.until().isAfter(now)
                        ? before
                        : new Opened(
                                now.plusMillis(pause), "too many of its last answers were none that could be used."));
    }

    private static boolean inTrouble(Object exchange) {
        Answer answer = exchange instanceof Exchange call ? call.getMessage().getBody(Answer.class) : null;
        return answer != null && (answer.outcome() == Outcome.UNAVAILABLE || answer.outcome() == Outcome.UNKNOWN);
    }
}
