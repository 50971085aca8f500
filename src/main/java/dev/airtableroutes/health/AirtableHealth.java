package dev.airtableroutes.health;

import com.mongodb.MongoException;
import dev.airtableroutes.airtable.Budget;
import dev.airtableroutes.airtable.Gates;
import dev.airtableroutes.health.Integration.BaseHealth;
import dev.airtableroutes.health.Integration.Gate;
import dev.airtableroutes.health.Integration.LastPass;
import dev.airtableroutes.health.Integration.Left;
import dev.airtableroutes.health.Integration.State;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.sync.PassEnded;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.Passes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Airtable, base by base: a base is down while its gate is closed, and when the last pass of a table failed by it. */
@Component
class AirtableHealth implements Integrations.Source {

    private final Mappings mappings;
    private final Passes passes;
    private final Gates gates;
    private final Quota quota;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /**
     * The last pass of a table.
     *
     * @param failing whether Airtable, or what is configured about it, was why it did not finish
     * @param since when that began
     */
    private record Seen(PassReport report, boolean failing, Instant since) {

        Seen next(PassReport next, boolean nextFails) {
            return new Seen(next, nextFails, nextFails == failing ? since : Instant.now());
        }
    }

    AirtableHealth(Mappings mappings, Passes passes, Gates gates, Quota quota) {
        this.mappings = mappings;
        this.passes = passes;
        this.gates = gates;
        this.quota = quota;
    }

    @EventListener
    void ended(PassEnded pass) {
        if (pass.held()) {
            return;
        }
        boolean failing = pass.failure() != null && !(pass.failure().getCause() instanceof MongoException);
        seen.compute(
                pass.report().table(),
                (table, before) -> before == null
                        ? new Seen(pass.report(), failing, Instant.now())
                        : before.next(pass.report(), failing));
    }

    /** What the last pass of each table came to, also of those that had none since the start. */
    private List<LastPass> lastPasses() {
        Set<String> mapped = mappings.current().mappings().keySet();
        Map<String, PassReport> last = new TreeMap<>();
        if (!seen.keySet().containsAll(mapped)) {
            last.putAll(beforeTheStart());
        }
        seen.forEach((table, one) -> last.put(table, one.report()));
        last.keySet().retainAll(mapped);
        return last.values().stream().map(AirtableHealth::lastPass).toList();
    }

    private Map<String, PassReport> beforeTheStart() {
        try {
            return passes.latestOfEach();
        } catch (MongoException away) {
            // the integration mongodb says so
            return Map.of();
        }
    }

    private static LastPass lastPass(PassReport report) {
        String sentence =
                report.failure() != null ? report.failure() : report.totals().sentence();
        return new LastPass(report.table(), report.state(), report.ended(), sentence);
    }

    @Override
    public List<Integration> now() {
        List<LastPass> passes = lastPasses();
        List<BaseHealth> bases = mappings.current().mappings().keySet().stream()
                .map(AirtableHealth::base)
                .distinct()
                .sorted()
                .map(base -> base(base, gates.budget(base).orElse(null), passes))
                .toList();
        State state = bases.stream()
                .map(BaseHealth::state)
                .min(Comparator.comparing(List.of(State.DOWN, State.UP, State.UNKNOWN)::indexOf))
                .orElse(State.UNKNOWN);
        Optional<BaseHealth> first =
                bases.stream().filter(base -> base.state() == state).findFirst();
        String reason = state == State.UP
                ? null
                : first.map(base -> base.base() + ": " + base.reason()).orElse("no table is mapped");
        return List.of(new Integration(
                "airtable", state, reason, first.map(BaseHealth::since).orElse(null), bases, null));
    }

    private BaseHealth base(String base, Budget budget, List<LastPass> passes) {
        Set<String> mapped = mappings.current().mappings().keySet();
        List<Seen> its = seen.values().stream()
                .filter(one -> base(one.report().table()).equals(base))
                .filter(one -> mapped.contains(one.report().table()))
                .toList();
        List<LastPass> tables =
                passes.stream().filter(pass -> base(pass.table()).equals(base)).toList();
        Gate gate = budget == null || budget.open()
                ? new Gate(true, null, null, null)
                : new Gate(false, budget.closedSince(), budget.closedUntil(), budget.reason());
        Left left = budget == null
                ? null
                : new Left(
                        budget.perSecond(),
                        Math.max(0, budget.perSecond() - budget.usedPerSecond()),
                        budget.waiting(),
                        quota.thisMonth(budget.baseId()),
                        quota.allowed());
        if (!gate.open()) {
            String reason = "no request leaves until %s: %s".formatted(gate.until(), gate.reason());
            return new BaseHealth(base, State.DOWN, reason, gate.since(), gate, left, tables);
        }
        Optional<Seen> failing = its.stream().filter(Seen::failing).min(Comparator.comparing(Seen::since));
        if (failing.isPresent()) {
            String reason = failing.get().report().failure();
            return new BaseHealth(base, State.DOWN, reason, failing.get().since(), gate, left, tables);
        }
        if (its.isEmpty()) {
            return new BaseHealth(base, State.UNKNOWN, "no pass has ended since the start", null, gate, left, tables);
        }
        Instant since =
                its.stream().map(Seen::since).max(Comparator.naturalOrder()).orElseThrow();
        return new BaseHealth(base, State.UP, null, since, gate, left, tables);
    }

    private static String base(String table) {
        return table.substring(0, table.indexOf('/'));
    }
}
