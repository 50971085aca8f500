package dev.airtableroutes.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The log of what arrived. It keeps the newest 100,000; the counts are of everything. */
final class Arrivals {

    private static final int KEPT = 100_000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A request that has arrived and will have a status. */
    static final class Entry {
        private final Call call;
        private final long nanos;
        private final Instant at = Instant.now();
        private int status;

        private Entry(Call call, long nanos) {
            this.call = call;
            this.nanos = nanos;
        }

        private Arrival arrival() {
            return new Arrival(
                    nanos,
                    at,
                    call.baseName(),
                    call.tableName(),
                    call.method(),
                    call.request().target(),
                    status);
        }
    }

    private final ArrayDeque<Entry> log = new ArrayDeque<>();
    private final Map<String, ArrayDeque<Long>> lastSecond = new TreeMap<>();
    private final Map<String, Integer> maxInOneSecond = new TreeMap<>();
    private final Map<String, Map<Integer, Long>> statuses = new TreeMap<>();

    synchronized Entry arrived(Call call, long nanos) {
        Entry entry = new Entry(call, nanos);
        log.addLast(entry);
        if (log.size() > KEPT) {
            log.pollFirst();
        }
        ArrayDeque<Long> window = lastSecond.computeIfAbsent(call.baseName(), base -> new ArrayDeque<>());
        while (!window.isEmpty() && nanos - window.peekFirst() >= SECOND) {
            window.pollFirst();
        }
        window.addLast(nanos);
        maxInOneSecond.merge(call.baseName(), window.size(), Math::max);
        count(entry, 1);
        return entry;
    }

    synchronized void answered(Entry entry, int status) {
        count(entry, -1);
        entry.status = status;
        count(entry, 1);
    }

    private void count(Entry entry, long by) {
        statuses.computeIfAbsent(entry.call.baseName(), base -> new TreeMap<>())
                .compute(entry.status, (status, count) -> {
                    long sum = (count == null ? 0 : count) + by;
                    return sum <= 0 ? null : (Long) sum;
                });
    }

    synchronized List<Arrival> all() {
        return log.stream()
                .map(Entry::arrival)
                .sorted(Comparator.comparingLong(Arrival::nanos))
                .toList();
    }

    synchronized Stats stats() {
        Map<String, Map<Integer, Long>> copy = new TreeMap<>();
        statuses.forEach((base, counts) -> copy.put(base, new TreeMap<>(counts)));
        List<Map.Entry<Integer, Long>> all = new ArrayList<>();
        copy.values().forEach(counts -> all.addAll(counts.entrySet()));
        long requests = all.stream().mapToLong(Map.Entry::getValue).sum();
        long rejected = all.stream()
                .filter(entry -> entry.getKey() == 429)
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Stats(requests, rejected, copy, new TreeMap<>(maxInOneSecond));
    }

    synchronized void forget() {
        log.clear();
        lastSecond.clear();
        maxInOneSecond.clear();
        statuses.clear();
    }
}
