package dev.airtableroutes.lead;

import dev.airtableroutes.failure.Unexpected;
import dev.airtableroutes.provider.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The turns that this process has in hand, so that no input is asked for twice at a time. */
@Component("inFlight")
public class InFlight {

    private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);
    /** How long a provider is left alone that is asked too often, the first time and at most, unless it wants more. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LAST_PAUSE = Duration.ofMinutes(1);

    private record Hand(Turn turn, String input, Instant since) {}

    private enum Mode {
        OPEN,
        /** Nobody else is asked; the answers of those who are asked already are settled. */
        STOPPING,
        /** Answers that come now are left to the next start. */
        LEFT
    }

    private final Map<String, Hand> byTurn = new HashMap<>();
    private final Map<String, Instant> pauses = new HashMap<>();
    private final Map<String, Integer> refusals = new HashMap<>();
    /** Turns whose question may have left. */
    private final Set<String> asked = new HashSet<>();

    private Mode mode = Mode.OPEN;

    /** @return false when the same input, or the turn itself, is in hand already */
    public synchronized boolean enter(Turn turn, String input, Instant now) {
        boolean free = mode == Mode.OPEN
                && !byTurn.containsKey(turn.id())
                && byTurn.values().stream().noneMatch(hand -> hand.input().equals(input));
        if (free) {
            byTurn.put(turn.id(), new Hand(turn, input, now));
        }
        return free;
    }

    public synchronized void leave(Turn turn) {
        byTurn.remove(turn.id());
        asked.remove(turn.id());
        notifyAll();
    }

    /** Whether the application stops, and no turn begins any more. */
    public synchronized boolean stopping() {
        return mode != Mode.OPEN;
    }

    /** Whether a turn must not be asked, since the application stops; else it is, from here on. */
    public synchronized boolean keepsBack(@Body Turn turn) {
        if (mode == Mode.OPEN && byTurn.containsKey(turn.id())) {
            asked.add(turn.id());
        }
        return mode != Mode.OPEN;
    }

    /** Whether an answer has come too late to be settled here. */
    public synchronized boolean tooLate() {
        return mode == Mode.LEFT;
    }

    /** No turn begins any more, and none of those in hand is asked that was not yet: these. */
    synchronized List<Turn> stop() {
        mode = Mode.STOPPING;
        return byTurn.values().stream()
                .map(Hand::turn)
                .filter(turn -> !asked.contains(turn.id()))
                .toList();
    }

    /** Waits for the answers of those who were asked; those that take longer are left to the next start. Returns how many. */
    synchronized int await(Duration longest) throws InterruptedException {
        Instant end = Instant.now().plus(longest);
        while (!asked.isEmpty() && Instant.now().isBefore(end)) {
            wait(Math.max(1, Duration.between(Instant.now(), end).toMillis()));
        }
        mode = Mode.LEFT;
        return asked.size();
    }

    /** The turn did not come to its end; somebody else takes it up when its lease is over. */
    public void brokeOff(
            @ExchangeProperty("turn") Turn turn, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        LOG.error("{}: {}", turn, Unexpected.sentence(cause));
        LOG.debug("Where it broke off", cause);
        drop(turn);
    }

    /** Somebody else takes the turn up when its lease is over. */
    public void drop(@ExchangeProperty("turn") Turn turn) {
        if (turn != null) {
            leave(turn);
        }
    }

    public synchronized boolean contains(String turn) {
        return byTurn.containsKey(turn);
    }

    public synchronized int count(String provider, String operation) {
        return (int) byTurn.values().stream()
                .map(Hand::turn)
                .filter(turn ->
                        turn.provider().equals(provider) && turn.operation().equals(operation))
                .count();
    }

    /** How many turns are in hand. */
    synchronized int count() {
        return byTurn.size();
    }

    /** The hash of what a turn asks, as long as it is in hand. */
    synchronized String input(Turn turn) {
        Hand hand = byTurn.get(turn.id());
        return hand == null ? null : hand.input();
    }

    /** How long a turn has been in hand. */
    synchronized Duration since(Turn turn, Instant now) {
        Hand hand = byTurn.get(turn.id());
        return hand == null ? Duration.ZERO : Duration.between(hand.since(), now);
    }

    /**
     * A provider said that it is asked too often. It is left alone for longer each time that it says so on end, also when it
     * wants to be asked again at once.
     *
     * @param wanted when it wants to be asked again
     * @return when it is
     */
    public synchronized Instant tooOften(String provider, Instant wanted, Instant now) {
        // those who were asked at the same time say the same
        if (!paused(provider, now)) {
            refusals.merge(provider, 1, Integer::sum);
        }
        Duration least = FIRST_PAUSE.multipliedBy(1L << Math.max(0, Math.min(tooOften(provider), 7) - 1));
        Instant until = now.plus(least.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : least);
        pause(provider, wanted.isAfter(until) ? wanted : until);
        return pauses.get(provider);
    }

    /** How often on end a provider said that it is asked too often. */
    public synchronized int tooOften(String provider) {
        return refusals.getOrDefault(provider, 0);
    }

    /** A provider gave an answer to work with. */
    public synchronized void answered(String provider) {
        refusals.remove(provider);
    }

    /** Nobody asks a provider until then. */
    public synchronized void pause(String provider, Instant until) {
        pauses.merge(provider, until, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Nobody asks a provider this until then; what else it is asked goes on. */
    synchronized void pause(String provider, String operation, Instant until) {
        pause(of(provider, operation), until);
    }

    synchronized boolean paused(String provider, String operation, Instant now) {
        return paused(provider, now) || paused(of(provider, operation), now);
    }

    private static String of(String provider, String operation) {
        return provider + " " + operation;
    }

    /** Whatever it said, it is asked again. */
    synchronized void resume(String provider) {
        pauses.keySet().removeIf(paused -> paused.equals(provider) || paused.startsWith(of(provider, "")));
    }

    public synchronized boolean paused(String provider, Instant now) {
        Instant until = pauses.get(provider);
        return until != null && until.isAfter(now);
    }
}
