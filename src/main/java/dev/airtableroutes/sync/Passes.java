package dev.airtableroutes.sync;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.LiveSchema;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.MongoTrouble;
import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.ledger.PlannedLedger;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Begins and ends passes; the only place that moves a table's cursor, and only when everything is in. */
@Component("passes")
public class Passes {

    /** The exchange property that holds the pass. */
    public static final String PROPERTY = "pass";

    /** Airtable's clock, by which it says what changed, may differ from ours by that much. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private static final int RECORDS_A_PAGE = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Passes.class);

    private final Mappings mappings;
    private final LiveBases liveBases;
    private final Ledger ledger;
    private final DeadLetters deadLetters;
    private final PassHistory history;
    private final Pauses pauses;
    private final MongoDatabase source;
    private final MongoDatabase state;
    private final Duration fullEvery;
    private final ApplicationEventPublisher events;
    private final Map<String, RuntimeException> held = new ConcurrentHashMap<>();
    private final Map<String, Pass> running = new ConcurrentHashMap<>();
    private volatile boolean prepared;
    private volatile boolean stopping;
    /** One for each dry run of several tables, so that planned records can be linked to. */
    private volatile PlannedLedger plan;

    Passes(
            Mappings mappings,
            LiveBases liveBases,
            Ledger ledger,
            DeadLetters deadLetters,
            PassHistory history,
            Pauses pauses,
            @Qualifier("source") MongoDatabase source,
            @Qualifier("state") MongoDatabase state,
            @Value("${sync.full-every}") Duration fullEvery,
            ApplicationEventPublisher events) {
        this.mappings = mappings;
        this.liveBases = liveBases;
        this.ledger = ledger;
        this.deadLetters = deadLetters;
        this.history = history;
        this.pauses = pauses;
        this.source = source;
        this.state = state;
        this.fullEvery = fullEvery;
        this.events = events;
    }

    /** Decides what to read, and whether Airtable has to be read first. */
    public Pass begin(@Body PassRequest request) {
        if (stopping) {
            throw stops();
        }
        Mapping mapping = Optional.ofNullable(mappings.current().mappings().get(request.table()))
                .orElseThrow(() -> new ConfigurationException(
                        "There is no mapping for table " + request.table() + " in mappings/tables/."));
        LiveSchema schema = liveBases
                .schema(base(request.table()))
                .orElseThrow(() -> new WaitException("The tables of " + request.table() + " are not read yet."));
        Base base = schema.base();
        Table table = base.tables().get(request.table().substring(base.key().length() + 1));
        TableState known = TableState.read(state, Pass.scope(base, table));
        Pass pass = new Pass(request, mapping, base, table, ledgerFor(request), start(request, mapping, table, known));
        if (!request.dryRun()) {
            prepare(pass, known);
        }
        if (!request.dryRun() && pass.readBackAt() != null) {
            // until the end tells otherwise: a pass that is cut off may have given a document a record that people
            // filled
            TableState.readBack(state, pass.scope(), null);
        }
        running.put(request.table(), pass);
        try {
            // after that, so that either of the two sees the other
            hold(pass);
            if (!request.dryRun() && request.mode() != Mode.HINTS) {
                history.store(PassReport.of(pass));
            }
        } catch (MongoException refused) {
            // a pass that cannot be put on record does not begin, and must not count as one under way
            running.remove(request.table());
            throw refused;
        }
        return pass;
    }

    private void prepare(Pass pass, TableState known) {
        if (!prepared) {
            ledger.prepare();
            prepared = true;
        }
        if (known.begunAt() == null) {
            TableState.begun(state, pass.scope(), pass.started());
        }
    }

    /** What was asked for before somebody paused the table, or while its route is exchanged. */
    private void hold(Pass pass) {
        String table = pass.mapping().table();
        Optional.ofNullable(held.get(table)).ifPresent(pass::hold);
        if (!pass.dryRun()) {
            pauses.of(table).map(Pause::sentence).ifPresent(pass::hold);
        }
    }

    private Ledger ledgerFor(PassRequest request) {
        if (!request.dryRun()) {
            return ledger;
        }
        PlannedLedger planned = plan;
        return planned == null ? new PlannedLedger(ledger) : planned;
    }

    /** From here on, dry runs see what earlier ones planned. */
    public Ledger planTogether() {
        plan = new PlannedLedger(ledger);
        return plan;
    }

    private Pass.Start start(PassRequest request, Mapping mapping, Table table, TableState known) {
        boolean hints = request.mode() == Mode.HINTS;
        String fingerprint = Pass.fingerprint(mapping, table);
        boolean lists = !known.listed()
                || known.underWay()
                || request.mode() == Mode.RECONCILE
                || !hints && Pass.otherColumns(fingerprint, known.mapping());
        boolean everything = !hints
                && (request.mode() != Mode.CHANGED
                        || mapping.cursor() == null
                        || known.cursor() == null
                        || !known.listed()
                        || !fingerprint.equals(known.mapping())
                        || known.fullAt().plus(fullEvery).isBefore(Instant.now()));
        Bson criteria = hints
                ? Scan.these(request.documentIds())
                : everything ? Scan.everything() : Scan.changedSince(mapping.cursor(), known.cursor());
        long expected = hints
                ? request.documentIds().size()
                : everything
                        ? source.getCollection(mapping.collection()).estimatedDocumentCount()
                        : source.getCollection(mapping.collection()).countDocuments(criteria);
        return new Pass.Start(
                source.getName(),
                criteria,
                everything,
                lists,
                expected,
                !deadLetters.none(),
                known.readBackAt(),
                readBackAfter(request, mapping, fingerprint, known));
    }

    /**
     * From when on people's changes are asked for. A hint comes every few seconds and about a few documents: what people
     * changed can wait for the next pass. Before Airtable's records were listed once, none belongs to a document.
     */
    private Instant readBackAfter(PassRequest request, Mapping mapping, String fingerprint, TableState known) {
        if (mapping.readBack().isEmpty() || request.dryRun() || request.mode() == Mode.HINTS || !known.listed()) {
            return null;
        }
        boolean all = known.readBackAt() == null
                || request.mode() != Mode.CHANGED
                || !fingerprint.equals(known.mapping())
                || known.fullAt() == null
                || known.fullAt().plus(fullEvery).isBefore(Instant.now());
        return all ? Instant.EPOCH : known.readBackAt().minus(CLOCKS);
    }

    /**
     * What a pass would have to read: an upper bound of its work.
     *
     * @param pages of Airtable's records, a hundred each: of the records that are known, or, before the table was read
     *     once, of as many as there are documents
     */
    public record Outlook(long documents, long pages) {}

    /** The outlook of the next pass of a table whose base was read. */
    public Outlook outlook(Mapping mapping, boolean reconcile) {
        PassRequest request =
                Tables.request(mapping.table(), reconcile ? Mode.RECONCILE : Mode.CHANGED, List.of(), false);
        Base base = liveBases.schema(base(mapping.table())).orElseThrow().base();
        Table table = base.tables().get(mapping.table().substring(base.key().length() + 1));
        String scope = Pass.scope(base, table);
        TableState known = TableState.read(state, scope);
        Pass.Start start = start(request, mapping, table, known);
        if (!start.listsRecords() && !Instant.EPOCH.equals(start.readBackAfter())) {
            return new Outlook(start.expected(), start.readBackAfter() == null ? 0 : 1);
        }
        long records = known.listed() ? ledger.size(scope) : Math.max(ledger.size(scope), start.expected());
        return new Outlook(start.expected(), Math.max(1, (records + RECORDS_A_PAGE - 1) / RECORDS_A_PAGE));
    }

    /** Everything is in: the cursor moves, the report is kept. */
    public PassReport end(@ExchangeProperty(PROPERTY) Pass pass) {
        running.remove(pass.mapping().table());
        pass.end();
        if (pass.failure() == null) {
            if (!pass.dryRun()) {
                remember(pass);
            }
            pass.ledger().settled(pass.request().settles());
        }
        return report(pass);
    }

    private void remember(Pass pass) {
        String scope = pass.scope();
        // first, since nobody would look again once the cursor is past them
        ledger.lookAgain(scope, pass.mapping().table(), List.copyOf(pass.again()));
        bury(pass);
        if (pass.request().mode() != Mode.HINTS) {
            if (pass.everything()) {
                TableState.full(state, scope, pass.started(), pass.mappingFingerprint());
            }
            if (pass.nextCursor() != null) {
                TableState.cursor(state, scope, pass.nextCursor());
            }
        }
        if (!pass.readBackFields().isEmpty()) {
            Instant readBack = pass.takesBack() ? pass.started() : pass.readBackAt();
            TableState.readBack(state, scope, pass.readsAllBackNext() ? null : readBack);
        }
        if (pass.wasUnderWay() && !pass.hasUnknownOutcome()) {
            TableState.underWay(state, scope, false);
        }
    }

    /** Letters about documents that are gone: nothing is left to deliver, and the mapping says what became of the record. */
    private void bury(Pass pass) {
        String table = pass.mapping().table();
        String note = "The document is gone from collection " + pass.collection() + ". "
                + switch (pass.mapping().deleted().policy()) {
                    case keep ->
                        "Its record, if it has one, stays: the mapping keeps the records of deleted documents.";
                    case delete -> "Its record, if it had one, is deleted as well.";
                    case mark -> "Its record, if it has one, is marked.";
                };
        List<Object> buried = pass.gone().stream()
                .filter(documentId -> pass.lettersOf(documentId).isEmpty())
                .toList();
        if (!buried.isEmpty()) {
            deadLetters.gone(table, buried, note);
        }
    }

    private PassReport report(Pass pass) {
        PassReport report = PassReport.of(pass);
        boolean idle = pass.request().mode() == Mode.HINTS
                && report.done()
                && report.totals().quiet();
        history.remember(report);
        if (!pass.dryRun() && !idle) {
            keep(report);
        }
        log(pass, report);
        events.publishEvent(new PassEnded(report, pass.failure(), pass.held()));
        return report;
    }

    private static void log(Pass pass, PassReport report) {
        if (report.done()) {
            boolean quiet =
                    pass.request().mode() == Mode.HINTS || report.totals().writeCalls() == 0;
            LOG.atLevel(quiet ? Level.DEBUG : Level.INFO)
                    .log("{}: {}", report.table(), report.totals().sentence());
        } else {
            LOG.warn("{}: {}", report.table(), report.failure());
        }
    }

    private void keep(PassReport report) {
        try {
            history.store(report);
        } catch (MongoException away) {
            if (report.done()) {
                throw away;
            }
            // why the pass failed, most likely: what there is to say is said by the report itself
            LOG.warn("{}: the report of the pass cannot be kept: {}", report.table(), away.getMessage());
        }
    }

    /** The pass cannot go on; what it has confirmed stays, the cursor does not move. */
    public PassReport fail(
            @ExchangeProperty("request") PassRequest request,
            @ExchangeProperty(PROPERTY) Pass pass,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        RuntimeException failure = sentence(cause);
        if (failure instanceof ConfigurationException) {
            liveBases.forget(request.table());
        }
        if (pass == null) {
            // of what waits in the queues when the application stops there may be thousands
            LOG.atLevel(stopping ? Level.DEBUG : Level.WARN).log("{}: {}", request.table(), failure.getMessage());
            PassReport report = PassReport.neverBegun(request, failure);
            history.remember(report);
            events.publishEvent(new PassEnded(report, failure, false));
            return report;
        }
        pass.stop(failure);
        return end(pass);
    }

    /** A call failed for good: the pass stops here, and a configuration that is wrong is read again before the next. */
    public Answer stop(
            @ExchangeProperty("batch") Batch batch, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        RuntimeException failure = sentence(cause);
        if (failure instanceof ConfigurationException) {
            liveBases.forget(batch.pass().mapping().table());
        }
        batch.pass().stop(failure);
        return Answer.none();
    }

    /**
     * A creation without a key went out and no answer came: only reading the table can tell what became of it. The
     * last of several tries is not followed by another, but by a person.
     */
    public Answer unknownOutcome(@ExchangeProperty("batch") Batch batch) {
        batch.pass().outcomeUnknown();
        if (!batch.lastTry()) {
            batch.changes().forEach(change -> batch.pass().lookAgain(change.documentId()));
        }
        return Answer.none();
    }

    private static RuntimeException sentence(Exception cause) {
        if (cause instanceof WaitException || cause instanceof ConfigurationException) {
            return (RuntimeException) cause;
        }
        MongoException mongo = MongoTrouble.behind(cause);
        if (mongo != null) {
            LOG.warn("MongoDB: {}", mongo.getMessage());
            return new WaitException(MongoTrouble.sentence(mongo), mongo);
        }
        if (cause instanceof IOException) {
            return new WaitException("Airtable cannot be reached: " + cause.getMessage(), cause);
        }
        LOG.error("This should not have happened; please report it with these lines", cause);
        return new WaitException("Something unexpected happened; the log of the application says what.", cause);
    }

    /** The application stops: batches under way are finished, nothing more is read or sent. */
    @EventListener(ContextClosedEvent.class)
    public void stopAll() {
        stopping = true;
        running.values().forEach(pass -> pass.hold(stops()));
    }

    private static WaitException stops() {
        return new WaitException("the application stops; the next pass goes on where this one was");
    }

    /** The pass of a table ends with the batches that are on their way; so does each that begins before {@link #release}. */
    public void hold(String table, RuntimeException why) {
        held.put(table, why);
        running(table).filter(pass -> !pass.stopped()).ifPresent(pass -> pass.hold(why));
    }

    /** Passes of the table run to their ends again. */
    public void release(String table) {
        held.remove(table);
    }

    /** The pass that a table is in, if any. */
    public Optional<Pass> running(String table) {
        return Optional.ofNullable(running.get(table));
    }

    /** Takes note of a pass that is asked for, so that it can be asked about. */
    void queued(PassRequest request) {
        history.remember(PassReport.queued(request));
    }

    /** A pass by its id, be it under way or ended; passes that had nothing to do are forgotten after a while. */
    public Optional<PassReport> report(String id) {
        return running().stream()
                .filter(pass -> pass.id().equals(id))
                .findFirst()
                .map(PassReport::of)
                .or(() -> history.find(id));
    }

    /**
     * The latest passes that had anything to do, latest first; the ones under way lead.
     *
     * @param table logical name; null for all
     */
    public List<PassReport> latest(String table, int count) {
        List<PassReport> reports = new ArrayList<>(running().stream()
                .filter(pass -> table == null || pass.mapping().table().equals(table))
                .map(PassReport::of)
                .toList());
        Set<String> live = reports.stream().map(PassReport::id).collect(Collectors.toSet());
        history.latest(table, count + live.size()).stream()
                .filter(report -> !live.contains(report.id()))
                .forEach(reports::add);
        return reports.subList(0, Math.min(count, reports.size()));
    }

    /** The latest pass of each table that had anything to do, by table; the one under way, where there is one. */
    public Map<String, PassReport> latestOfEach() {
        Map<String, PassReport> latest = history.latestOfEach();
        running().forEach(pass -> latest.put(pass.mapping().table(), PassReport.of(pass)));
        return latest;
    }

    /** All passes that are under way. */
    public Collection<Pass> running() {
        return running.values();
    }

    private static String base(String table) {
        return table.substring(0, table.indexOf('/'));
    }
}
