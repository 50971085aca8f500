package dev.airtableroutes.sandbox.providers;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;

/** The log of what reached the providers; it keeps the newest 100,000. */
final class ProviderArrivals {

    private static final int KEPT = 100_000;

    static final class Entry {
        private final long nanos;
        private final String method;
        private final String target;
        private final String provider;
        private final Instant at = Instant.now();
        private volatile String operation = "-";
        private volatile long answered;
        private volatile int status;

        private Entry(Ask ask, String provider) {
            nanos = ask.request().firstByte();
            method = ask.request().method();
            target = ask.request().target();
            this.provider = provider;
        }

        void operation(String name) {
            operation = name;
        }

        void answered(int with) {
            status = with;
            answered = System.nanoTime();
        }

        private ProviderArrival arrival() {
            return new ProviderArrival(nanos, answered, at, provider, operation, method, target, status);
        }
    }

    private final ArrayDeque<Entry> log = new ArrayDeque<>();

    synchronized Entry arrived(Ask ask, String provider) {
        Entry entry = new Entry(ask, provider);
        log.addLast(entry);
        if (log.size() > KEPT) {
            log.pollFirst();
        }
        return entry;
    }

    synchronized List<ProviderArrival> all() {
        return log.stream()
                .map(Entry::arrival)
                .sorted(Comparator.comparingLong(ProviderArrival::nanos))
                .toList();
    }

    synchronized void forget() {
        log.clear();
    }
}
