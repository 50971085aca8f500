package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What a pass has done so far, in numbers that many threads add to. */
final class Counts {

    private final LongAdder read = new LongAdder();
    private final LongAdder created = new LongAdder();
    private final LongAdder updated = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder takenOver = new LongAdder();
    private final LongAdder deleted = new LongAdder();
    private final LongAdder unresolvedLinks = new LongAdder();
    private final LongAdder readBack = new LongAdder();
    private final LongAdder writeCalls = new LongAdder();
    private final Map<String, LongAdder> deadLetters = new ConcurrentHashMap<>();

    void read(int documents) {
        read.add(documents);
    }

    void unchanged(boolean wasTakenOver) {
        unchanged.increment();
        if (wasTakenOver) {
            takenOver.increment();
        }
    }

    void written(Change change, Batch.Kind kind) {
        if (kind == Batch.Kind.DELETE || change.mark()) {
            deleted.increment();
        } else if (change.creation()) {
            created.increment();
        } else {
            updated.increment();
            if (change.isNew()) {
                takenOver.increment();
            }
        }
    }

    void called() {
        writeCalls.increment();
    }

    void leftOutLinks(int links) {
        unresolvedLinks.add(links);
    }

    /** A document got what people changed in its record. */
    void readBack(int cells) {
        readBack.add(cells);
    }

    void deadLettered(DeadLetter letter) {
        deadLetters
                .computeIfAbsent(letter.kind().text(), kind -> new LongAdder())
                .increment();
    }

    /** Documents that are where they should be, or, as so many are, known not to be. */
    long documentsDone(int withLetters) {
        return Math.min(read.sum(), created.sum() + updated.sum() + unchanged.sum() + withLetters);
    }

    Totals totals(long settledLinks, Map<String, Long> unmappedFields) {
        return new Totals(
                read.sum(),
                created.sum(),
                updated.sum(),
                unchanged.sum(),
                takenOver.sum(),
                deleted.sum(),
                sums(deadLetters),
                unresolvedLinks.sum(),
                settledLinks,
                unmappedFields,
                readBack.sum(),
                writeCalls.sum());
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, count -> count.getValue().sum(), Long::sum, TreeMap::new));
    }
}
