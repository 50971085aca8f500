package dev.airtableroutes.airtable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The budget of one base (or of the token): so many arrivals in any second.
 *
 * <p>Airtable counts arrivals; a throttle counts departures, and the network between the two is uneven. A permit
 * therefore comes back only when the next request that uses it cannot arrive within a second of this one, however late
 * this one arrived and however early the next one does: at <em>response + 1 s - the smallest round trip that can be</em>.
 * That is the smallest seen, less as much as the eighth smallest is apart from it, at first more than twice as much: the
 * more uneven network and Airtable are, the longer it takes until the smallest seen is near the smallest possible. The
 * first answers, and an answer that never came, give no credit.
 *
 * @see <a href="https://airtable.com/developers/web/api/rate-limits">Rate limits: 5 requests a second a base, 30 s of
 *     penalty</a>
 */
final class Gate {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MARGIN = TimeUnit.MILLISECONDS.toNanos(3);
    /** Below this many answers, the smallest round trips seen may still be large ones. */
    private static final int ANSWERS_BEFORE_CREDIT = 10;
    /** After so many, the smallest seen is taken to be as near to the smallest possible as to the eighth. */
    private static final int ANSWERS_TO_KNOW = 14;
    /** How many of the smallest round trips tell how uneven they are. */
    private static final int SMALLEST = 8;
    /** How long to wait when all permits are held. */
    static final long UNTIL_ONE_LEAVES = Long.MAX_VALUE;

    private final LongSupplier clock;
    /** For each permit that nobody holds, the moment from which it may be used. */
    private final PriorityQueue<Long> permits = new PriorityQueue<>();

    /** The smallest round trips seen, in order. */
    private final List<Long> smallest = new ArrayList<>();

    private int answers;
    private long closedSince;
    private long closedUntil;
    private String reason;
    private int waiting;
    private int held;
    private long lastLeft;

    Gate(int perSecond, LongSupplier clock) {
        this.clock = clock;
        this.closedUntil = clock.getAsLong();
        this.lastLeft = closedUntil;
        for (int i = 0; i < perSecond; i++) {
            permits.add(clock.getAsLong());
        }
    }

    /** Waits for a permit and for the gate to be open; returns the moment at which the request leaves. */
    synchronized long enter() throws InterruptedException {
        waiting++;
        try {
            long wait = tryEnter();
            while (wait > 0) {
                if (wait == UNTIL_ONE_LEAVES) {
                    wait();
                } else {
                    TimeUnit.NANOSECONDS.timedWait(this, wait);
                }
                wait = tryEnter();
            }
            return clock.getAsLong();
        } finally {
            waiting--;
        }
    }

    /**
     * Takes a permit if one may be used now.
     *
     * @return 0 when it was taken; else how many nanoseconds to wait before asking again
     */
    synchronized long tryEnter() {
        Long usable = permits.peek();
        if (usable == null) {
            return UNTIL_ONE_LEAVES;
        }
        long wait = Math.max(usable, closedUntil) - clock.getAsLong();
        if (wait > 0) {
            return wait;
        }
        permits.poll();
        held++;
        return 0;
    }

    /**
     * Gives the permit back.
     *
     * @param sent what {@link #enter} returned
     * @param answered whether an answer came; a call that failed on the way says nothing about round trips
     */
    synchronized void leave(long sent, boolean answered) {
        long now = clock.getAsLong();
        if (answered) {
            learn(now - sent);
        }
        permits.add(now + SECOND + MARGIN - (answered ? credit() : 0));
        held--;
        lastLeft = now;
        notifyAll();
    }

    private void learn(long roundTrip) {
        answers++;
        smallest.add(roundTrip);
        Collections.sort(smallest);
        if (smallest.size() > SMALLEST) {
            smallest.remove(SMALLEST);
        }
    }

    private long credit() {
        if (answers <= ANSWERS_BEFORE_CREDIT) {
            return 0;
        }
        long apart = smallest.get(SMALLEST - 1) - smallest.get(0);
        long possible = smallest.get(0) - apart - apart * ANSWERS_TO_KNOW / answers;
        return Math.min(SECOND, Math.max(0, possible));
    }

    /**
     * Airtable refused: nothing leaves for that long.
     *
     * @param sent when the refused request left; one that left before the gate was closed last does not close it again,
     *     since requests that were under way together share one penalty
     */
    synchronized void close(long sent, Duration penalty, String why) {
        if (sent < closedUntil && reason != null) {
            return;
        }
        long now = clock.getAsLong();
        if (closedUntil - now <= 0) {
            closedSince = now;
        }
        closedUntil = now + penalty.toNanos();
        reason = why;
        // what we believed about the way there was wrong: learn it again
        answers = 0;
        smallest.clear();
        notifyAll();
    }

    /** Nothing is under way, nothing waits and nothing left for that long, although it could have. */
    synchronized boolean idleFor(Duration time) {
        long now = clock.getAsLong();
        return waiting == 0 && held == 0 && now >= closedUntil && now - lastLeft >= time.toNanos();
    }

    synchronized State state() {
        long now = clock.getAsLong();
        Instant instant = Instant.now();
        return closedUntil - now <= 0
                ? new State(true, null, null, null, waiting, held)
                : new State(
                        false,
                        instant.minusNanos(now - closedSince),
                        instant.plusNanos(closedUntil - now),
                        reason,
                        waiting,
                        held);
    }

    /** What health and the console show of a gate. */
    record State(boolean open, Instant closedSince, Instant closedUntil, String reason, int waiting, int underWay) {}
}
