package dev.airtableroutes.sandbox.providers;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The time of the providers, which a test can move on. */
final class Time {

    private final AtomicLong ahead = new AtomicLong();

    void advance(Duration by) {
        ahead.addAndGet(by.toNanos());
    }

    /** The moment that {@link System#nanoTime()} called so. */
    long of(long systemNanos) {
        return systemNanos + ahead.get();
    }

    long nanos() {
        return of(System.nanoTime());
    }

    Instant now() {
        return Instant.now().plusNanos(ahead.get());
    }
}
