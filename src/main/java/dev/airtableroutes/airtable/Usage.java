package dev.airtableroutes.airtable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many requests left in each ten seconds of the last hour. */
final class Usage {

    /** Seconds that are counted together. */
    static final int SECONDS = 10;

    private static final int KEPT = 360;

    private final LongSupplier clock;
    private final long start;
    private final int[] counts = new int[KEPT];
    private long latest;

    Usage(LongSupplier clock) {
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    synchronized void count() {
        counts[(int) (goOn() % KEPT)]++;
    }

    /** Requests a second in the last ten seconds that are over. */
    synchronized double perSecond() {
        long now = goOn();
        return now == 0 ? 0 : counts[(int) ((now - 1) % KEPT)] / (double) SECONDS;
    }

    /** One number for each ten seconds since the start, of the last hour at most; the one that is not over yet is last. */
    synchronized List<Integer> lastHour() {
        long now = goOn();
        List<Integer> hour = new ArrayList<>();
        for (long at = Math.max(0, now - KEPT + 1); at <= now; at++) {
            hour.add(counts[(int) (at % KEPT)]);
        }
        return hour;
    }

    private long goOn() {
        long now = TimeUnit.NANOSECONDS.toSeconds(clock.getAsLong() - start) / SECONDS;
        for (long at = Math.max(latest + 1, now - KEPT + 1); at <= now; at++) {
            counts[(int) (at % KEPT)] = 0;
        }
        latest = now;
        return now;
    }
}
