package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.airtable.ForbiddenException;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.LiveSchema;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.deadletter.Shown;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.mapping.BadCell;
import dev.airtableroutes.mapping.Cells;
import dev.airtableroutes.mapping.FieldMapping;
import dev.airtableroutes.mapping.Mapped;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.mapping.Owner;
import dev.airtableroutes.sync.Comparison.Cell;
import dev.airtableroutes.sync.Comparison.Match;
import dev.airtableroutes.sync.MappedPage.MappedDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Lays documents beside their records, for a person who wants to know why the two differ. Writes nothing. */
@Component
public class Comparisons {

    /** A person looks at a page: after that long, the ledger's word is worth more than Airtable's. */
    private static final int PATIENCE_SECONDS = 5;
    /** Looking must not use up the budget that the work needs. */
    private static final int AT_ONCE = 2;

    private static final String OTHERWISE = " Shown is what Airtable confirmed last.";

    private final Mappings mappings;
    private final LiveBases liveBases;
    private final Ledger ledger;
    private final MongoDatabase source;
    private final Records records;
    private final ProducerTemplate camel;
    private final Semaphore looks = new Semaphore(AT_ONCE);

    public Comparisons(
            Mappings mappings,
            LiveBases liveBases,
            Ledger ledger,
            @Qualifier("source") MongoDatabase source,
            Records records,
            @Lazy ProducerTemplate camel) {
        this.mappings = mappings;
        this.liveBases = liveBases;
        this.ledger = ledger;
        this.source = source;
        this.records = records;
        this.camel = camel;
    }

    /**
     * A document beside its record. Costs one request to Airtable where there is a record, and waits five seconds at most.
     *
     * @param tableName logical name
     */
    public Comparison of(String tableName, Object documentId) {
        Mapping mapping = mappings.current().mappings().get(tableName);
        if (mapping == null) {
            return nothing("There is no mapping for table " + tableName + " any more.");
        }
        String baseKey = tableName.substring(0, tableName.indexOf('/'));
        Optional<LiveSchema> live = liveBases.schema(baseKey);
        Base base = live.map(LiveSchema::base)
                .orElseGet(() -> mappings.current().bases().byKey().get(baseKey));
        Table table = base == null ? null : base.tables().get(tableName.substring(baseKey.length() + 1));
        if (table == null) {
            return nothing("Airtable has no table " + tableName + " at present.");
        }
        try {
            return compare(look(mapping, base, table, documentId), documentId, live.isPresent());
        } catch (ConfigurationException wrong) {
            return nothing(wrong.getMessage());
        }
    }

    private static Comparison nothing(String why) {
        return new Comparison(false, null, false, why, List.of());
    }

    /** A pass that nobody runs: what maps and links for passes then does so here. */
    private Pass look(Mapping mapping, Base base, Table table, Object documentId) {
        PassRequest request = Tables.request(mapping.table(), PassRequest.Mode.HINTS, List.of(documentId), true);
        Start start = new Start(
                source.getName(), Scan.these(List.of(documentId)), false, false, false, 1, false, null, null, null);
        return new Pass(request, new SyncedTable(mapping, base, table, List.of()), ledger, start);
    }

    private Comparison compare(Pass pass, Object documentId, boolean live) {
        Document document = source.getCollection(pass.collection())
                .find(Filters.eq("_id", documentId))
                .first();
        Held held = live
                ? held(pass, documentId)
                : new Held(
                        null,
                        Map.of(),
                        Map.of(),
                        false,
                        "Airtable's tables are not read yet, so it is not known which record is the document's; "
                                + "the next pass reads them.");
        if (document == null) {
            return new Comparison(false, held.recordId, held.live, held.note, gone(pass, held));
        }
        MappedPage page = records.map(new Page(pass, List.of(document), List.of(), true));
        MappedDocument mapped = page.documents().get(0);
        Map<String, Object> wanted = new HashMap<>(mapped.record().cells());
        Links.resolve(page).addTo(wanted, mapped, pass);
        List<Cell> cells = pass.mapping().fields().entrySet().stream()
                .map(field -> cell(pass, field.getKey(), field.getValue(), mapped.record(), wanted, held))
                .toList();
        return new Comparison(true, held.recordId, held.live, held.note, cells);
    }

    private List<Cell> gone(Pass pass, Held held) {
        return held.recordId == null
                ? List.of()
                : pass.mapping().fields().keySet().stream()
                        .map(field -> new Cell(
                                field,
                                pass.table().fields().get(field).name(),
                                List.of(),
                                null,
                                held.shown(field),
                                Match.LEFT,
                                null))
                        .toList();
    }

    private static Cell cell(
            Pass pass, String key, FieldMapping mapping, Mapped record, Map<String, Object> wanted, Held held) {
        Field field = pass.table().fields().get(key);
        Optional<BadCell> bad = record.badCells().stream()
                .filter(cell -> cell.field().equals(key))
                .findFirst();
        Object value = wanted.get(key);
        boolean awaited = mapping.link() != null && bad.isEmpty() && !wanted.containsKey(key);
        Match match = bad.isPresent()
                ? Match.UNFIT
                : awaited || value == null && !pass.synced().clears()
                        ? Match.LEFT
                        : held.same(field, value)
                                ? Match.SAME
                                : theirs(mapping) && held.recordId != null ? Match.THEIRS : Match.DIFFERENT;
        String note = bad.map(BadCell::reason)
                .orElse(awaited ? awaits(mapping, record.links().get(key)) : null);
        return new Cell(
                key,
                field.name(),
                mapping.from(),
                Shown.value(key, bad.map(BadCell::value).orElse(text(value))),
                held.shown(key),
                match == Match.LEFT && value == null && !awaited && held.shown(key) == null ? Match.SAME : match,
                note == null ? null : Shown.value(null, note));
    }

    private static boolean theirs(FieldMapping mapping) {
        return mapping.once() || mapping.owner() == Owner.airtable;
    }

    private static String awaits(FieldMapping mapping, List<String> keys) {
        return "Waits until %s has a record with %s %s."
                .formatted(mapping.link(), mapping.by(), String.join(", ", keys));
    }

    /**
     * What Airtable holds.
     *
     * @param values canonical, when they were read just now
     * @param confirmed as the ledger keeps them, when not
     */
    private record Held(
            String recordId, Map<String, Object> values, Map<String, String> confirmed, boolean live, String note) {

        boolean same(Field field, Object wanted) {
            return live
                    ? Cells.same(field, wanted, values.get(field.key()))
                    : Encoded.same(Encoded.of(wanted), confirmed.get(field.key()));
        }

        String shown(String field) {
            String text = live ? text(values.get(field)) : Encoded.shown(confirmed.get(field));
            return Shown.value(field, text);
        }
    }

    private Held held(Pass pass, Object documentId) {
        Entry entry = ledger.entries(pass.scope(), List.of(documentId), true).get(documentId);
        if (entry == null || entry.underWay()) {
            return new Held(null, Map.of(), Map.of(), false, null);
        }
        if (!looks.tryAcquire()) {
            return confirmed(entry, "Others wait for Airtable's answer about a record just now." + OTHERWISE);
        }
        Call call = Call.record(pass.base(), pass.table(), entry.recordId());
        CompletableFuture<Answer> answer = camel.asyncRequestBody("direct:airtable-request", call, Answer.class);
        // a look that nobody waits for any more keeps its place until it is over; whoever waits is told after that
        return read(pass, entry, answer.whenComplete((read, failure) -> looks.release()));
    }

    private static Held read(Pass pass, Entry entry, CompletableFuture<Answer> answer) {
        try {
            Answer read = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return read.rejected()
                    ? confirmed(
                            entry,
                            "Airtable does not give the record: "
                                    + read.rejection().message() + "." + OTHERWISE)
                    : new Held(entry.recordId(), values(pass, read), Map.of(), true, null);
        } catch (TimeoutException slow) {
            return confirmed(
                    entry, "Airtable has not answered within %d seconds.".formatted(PATIENCE_SECONDS) + OTHERWISE);
        } catch (ExecutionException failed) {
            Throwable cause = innermost(failed);
            return confirmed(
                    entry,
                    cause instanceof ForbiddenException
                            ? "Airtable does not give the record: somebody deleted it, or the token may not read it (403)."
                                    + OTHERWISE
                            : "The record cannot be read: " + sentence(cause) + OTHERWISE);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return confirmed(entry, "The application stops." + OTHERWISE);
        }
    }

    private static Throwable innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String sentence(Throwable cause) {
        String words = String.valueOf(cause.getMessage());
        return words.endsWith(".") ? words : words + ".";
    }

    private static Held confirmed(Entry entry, String note) {
        return new Held(entry.recordId(), Map.of(), entry.cells(), false, note);
    }

    private static Map<String, Object> values(Pass pass, Answer answer) {
        Map<?, ?> fields = answer.json().get("fields") instanceof Map<?, ?> cells ? cells : Map.of();
        Map<String, Object> values = new HashMap<>();
        for (String key : pass.mapping().fields().keySet()) {
            Field field = pass.table().fields().get(key);
            values.put(key, Cells.fromAirtable(field, fields.get(field.name())));
        }
        return values;
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Comparisons::text).collect(Collectors.joining(", "));
        }
        if (value instanceof Map<?, ?> map) {
            List<String> parts = new ArrayList<>();
            map.forEach((name, part) -> parts.add(name + ": " + part));
            return parts.stream().sorted().collect(Collectors.joining(", "));
        }
        return value == null ? null : value.toString();
    }
}
