package dev.airtableroutes.console;

import dev.airtableroutes.console.Words.When;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.Totals;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A pass in one line, and all there is to tell of it.
 *
 * @param state for people, such as {@code done}
 * @param tone {@code good}, {@code busy}, {@code warn} or {@code bad}
 * @param sentence the totals that are not nothing
 * @param failure why it did not finish; or null
 * @param counts all totals by name, in order
 */
record PassLine(
        String id,
        String table,
        String mode,
        String state,
        String tone,
        When started,
        When ended,
        String took,
        String sentence,
        String failure,
        Map<String, String> counts,
        Map<String, String> deadLetters,
        Map<String, String> unmapped) {

    static PassLine of(PassReport report) {
        Totals totals = report.totals();
        return new PassLine(
                report.id(),
                report.table(),
                (report.dryRun() ? "dry run, " : "") + Progress.mode(report.mode()),
                report.state(),
                tone(report),
                Words.when(report.started()),
                Words.when(report.ended()),
                Words.took(report.started(), report.ended()),
                sentence(totals),
                report.failure(),
                counts(report),
                numbers(totals.deadLetters()),
                numbers(totals.unmappedFields()));
    }

    private static String tone(PassReport report) {
        return switch (report.state()) {
            case PassReport.DONE -> report.totals().deadLetterCount() > 0 ? "warn" : "good";
            case PassReport.STOPPED -> "bad";
            case PassReport.WAITING, PassReport.INTERRUPTED -> "warn";
            default -> "busy";
        };
    }

    private static String sentence(Totals totals) {
        StringBuilder sentence = new StringBuilder(Words.number(totals.read()) + " read");
        add(sentence, totals.created(), " created");
        add(sentence, totals.updated(), " updated");
        add(sentence, totals.unchanged(), " unchanged");
        add(sentence, totals.deleted(), " deleted");
        if (totals.deadLetterCount() > 0) {
            sentence.append(", ").append(Words.count(totals.deadLetterCount(), "dead letter"));
        }
        return sentence.toString();
    }

    private static void add(StringBuilder sentence, long count, String what) {
        if (count > 0) {
            sentence.append(", ").append(Words.number(count)).append(what);
        }
    }

    private static Map<String, String> counts(PassReport report) {
        Totals totals = report.totals();
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("Documents expected", report.expected());
        counts.put("Documents read", totals.read());
        counts.put("Records created", totals.created());
        counts.put("Records updated", totals.updated());
        counts.put("Unchanged", totals.unchanged());
        counts.put("Taken over from people", totals.takenOver());
        counts.put("Cells read back", totals.readBack());
        counts.put("Deleted or marked", totals.deleted());
        counts.put("Dead letters", totals.deadLetterCount());
        counts.put("Links that wait", totals.unresolvedLinks());
        counts.put("Links that were waited for", totals.settledLinks());
        counts.put("Requests that write", totals.writeCalls());
        Map<String, String> written = new LinkedHashMap<>();
        counts.forEach((name, count) -> written.put(name, Words.number(count)));
        return written;
    }

    private static Map<String, String> numbers(Map<String, Long> counts) {
        Map<String, String> numbers = new TreeMap<>();
        counts.forEach((name, count) -> numbers.put(name, Words.number(count)));
        return numbers;
    }
}
