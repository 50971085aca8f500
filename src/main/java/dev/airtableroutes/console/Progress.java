package dev.airtableroutes.console;

import dev.airtableroutes.sync.Pass;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far a pass is.
 *
 * @param table logical name
 * @param pass its id
 * @param value documents done
 * @param max documents to do; 0 when that is not known
 * @param what such as {@code Syncs} or {@code Dry run}
 * @param text such as {@code 1,240 of 3,000 · 48 records/s · 37 s left}
 */
record Progress(String table, String pass, long value, long max, String what, String text) {

    static Progress of(Pass pass, Speeds speeds) {
        long done = pass.documentsDone();
        long max = pass.expected() == 0 ? 0 : Math.max(pass.expected(), done);
        return new Progress(pass.mapping().table(), pass.id(), done, max, what(pass), text(pass, done, max, speeds));
    }

    private static String what(Pass pass) {
        String mode = mode(pass.request().mode());
        return pass.dryRun() ? "Dry run, " + mode : mode.substring(0, 1).toUpperCase(Locale.ROOT) + mode.substring(1);
    }

    static String mode(Mode mode) {
        return switch (mode) {
            case CHANGED -> "changes";
            case FULL -> "everything";
            case RECONCILE -> "reconcile";
            case HINTS -> "single documents";
        };
    }

    private static String text(Pass pass, long done, long max, Speeds speeds) {
        if (pass.stopped()) {
            return "stops when the requests under way are answered";
        }
        if (done == 0 && pass.listsRecords()) {
            return "reads Airtable's records first";
        }
        double rate = speeds.perSecond(pass);
        List<String> parts = new ArrayList<>();
        parts.add(max == 0 ? Words.number(done) + " done" : Words.number(done) + " of " + Words.number(max));
        if (rate > 0) {
            parts.add(Words.rate(rate) + " records/s");
        }
        if (max > done && rate > 0) {
            parts.add(Words.span(Math.round(Math.ceil((max - done) / rate))) + " left");
        }
        return String.join(" · ", parts);
    }
}
