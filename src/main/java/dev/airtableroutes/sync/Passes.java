package dev.airtableroutes.sync;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.airtable.TooManyRequestsException;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.sync.PassRequest.Mode;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Begins and ends passes, one at a time for each table, and knows which of them are under way. */
@Component("passes")
public class Passes {

    /** The exchange property that holds the pass. */
    public static final String PROPERTY = "pass";

    private static final Logger LOG = LoggerFactory.getLogger(Passes.class);

    private final Mappings mappings;
    private final LiveBases liveBases;
    private final Ledgers ledgers;
    private final Starts starts;
    private final Endings endings;
    private final Leases leases;
    private final PassHistory history;
    private final Pauses pauses;
    private final MongoDatabase state;
    private final ApplicationEventPublisher events;
    private final Map<String, RuntimeException> held = new ConcurrentHashMap<>();
    private final Map<String, Pass> running = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    Passes(
            Mappings mappings,
            LiveBases liveBases,
            Ledger ledger,
            Starts starts,
            Endings endings,
            Leases leases,
            PassHistory history,
            Pauses pauses,
            @Qualifier("state") MongoDatabase state,
            ApplicationEventPublisher events) {
        this.mappings = mappings;
        this.liveBases = liveBases;
        this.ledgers = new Ledgers(ledger);
        this.starts = starts;
        this.endings = endings;
        this.leases = leases;
        this.history = history;
        this.pauses = pauses;
        this.state = state;
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
        SyncedTable synced = SyncedTable.find(
                        mapping, mappings.current().mappings().values(), liveBases)
                .orElseThrow(() -> new WaitException("The tables of " + request.table() + " are not read yet."));
        if (request.dryRun()) {
            return begun(request, synced);
        }
        leases.take(synced);
        try {
            return begun(request, synced);
        } catch (RuntimeException notBegun) {
            leases.letGo(synced.scope());
            throw notBegun;
        }
    }

    private Pass begun(PassRequest request, SyncedTable synced) {
        TableState known = TableState.read(state, synced.scope());
        Pass pass = new Pass(request, synced, ledgers.of(request), starts.of(request, synced, known));
        if (!request.dryRun()) {
            pass.lease();
            note(pass, known);
        }
        if (known.underWay()) {
            lookForSent(pass);
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

    /** What a pass that is cut off must not leave unsaid. */
    private void note(Pass pass, TableState known) {
        if (known.begunAt() == null) {
            TableState.begun(state, pass.scope(), pass.started());
        }
        if (pass.readBackAt() != null) {
            // until the end tells otherwise: it may have given a document a record that people filled
            TableState.readBack(state, pass.scope(), null);
        }
    }

    /** What earlier passes sent, and nobody knows what became of it: each document keeps its own note until it is looked at. */
    private void lookForSent(Pass pass) {
        List<Entry> sent = TableState.sent(state, pass.scope());
        Map<Object, Entry> known = pass.ledger()
                .entries(pass.scope(), sent.stream().map(Entry::documentId).toList(), false);
        pass.ledger()
                .underWay(
                        pass.scope(),
                        sent.stream()
                                .filter(note -> Optional.ofNullable(known.get(note.documentId()))
                                        .map(Entry::underWay)
                                        .orElse(true))
                                .toList());
    }

    /** What was asked for before somebody paused the table, or while its route is exchanged, or just before a stop. */
    private void hold(Pass pass) {
        String table = pass.mapping().table();
        if (stopping) {
            pass.hold(stops());
        }
        Optional.ofNullable(held.get(table)).ifPresent(pass::hold);
        if (!pass.dryRun()) {
            pauses.of(table).map(Pause::sentence).ifPresent(pass::hold);
        }
    }

    /** From here on, dry runs see what earlier ones planned. */
    public Ledger planTogether() {
        return ledgers.planTogether();
    }

    /** Everything is in: the cursor moves, the report is kept. */
    public PassReport end(@ExchangeProperty(PROPERTY) Pass pass) {
        pass.close();
        leases.stopIfLost(pass);
        if (pass.failure() == null) {
            if (!pass.dryRun()) {
                endings.remember(pass);
            }
            pass.ledger().settled(pass.request().settles());
        } else if (!pass.dryRun()) {
            endings.settle(pass);
        }
        PassReport report = report(pass);
        if (pass.leased()) {
            leases.letGo(pass.scope());
        }
        return report;
    }

    private PassReport report(Pass pass) {
        pass.end();
        PassReport report = PassReport.of(pass);
        boolean idle = pass.request().mode() == Mode.HINTS
                && report.done()
                && report.totals().quiet();
        history.remember(report);
        if (!pass.dryRun() && !idle) {
            history.keep(report);
        }
        // not before: who finds neither a pass under way nor the report of its end takes it for one that was cut off
        running.remove(report.table(), pass);
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

    /** The pass cannot go on; what it has confirmed stays, the cursor does not move. */
    public PassReport fail(
            @ExchangeProperty("request") PassRequest request,
            @ExchangeProperty(PROPERTY) Pass pass,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        RuntimeException failure = PassFailure.of(cause);
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
        try {
            return end(pass);
        } finally {
            if (running.remove(request.table(), pass)) {
                // not even its end could be noted
                pass.end();
                history.remember(PassReport.of(pass));
            }
        }
    }

    /** A call failed for good: the pass stops here, and a configuration that is wrong is read again before the next. */
    public Answer stop(
            @ExchangeProperty("batch") Batch batch, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        boolean known = cause instanceof ConfigurationException || cause instanceof TooManyRequestsException;
        if (!known || batch.mayBeWritten()) {
            batch.pass().inDoubt().outcomeUnknown();
        }
        halt(batch.pass(), cause);
        return Answer.none();
    }

    /** The same where no batch is in hand. */
    void halt(Pass pass, Exception cause) {
        RuntimeException failure = PassFailure.of(cause);
        if (failure instanceof ConfigurationException) {
            liveBases.forget(pass.mapping().table());
        }
        pass.stop(failure);
    }

    /**
     * A creation without a key went out and no answer came: only reading the table can tell what became of it. The
     * last of several tries is not followed by another, but by a person.
     */
    public Answer unknownOutcome(@ExchangeProperty("batch") Batch batch) {
        batch.pass().inDoubt().outcomeUnknown();
        if (!batch.lastTry()) {
            batch.changes().forEach(change -> batch.pass().lookAgain(change.documentId()));
        }
        return Answer.none();
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
        return live(id).or(() -> history.find(id).map(this::asItStands));
    }

    private Optional<PassReport> live(String id) {
        return running().stream()
                .filter(pass -> pass.id().equals(id))
                .findFirst()
                .map(PassReport::of);
    }

    /** What is on record as under way is so, has ended since it was read, or has nobody any more who would end it. */
    private PassReport asItStands(PassReport read) {
        if (!read.underWay()) {
            return read;
        }
        return live(read.id()).orElseGet(() -> {
            PassReport now = history.find(read.id()).orElse(read);
            return now.ended() == null ? read.interrupted() : now;
        });
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
                .map(this::asItStands)
                .forEach(reports::add);
        return reports.subList(0, Math.min(count, reports.size()));
    }

    /** The latest pass of each table that had anything to do, by table; the one under way, where there is one. */
    public Map<String, PassReport> latestOfEach() {
        Map<String, PassReport> latest = history.latestOfEach();
        running().forEach(pass -> latest.put(pass.mapping().table(), PassReport.of(pass)));
        latest.replaceAll((table, report) -> asItStands(report));
        return latest;
    }

    /** All passes that are under way. */
    public Collection<Pass> running() {
        return running.values();
    }
}
