package dev.airtableroutes.sandbox.http;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** A simulated way to the sandbox: a random delay before a request counts as arrived, and work behind it. */
public final class Network {

    private final SplittableRandom random = new SplittableRandom(120);
    private volatile Duration minimum = Duration.ZERO;
    private volatile Duration maximum = Duration.ZERO;
    private volatile Duration work = Duration.ZERO;

    /** Each request travels for a random time from minimum to maximum before it arrives. */
    public Network delay(Duration minimum, Duration maximum) {
        if (minimum.compareTo(maximum) > 0) {
            throw new IllegalArgumentException("The smallest delay, " + minimum + ", is above the largest, " + maximum);
        }
        this.minimum = minimum;
        this.maximum = maximum;
        return this;
    }

    /** How long the sandbox works on each request that it lets in. */
    public Network work(Duration work) {
        this.work = work;
        return this;
    }

    /** @return whether it waited */
    public boolean travel() {
        long range = maximum.toNanos() - minimum.toNanos();
        long extra;
        synchronized (random) {
            extra = range > 0 ? random.nextLong(range) : 0;
        }
        return pause(minimum.toNanos() + extra);
    }

    public void work() {
        pause(work.toNanos());
    }

    /** @return whether it waited */
    public static boolean pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                return true;
            }
            LockSupport.parkNanos(left);
        }
        return nanos > 0;
    }
}
