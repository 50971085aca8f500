package dev.airtableroutes.sync;

import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.seda.SedaConsumerNotAvailableException;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Passes over several tables, one after the other, until nothing is left that waits for another of them. */
@Component
public class Run {

    /** How often to come back for documents none of which comes to an end, because no answer does. */
    private static final int MOST_IN_VAIN = 5;

    private final ProducerTemplate camel;
    private final Passes passes;
    private final Tables tables;

    public Run(@Lazy ProducerTemplate camel, Passes passes, Tables tables) {
        this.camel = camel;
        this.passes = passes;
        this.tables = tables;
    }

    /**
     * Runs the tables in the order given.
     *
     * @param tableNames logical names, in link order
     * @param mode how much of each collection to look at
     * @param dryRun plan only; records planned for one table can be linked to by the next
     * @return a report for each pass, in order; a second look at some documents of a table is a pass of its own
     */
    public List<PassReport> of(List<String> tableNames, Mode mode, boolean dryRun) {
        List<PassRequest> requests = new ArrayList<>();
        tableNames.forEach(table -> requests.add(Tables.request(table, mode, List.of(), dryRun)));
        return untilNothingWaits(requests, dryRun ? passes.planTogether() : null);
    }

    /** Runs passes over the documents whose links can be set by now, until there are none. */
    public List<PassReport> lateLinks() {
        return untilNothingWaits(new ArrayList<>(tables.linkable()), null);
    }

    /** @param plan of a dry run; else null */
    private List<PassReport> untilNothingWaits(List<PassRequest> requests, Ledger plan) {
        List<PassReport> reports = new ArrayList<>();
        int inVain = 0;
        while (!requests.isEmpty() && inVain < MOST_IN_VAIN) {
            List<PassReport> now = requests.stream().map(this::pass).toList();
            reports.addAll(now);
            requests.clear();
            inVain = now.stream().anyMatch(Run::cameToAnEnd) ? 0 : inVain + 1;
            if (now.stream().allMatch(PassReport::done)) {
                requests.addAll(plan == null ? tables.linkable() : tables.linkable(plan));
            }
        }
        return reports;
    }

    private static boolean cameToAnEnd(PassReport report) {
        Totals totals = report.totals();
        return totals.created() + totals.updated() + totals.unchanged() + totals.deleted() + totals.deadLetterCount()
                > 0;
    }

    /**
     * Asks for a pass of a table, which begins when the one before it has ended.
     *
     * @return its id
     * @throws UnknownException when there is no such table
     * @throws ConflictException when the table is paused, or its route does not run
     */
    public String ask(String table, Mode mode, boolean dryRun) {
        tables.known(table);
        if (tables.pause(table).isPresent()) {
            throw new ConflictException("%s is paused; resume it first.".formatted(table));
        }
        PassRequest request = Tables.request(table, mode, List.of(), dryRun);
        passes.queued(request);
        try {
            camel.sendBody("seda:" + table + "?failIfNoConsumers=true", request);
        } catch (CamelExecutionException notRunning) {
            throw notRunning(table);
        }
        return request.id();
    }

    private static ConflictException notRunning(String table) {
        return new ConflictException("The route %s does not run; start it, or see the log for why it was not loaded."
                .formatted(table.replace('/', '-')));
    }

    private PassReport pass(PassRequest request) {
        try {
            return camel.requestBody(
                    "seda:" + request.table() + "?waitForTaskToComplete=Always&timeout=0&failIfNoConsumers=true",
                    request,
                    PassReport.class);
        } catch (CamelExecutionException failure) {
            // nobody would ever take it up
            throw failure.getCause() instanceof SedaConsumerNotAvailableException
                    ? notRunning(request.table())
                    : failure;
        }
    }
}
