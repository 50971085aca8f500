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
 * @param realRun how long the run would take at the legal rate that this is the plan of; null where it is none
 */
public record Report(
        boolean dryRun,
        Instant started,
        Instant ended,
        Map<String, Totals> tables,
        List<Calls> calls,
        Map<String, String> failures,
        Duration realRun) {

    /** Requests to one base, and how many of them were refused by rate. */
    public record Calls(String base, long requests, long refusedByRate) {

        public static Calls of(String base, String baseId, Gates gates) {
            return new Calls(base, gates.requests(baseId), gates.refusals(baseId));
        }
    }

    /** The report of a run whose passes ended so. */
    public static Report of(
            List<PassReport> passes,
            boolean dryRun,
            Instant started,
            Instant ended,
            List<Calls> calls,
            int requestsPerSecond) {
        Map<String, Totals> tables = new LinkedHashMap<>();
        Map<String, String> failures = new LinkedHashMap<>();
        for (PassReport pass : passes) {
            tables.merge(pass.table(), pass.totals(), Totals::and);
            if (!pass.done()) {
                failures.put(pass.table(), pass.failure());
            }
        }
        return new Report(
                dryRun,
                started,
                ended,
                tables,
                calls,
                failures,
                dryRun ? realRun(tables, calls, requestsPerSecond) : null);
    }

    /** The base with the most to do tells: it reads what was read for the plan, and writes what the plan would write. */
    private static Duration realRun(Map<String, Totals> tables, List<Calls> calls, int requestsPerSecond) {
        long most = calls.stream()
                .mapToLong(of -> of.requests() + writeCalls(tables, of.base() + "/"))
                .max()
                .orElse(0);
        return Duration.ofMillis(most * 1000 / requestsPerSecond);
    }

    private static long writeCalls(Map<String, Totals> tables, String base) {
        return tables.entrySet().stream()
                .filter(table -> table.getKey().startsWith(base))
                .mapToLong(table -> table.getValue().writeCalls())
                .sum();
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
        lines.add(took());
        return String.join("\n", lines);
    }

    /** Of a plan, how long the run would take, and apart from that how long it took to make the plan. */
    String took() {
        String took = Forecast.human(Duration.between(started, ended));
        if (!dryRun) {
            return "Took " + took + ".";
        }
        long reads = calls.stream().mapToLong(Calls::requests).sum();
        long writes = writeCalls(tables, "");
        return "A real run would make about %,d calls, %,d of them to write, and take about %s. Making this plan took %s."
                .formatted(reads + writes, writes, Forecast.human(realRun), took);
    }
}
