package dev.airtableroutes.lead;

import dev.airtableroutes.provider.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The turns that this process has in hand, so that no input is asked for twice at a time. */
@Component("inFlight")
public class InFlight {

    private record Hand(Turn turn, String input, Instant since) {}

    private final Map<String, Hand> byTurn = new HashMap<>();
    private final Map<String, Instant> pauses = new HashMap<>();

    /** @return false when the same input, or the turn itself, is in hand already */
    public synchronized boolean enter(Turn turn, String input, Instant now) {
        boolean free = !byTurn.containsKey(turn.id())
                && byTurn.values().stream().noneMatch(hand -> hand.input().equals(input));
        if (free) {
            byTurn.put(turn.id(), new Hand(turn, input, now));
        }
        return free;
    }

    public synchronized void leave(Turn turn) {
        byTurn.remove(turn.id());
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

    /** A provider said that it is asked too often. */
    public synchronized void pause(String provider, Instant until) {
        pauses.merge(provider, until, (one, other) -> one.isAfter(other) ? one : other);
    }

    public synchronized boolean paused(String provider, Instant now) {
        Instant until = pauses.get(provider);
        return until != null && until.isAfter(now);
    }
}
