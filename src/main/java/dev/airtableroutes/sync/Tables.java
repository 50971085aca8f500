package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.FieldMapping;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Knows when which table wants a pass. */
@Component("tables")
public class Tables {

    private static final int MOST_WAITS = 500;
    private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    private final Mappings mappings;
    private final Passes passes;
    private final MongoDatabase state;
    private final Duration every;
    private final Map<String, Planned> next = new ConcurrentHashMap<>();
    private final Set<String> whole = ConcurrentHashMap.newKeySet();
    private final Map<Object, Instant> asked = new ConcurrentHashMap<>();

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

    public Tables(
            Mappings mappings,
            Passes passes,
            @Qualifier("state") MongoDatabase state,
            @Value("${sync.every}") Duration every) {
        this.mappings = mappings;
        this.passes = passes;
        this.state = state;
        this.every = every;
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
            if (!busy(table, due)
                    && (planned == null || planned.due(now, mapping, target))
                    && !linkedAreBusy(mapping, due)) {
                next.put(
                        table,
                        new Planned(now.plus(mapping.every() == null ? every : mapping.every()), mapping, target));
                due.add(request(table, whole.remove(table) ? Mode.FULL : Mode.CHANGED, List.of(), false));
            }
        }
        due.addAll(linkable());
        return due;
    }

    /** The table wants its next pass at once, over everything: hints for it may have been lost. */
    public void soon(String table) {
        whole.add(table);
        next.remove(table);
    }

    /** Records that are about to exist are linked to at once when their table goes first: it saves a second request. */
    private boolean linkedAreBusy(Mapping mapping, List<PassRequest> due) {
        return mapping.fields().values().stream()
                .map(FieldMapping::link)
                .anyMatch(link -> link != null && !link.equals(mapping.table()) && busy(link, due));
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
        Map<String, Set<Object>> documents = new LinkedHashMap<>();
        Map<String, List<Object>> waits = new LinkedHashMap<>();
        for (Document wait :
                state.getCollection("waiting").find(Filters.eq("ready", true)).limit(MOST_WAITS)) {
            Object id = wait.get("_id");
            if (now.isBefore(asked.getOrDefault(id, Instant.EPOCH).plus(ASK_AGAIN))) {
                continue;
            }
            asked.put(id, now);
            for (Document by : wait.getList("by", Document.class, List.of())) {
                documents
                        .computeIfAbsent(by.getString("t"), table -> new LinkedHashSet<>())
                        .add(by.get("d"));
                waits.computeIfAbsent(by.getString("t"), table -> new ArrayList<>())
                        .add(id);
            }
        }
        asked.values().removeIf(then -> then.plus(ASK_AGAIN).isBefore(now));
        List<PassRequest> requests = new ArrayList<>();
        documents.forEach((table, ids) -> requests.add(new PassRequest(
                UUID.randomUUID().toString(), table, Mode.HINTS, List.copyOf(ids), waits.get(table), false)));
        return requests;
    }

    /** One request for all the hints about a table. */
    public PassRequest look(@Body List<Hint> hints) {
        return request(
                hints.get(0).table(),
                Mode.HINTS,
                hints.stream().map(Hint::documentId).distinct().toList(),
                false);
    }
}
