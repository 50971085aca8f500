package dev.airtableroutes.airtable;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The budget of one base (or of the token): so many arrivals in any second.
 *
 * <p>Airtable counts arrivals; a throttle counts departures, and the network between the two is uneven. A permit
 * therefore comes back only when the next request that uses it cannot arrive within a second of this one, however late
 * this one arrived and however early the next one does: at <em>response + 1 s - 0.9 x the smallest round trip seen</em>.
 * The first answers, and an answer that never came, give no credit.
 *
 * @see <a href="https://airtable.com/developers/web/api/rate-limits">Rate limits: 5 requests a second a base, 30 s of
 *     penalty</a>
 */
final class Gate {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MARGIN = TimeUnit.MILLISECONDS.toNanos(10);
    /** Below this many answers, the smallest round trip seen may still be a large one. */
    private static final int ANSWERS_BEFORE_CREDIT = 20;

    private final LongSupplier clock;
    /** For each permit that nobody holds, the moment from which it may be used. */
    private final PriorityQueue<Long> permits = new PriorityQueue<>();

    private long smallestRoundTrip = Long.MAX_VALUE;
    private int answers;
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
    long enter() throws InterruptedException {
        synchronized (this) {
            waiting++;
            try {
                while (true) {
                    Long usable = permits.peek();
                    long wait = usable == null ? 0 : Math.max(usable, closedUntil) - clock.getAsLong();
                    if (usable == null) {
                        wait();
                    } else if (wait <= 0) {
                        permits.poll();
                        held++;
                        return clock.getAsLong();
                    } else {
                        // a little too long rather than too short: wait(0) would be forever
                        TimeUnit.NANOSECONDS.timedWait(this, Math.max(wait, 1));
                    }
                }
            } finally {
                waiting--;
            }
        }
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
            smallestRoundTrip = Math.min(smallestRoundTrip, now - sent);
            answers++;
        }
        long credit = answered && answers > ANSWERS_BEFORE_CREDIT ? smallestRoundTrip / 10 * 9 : 0;
        permits.add(now + SECOND + MARGIN - Math.min(credit, SECOND));
        held--;
        lastLeft = now;
        notifyAll();
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
        closedUntil = clock.getAsLong() + penalty.toNanos();
        reason = why;
        // what we believed about the way there was wrong: learn it again
        answers = 0;
        smallestRoundTrip = Long.MAX_VALUE;
        notifyAll();
    }

    /** Nothing is under way, nothing waits and nothing left for that long, although it could have. */
    synchronized boolean idleFor(Duration time) {
        long now = clock.getAsLong();
        return waiting == 0 && held == 0 && now >= closedUntil && now - lastLeft >= time.toNanos();
    }

    synchronized State state() {
        long left = closedUntil - clock.getAsLong();
        return left <= 0
                ? new State(true, null, null, waiting, held)
                : new State(false, Instant.now().plusNanos(left), reason, waiting, held);
    }

    /** What health and the console show of a gate. */
    record State(boolean open, Instant closedUntil, String reason, int waiting, int underWay) {}
}
