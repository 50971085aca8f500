package dev.airtableroutes.sync;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.mapping.Mapper;
import dev.airtableroutes.mapping.Mapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.conversions.Bson;

/** One reading of a collection for one table: what it works with, and what it has done so far. Safe for many threads. */
public final class Pass {

    private final PassRequest request;
    private final SyncedTable synced;
    private final Mapper mapper;
    private final Ledger ledger;
    private final Start start;
    private final Instant started = Instant.now();

    private final Counts counts = new Counts();
    private final Unmapped unmapped;
    private final Outcomes outcomes;
    private final Troubled troubled = new Troubled();
    private final Reservations reserved = new Reservations();
    private final PeoplesCells peoplesCells;
    private final InDoubt inDoubt = new InDoubt();
    private final Overwritten overwritten;
    private final RefusedAlike refusedAlike = new RefusedAlike();
    private final NewOptions newOptions;
    /** Where the reading of the collection is; null before it began. */
    Documents.Pages pages;
    /** Changes that wait for a batch to be full, by document. */
    final Map<String, Map<Object, Change>> carried = new LinkedHashMap<>();
    /** Documents to look at once more when this pass has ended. */
    private final Queue<Object> again = new ConcurrentLinkedQueue<>();

    private volatile Instant highestCursor;
    private boolean closing;
    private volatile Instant ended;
    private volatile RuntimeException failure;
    private volatile boolean held;
    private volatile boolean leased;
    private volatile boolean stopped;
    private volatile boolean looked;

    Pass(PassRequest request, SyncedTable synced, Ledger ledger, Start start) {
        this.request = request;
        this.synced = synced;
        this.mapper = new Mapper(synced.mapping(), synced.table());
        this.ledger = ledger;
        this.start = start;
        this.unmapped = new Unmapped(synced.mapping());
        this.overwritten = new Overwritten(synced, ledger);
        this.newOptions = new NewOptions(synced.table());
        this.outcomes = new Outcomes(request.mode() == PassRequest.Mode.HINTS);
        this.peoplesCells =
                new PeoplesCells(synced.mapping(), !request.dryRun() && (start.listsRecords() || start.readsBack()));
    }

    public PassRequest request() {
        return request;
    }

    public String id() {
        return request.id();
    }

    public boolean dryRun() {
        return request.dryRun();
    }

    SyncedTable synced() {
        return synced;
    }

    public Mapping mapping() {
        return synced.mapping();
    }

    /** The live base. */
    public Base base() {
        return synced.base();
    }

    /** The live table. */
    public Table table() {
        return synced.table();
    }

    /** Names the table in one live base: what the ledger keeps apart. */
    String scope() {
        return synced.scope();
    }

    Mapper mapper() {
        return mapper;
    }

    Ledger ledger() {
        return ledger;
    }

    /** The source database. */
    public String database() {
        return start.database();
    }

    public String collection() {
        return mapping().collection();
    }

    public Bson criteria() {
        return start.criteria();
    }

    public boolean listsRecords() {
        return start.listsRecords();
    }

    /** Whether the next pass has to find out what became of something that was sent. */
    boolean leavesDoubt() {
        return inDoubt.hasUnknownOutcome() || failure != null && start.unknown();
    }

    /** Whether records may be there that people made, or made into others, since somebody looked, and a new document's key. */
    boolean looksForNewRecords() {
        return !start.listsRecords() && !looked && synced.mayHaveUnmergedRecords();
    }

    /** What people made or changed later is looked for. */
    Instant lookAfter() {
        return start.lookAfter();
    }

    /** The ledger knows what people have made by now. */
    void looked() {
        looked = true;
    }

    boolean everything() {
        return start.everything();
    }

    public long expected() {
        return start.expected();
    }

    boolean hasLetters() {
        return start.letters();
    }

    /** Whether cells that people changed have to be asked for; a pass that lists all records sees them anyway. */
    public boolean readsBack() {
        return start.readsBack();
    }

    /** Whether what people changed gets into the documents before anything of them is compared. */
    public boolean takesBack() {
        return peoplesCells.takenBack();
    }

    /** As of when people's changes were in the documents before this pass; null when nobody knew. */
    Instant readBackAt() {
        return start.readBackAt();
    }

    /** Records that were changed later are read back; the epoch for all. */
    Instant readBackAfter() {
        return start.readBackAfter();
    }

    /**
     * Whether every document with a record is looked for. Of one that was deleted no cursor knows; where its record must
     * go too, that does not wait for the next pass over everything.
     */
    boolean looksForGone() {
        return switch (mapping().deleted().policy()) {
            case keep -> false;
            case mark -> everything();
            case delete -> request.mode() != PassRequest.Mode.HINTS;
        };
    }

    Counts counts() {
        return counts;
    }

    Unmapped unmapped() {
        return unmapped;
    }

    Outcomes outcomes() {
        return outcomes;
    }

    Troubled troubled() {
        return troubled;
    }

    Reservations reserved() {
        return reserved;
    }

    PeoplesCells peoplesCells() {
        return peoplesCells;
    }

    InDoubt inDoubt() {
        return inDoubt;
    }

    Overwritten overwritten() {
        return overwritten;
    }

    void unchanged(Object documentId, boolean wasTakenOver) {
        counts.unchanged(wasTakenOver);
        outcomes.became(documentId, Outcome.UNCHANGED);
    }

    NewOptions newOptions() {
        return newOptions;
    }

    RefusedAlike refusedAlike() {
        return refusedAlike;
    }

    void written(Change change, Batch.Kind kind) {
        refusedAlike.accepted(change);
        outcomes.written(change, kind);
        counts.written(change, kind);
    }

    /** Counts a dead letter; a fault that is told again, since something was repeated, counts once. */
    public void deadLettered(DeadLetter letter) {
        if (outcomes.deadLettered(letter)) {
            counts.deadLettered(letter);
        }
    }

    /** The document is not in its collection any more. */
    void gone(Object documentId) {
        troubled.gone(documentId);
        outcomes.became(documentId, Outcome.GONE);
    }

    /** Documents that are where they should be, or known not to be. */
    public long documentsDone() {
        return counts.documentsDone(outcomes.withLetters());
    }

    public Totals totals() {
        return counts.totals(request.settles().size(), unmapped.counts());
    }

    void sawCursor(Instant value) {
        if (value != null && (highestCursor == null || value.isAfter(highestCursor))) {
            highestCursor = value;
        }
    }

    /**
     * From where the next pass reads; null when no document told. A clock that is ahead must not carry the cursor past
     * changes that are still to come.
     */
    Instant nextCursor() {
        return highestCursor != null && highestCursor.isAfter(started) ? started : highestCursor;
    }

    void lookAgain(Object documentId) {
        again.add(documentId);
    }

    /** Documents to look at once more, each at most once. */
    public List<Object> again() {
        return new ArrayList<>(new LinkedHashSet<>(again));
    }

    public Instant started() {
        return started;
    }

    public Instant ended() {
        return ended;
    }

    /** Everything is in: whoever would hold it now comes too late. */
    synchronized void close() {
        closing = true;
    }

    void end() {
        ended = Instant.now();
    }

    /** Nothing more is read or written in this pass; what was not confirmed is found again by the next. */
    public void stop(RuntimeException why) {
        stopped = true;
        if (failure == null) {
            failure = why;
        }
    }

    /** The same, because somebody wants it so and not because something failed. */
    synchronized void hold(RuntimeException why) {
        if (closing) {
            return;
        }
        if (failure == null) {
            held = true;
        }
        stop(why);
    }

    boolean held() {
        return held;
    }

    /** No other process is in a pass over the table as long as this one's lease is renewed. */
    void lease() {
        leased = true;
    }

    boolean leased() {
        return leased;
    }

    public boolean stopped() {
        return stopped;
    }

    /** Why the pass did not finish; null when it did. */
    public RuntimeException failure() {
        return failure;
    }
}
