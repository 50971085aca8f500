package dev.airtableroutes.sync;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a pass did, in numbers.
 *
 * @param read documents read
 * @param created records created
 * @param updated records changed
 * @param unchanged documents whose record is right already
 * @param takenOver records that people had made and that are a document's now, among updated and unchanged
 * @param deleted records deleted, or marked
 * @param deadLetters by kind
 * @param unresolvedLinks links left out until their other side exists
 * @param settledLinks links that an earlier pass had left out, and that this one came back for
 * @param unmappedFields how many of the documents read say something that the mapping does not read, by dotted path
 * @param readBack cells that people changed in Airtable and that their documents say since
 * @param writeCalls requests that write, or would
 */
public record Totals(
        long read,
        long created,
        long updated,
        long unchanged,
        long takenOver,
        long deleted,
        Map<String, Long> deadLetters,
        long unresolvedLinks,
        long settledLinks,
        Map<String, Long> unmappedFields,
        long readBack,
        long writeCalls) {

    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, Map.of(), 0, 0, Map.of(), 0, 0);

    public long deadLetterCount() {
        return deadLetters.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Nothing was sent and nothing was lost. */
    boolean quiet() {
        return writeCalls == 0 && readBack == 0 && deadLetters.isEmpty();
    }

    /** One line for a log. */
    public String sentence() {
        String back = readBack == 0 ? "" : ", %d cells read back".formatted(readBack);
        return "%d read, %d created, %d updated, %d unchanged, %d deleted, %d dead letters, %d links waiting, %d calls"
                        .formatted(
                                read,
                                created,
                                updated,
                                unchanged,
                                deleted,
                                deadLetterCount(),
                                unresolvedLinks,
                                writeCalls)
                + back;
    }

    /** Both together: two passes of one table in a run. */
    public Totals and(Totals more) {
        return new Totals(
                read + more.read,
                created + more.created,
                updated + more.updated,
                unchanged + more.unchanged,
                takenOver + more.takenOver,
                deleted + more.deleted,
                sum(deadLetters, more.deadLetters),
                Math.max(Math.max(0, unresolvedLinks - more.settledLinks), more.unresolvedLinks),
                settledLinks + more.settledLinks,
                sum(unmappedFields, more.unmappedFields),
                readBack + more.readBack,
                writeCalls + more.writeCalls);
    }

    private static Map<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
        Map<String, Long> sum = new TreeMap<>(some);
        more.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }
}
