package dev.airtableroutes.sandbox.providers;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long a provider takes for an answer: evenly from one to the other, and now and then much longer.
 *
 * @param slowPercent how many answers in a hundred take {@code slow}
 */
public record Latency(Duration least, Duration most, int slowPercent, Duration slow) {

    public static final Latency NONE = between(Duration.ZERO, Duration.ZERO);

    public Latency {
        if (least.compareTo(most) > 0) {
            throw new IllegalArgumentException("The shortest latency, " + least + ", is above the longest, " + most);
        }
    }

    public static Latency between(Duration least, Duration most) {
        return new Latency(least, most, 0, Duration.ZERO);
    }

    /** The same with so many answers in a hundred that take so long. */
    public Latency slow(int percent, Duration each) {
        return new Latency(least, most, percent, each);
    }

    Duration next(SplittableRandom random) {
        if (slowPercent > 0 && random.nextInt(100) < slowPercent) {
            return slow;
        }
        long range = most.toNanos() - least.toNanos();
        return least.plusNanos(range > 0 ? random.nextLong(range) : 0);
    }
}
