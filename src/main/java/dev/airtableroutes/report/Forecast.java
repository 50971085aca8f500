package dev.airtableroutes.report;

import dev.airtableroutes.airtable.AirtableSettings;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.sync.Outlooks;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** How many calls a run needs at most, and how long they take at the legal rate. */
@Component
public class Forecast {

    private final Outlooks outlooks;
    private final AirtableSettings settings;

    public Forecast(Outlooks outlooks, AirtableSettings settings) {
        this.outlooks = outlooks;
        this.settings = settings;
    }

    /**
     * One line. The writes are an upper bound, since only reading tells which documents changed; how many pages of records
     * Airtable has can only be estimated before they are read.
     */
    public String sentence(List<Mapping> mappings, boolean reconcile) {
        Map<String, Long> calls = new HashMap<>();
        long documents = 0;
        for (Mapping mapping : mappings) {
            Outlooks.Outlook outlook = outlooks.of(mapping, reconcile);
            documents += outlook.documents();
            long own = tens(outlook.documents()) + tens(outlook.fills()) + outlook.pages();
            calls.merge(mapping.table().substring(0, mapping.table().indexOf('/')), own, Long::sum);
        }
        calls.replaceAll((base, count) -> count + 1);
        long most = calls.values().stream().mapToLong(Long::longValue).max().orElse(0);
        long all = calls.values().stream().mapToLong(Long::longValue).sum();
        Duration time = Duration.ofMillis(most * 1000 / settings.requestsPerSecond());
        return "%,d documents to look at; this run needs at most about %,d calls, %s at %d a second and base."
                .formatted(documents, all, human(time), settings.requestsPerSecond());
    }

    private static long tens(long records) {
        return (records + 9) / 10;
    }

    static String human(Duration time) {
        if (time.toMinutes() == 0) {
            return time.toMillis() < 10_000 ? "%.1f s".formatted(time.toMillis() / 1000.0) : time.toSeconds() + " s";
        }
        return time.toHours() == 0
                ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
                : "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
    }
}
