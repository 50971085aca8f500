package dev.airtableroutes.report;

import dev.airtableroutes.airtable.Gates;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run did, or would do.
 *
 * @param dryRun nothing was written anywhere
 * @param tables totals by table, all passes of the run together
 * @param calls what Airtable was asked, by base
 * @param failures why a pass did not finish, by table
 */
public record Report(
        boolean dryRun,
        Instant started,
        Instant ended,
        Map<String, Totals> tables,
        List<Calls> calls,
        Map<String, String> failures) {

    /** Requests to one base, and how many of them were refused by rate. */
    public record Calls(String base, long requests, long refusedByRate) {

        public static Calls of(String base, String baseId, Gates gates) {
            return new Calls(base, gates.requests(baseId), gates.refusals(baseId));
        }
    }

    /** The report of a run whose passes ended so. */
    public static Report of(
            List<PassReport> passes, boolean dryRun, Instant started, Instant ended, List<Calls> calls) {
        Map<String, Totals> tables = new LinkedHashMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        for (PassReport pass : passes) {
            tables.merge(pass.table(), pass.totals(), Totals::and);
            if (!pass.done()) {
                failures.put(pass.table(), pass.failure());
            }
        }
        return new Report(dryRun, started, ended, tables, calls, failures);
    }

    /** For a terminal. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("%-28s %9s %9s %9s %9s %9s %9s %9s"
                .formatted(
                        dryRun ? "plan (nothing is written)" : "table",
                        "read",
                        dryRun ? "create" : "created",
                        dryRun ? "update" : "updated",
                        "unchanged",
                        dryRun ? "delete" : "deleted",
                        dryRun ? "unmapped" : "dead",
                        "unlinked"));
        tables.forEach((table, totals) -> lines.add("%-28s %,9d %,9d %,9d %,9d %,9d %,9d %,9d"
                .formatted(
                        table,
                        totals.read(),
                        totals.created(),
                        totals.updated(),
                        totals.unchanged(),
                        totals.deleted(),
                        totals.deadLetterCount(),
                        totals.unresolvedLinks())));
        tables.forEach((table, totals) -> totals.deadLetters()
                .forEach((kind, count) -> lines.add("%s: %,d dead letters of kind %s".formatted(table, count, kind))));
        failures.forEach((table, failure) -> lines.add("%s did not finish: %s".formatted(table, failure)));
        for (Calls of : calls) {
            lines.add("%s: %,d calls, %d refused by rate".formatted(of.base(), of.requests(), of.refusedByRate()));
        }
        if (dryRun) {
            lines.add("A real run would write with %,d calls.".formatted(writeCalls()));
        }
        lines.add("Took " + Forecast.human(Duration.between(started, ended)) + ".");
        return String.join("\n", lines);
    }

    long writeCalls() {
        return tables.values().stream().mapToLong(Totals::writeCalls).sum();
    }
}
