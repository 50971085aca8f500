package dev.airtableroutes.sync;

import dev.airtableroutes.base.Table;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.ledger.Wait;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.FieldMapping;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Knows when which table wants a pass. */
@Component("tables")
public class Tables {

    private static final int MOST_WAITS = 500;
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    private final Mappings mappings;
    private final Passes passes;
    private final Ledger ledger;
    private final Pauses pauses;
    private final Map<String, Look> looks = new ConcurrentHashMap<>();
    private final Duration every;
    private final Map<String, Planned> next = new ConcurrentHashMap<>();
    /** Those that let others go first. */
    private final Set<String> waited = ConcurrentHashMap.newKeySet();
    /** Tables that want a pass over everything, since when. */
    private final Map<String, Instant> whole = new ConcurrentHashMap<>();

    private final Map<String, Instant> asked = new ConcurrentHashMap<>();

    /**
     * The next pass of a table.
     *
     * @param mapping what the last one was asked for with; another one is not waited with
     * @param table the same for where it leads
     */
    private record Planned(Instant at, Mapping mapping, Table table) {

        boolean due(Instant now, Mapping mappingNow, Table tableNow) {
            return !now.isBefore(at) || !mappingNow.equals(mapping) || !tableNow.equals(table);
        }
    }

    Tables(Mappings mappings, Passes passes, Ledger ledger, Pauses pauses, @Value("${sync.every}") Duration every) {
        this.mappings = mappings;
        this.passes = passes;
        this.ledger = ledger;
        this.pauses = pauses;
        this.every = every;
    }

    /** The logical names of all tables, in link order. */
    public List<String> names() {
        return mappings.current().inLinkOrder().stream().map(Mapping::table).toList();
    }

    /**
     * The mapping of a table.
     *
     * @throws UnknownException when there is no such table
     */
    public Mapping known(String table) {
        Mapping mapping = mappings.current().mappings().get(table);
        if (mapping == null) {
            throw new UnknownException("There is no table \"%s\"; the tables are: %s."
                    .formatted(
                            table,
                            String.join(", ", mappings.current().mappings().keySet())));
        }
        return mapping;
    }

    /** A request for a pass, under a new id. */
    public static PassRequest request(String table, Mode mode, List<?> documentIds, boolean dryRun) {
        return new PassRequest(UUID.randomUUID().toString(), table, mode, documentIds, List.of(), dryRun);
    }

    /** Requests for the tables whose time has come, and for documents whose links can be set now. */
    public List<PassRequest> due() {
        Instant now = Instant.now();
        List<PassRequest> due = new ArrayList<>();
        Catalog catalog = mappings.current();
        for (Mapping mapping : catalog.inLinkOrder()) {
            String table = mapping.table();
            Table target = catalog.bases().table(table).orElseThrow();
            Planned planned = next.get(table);
            if (pause(table).isEmpty()
                    && !busy(table, due)
                    && (planned == null || planned.due(now, mapping, target))
                    && !waits(mapping, due)) {
                next.put(
                        table,
                        new Planned(now.plus(mapping.every() == null ? every : mapping.every()), mapping, target));
                due.add(request(table, whole.containsKey(table) ? Mode.FULL : Mode.CHANGED, List.of(), false));
            }
        }
        due.addAll(linkable());
        return due;
    }

    /** The table wants its next pass at once, over everything: hints for it may have been lost. */
    public void soon(String table) {
        whole.put(table, Instant.now());
        next.remove(table);
        looks.remove(table);
    }

    @EventListener
    void ended(PassEnded pass) {
        PassReport report = pass.report();
        boolean all = report.mode() == Mode.FULL || report.mode() == Mode.RECONCILE;
        if (all && report.done() && !report.dryRun()) {
            whole.computeIfPresent(
                    report.table(), (table, since) -> report.started().isBefore(since) ? since : null);
        }
    }

    /**
     * Records that are about to exist are linked to at once when their table goes first: it saves a second request. A
     * table lets them go first once, and then waits only for passes under way: they may be due again by then.
     */
    private boolean waits(Mapping mapping, List<PassRequest> due) {
        List<PassRequest> first = waited.contains(mapping.table()) ? List.of() : due;
        boolean waits = mapping.fields().values().stream()
                .map(FieldMapping::link)
                .anyMatch(link -> link != null && !link.equals(mapping.table()) && busy(link, first));
        if (waits) {
            waited.add(mapping.table());
        } else {
            waited.remove(mapping.table());
        }
        return waits;
    }

    private boolean busy(String table, List<PassRequest> due) {
        return passes.running(table).isPresent()
                || due.stream().anyMatch(request -> request.table().equals(table));
    }

    /**
     * Requests for documents that waited for the other side of a link, which has arrived. A wait is forgotten only when
     * the pass that answers it is done; until then it is asked for again now and then.
     */
    public List<PassRequest> linkable() {
        Instant now = Instant.now();
        List<String> atWork =
                names().stream().filter(table -> pause(table).isEmpty()).toList();
        List<Wait> waits = ledger.ready(MOST_WAITS, atWork).stream()
                .filter(wait -> !now.isBefore(
                        asked.getOrDefault(wait.id(), Instant.EPOCH).plus(ASK_AGAIN)))
                .toList();
        waits.forEach(wait -> asked.put(wait.id(), now));
        asked.values().removeIf(then -> then.plus(ASK_AGAIN).isBefore(now));
        return looks(waits, false);
    }

    /** The same for a plan. */
    List<PassRequest> linkable(Ledger plan) {
        return looks(plan.ready(MOST_WAITS, names()), true);
    }

    /** One request a table. */
    private static List<PassRequest> looks(List<Wait> waits, boolean dryRun) {
        Map<String, List<Wait>> byTable =
                waits.stream().collect(Collectors.groupingBy(Wait::table, LinkedHashMap::new, Collectors.toList()));
        List<PassRequest> requests = new ArrayList<>();
        byTable.forEach((table, its) -> requests.add(
                new PassRequest(UUID.randomUUID().toString(), table, Mode.HINTS, documents(its), its, dryRun)));
        return requests;
    }

    private static List<Object> documents(List<Wait> waits) {
        return waits.stream().map(Wait::documentId).distinct().toList();
    }

    /**
     * One request for all the hints about a table; none where one waits that they can join, nor for a table that is paused,
     * since its next pass finds them.
     */
    public List<PassRequest> look(@Body List<Hint> hints) {
        String table = hints.get(0).table();
        if (pause(table).isPresent()) {
            return List.of();
        }
        List<Object> documentIds = hints.stream().map(Hint::documentId).toList();
        Look waits = looks.get(table);
        if (waits != null && waits.join(documentIds)) {
            return List.of();
        }
        Look look = new Look(documentIds);
        looks.put(table, look);
        return List.of(request(table, Mode.HINTS, look, false));
    }

    /** A request whose turn has come, with all documents that have joined it. */
    public PassRequest turn(@Body PassRequest request) {
        return request.documentIds() instanceof Look look
                ? new PassRequest(
                        request.id(),
                        request.table(),
                        request.mode(),
                        look.begin(),
                        request.settles(),
                        request.dryRun())
                : request;
    }

    /**
     * Nothing starts by itself in a table from now on, also after a restart. What is in flight arrives, and the rest of a
     * pass under way is left to the one after {@link #resume}.
     */
    public void pause(String table, String by) {
        Pause pause = pauses.begin(table, by);
        passes.running(table).filter(pass -> !pass.dryRun()).ifPresent(pass -> pass.hold(pause.sentence()));
    }

    /** The opposite of {@link #pause(String, String)}; a pass starts at once. */
    public void resume(String table) {
        pauses.end(table);
        // hints were dropped meanwhile, and of deletions a cursor knows nothing
        soon(table);
    }

    /** Since when and by whom a table is paused, if it is. */
    public Optional<Pause> pause(String table) {
        return pauses.of(table);
    }

    /** When the table's next pass is due; empty before the first. */
    public Optional<Instant> next(String table) {
        return Optional.ofNullable(next.get(table)).map(Planned::at);
    }
}
