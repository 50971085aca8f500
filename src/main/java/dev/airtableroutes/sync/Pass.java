package dev.airtableroutes.sync;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.mapping.FieldMapping;
import dev.airtableroutes.mapping.Mapper;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.MatchKey;
import dev.airtableroutes.mapping.Nulls;
import dev.airtableroutes.mapping.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.bson.conversions.Bson;

/** One reading of a collection for one table: what it works with, and what it has done so far. Safe for many threads. */
public final class Pass {

    /**
     * The types that Airtable documents for {@code fieldsToMergeOn}, and the kinds of text that it accepts besides.
     *
     * @see <a href="https://airtable.com/developers/web/api/update-multiple-records">Update multiple records</a>
     */
    private static final Set<FieldType> MERGEABLE = EnumSet.of(
            FieldType.singleLineText,
            FieldType.multilineText,
            FieldType.number,
            FieldType.singleSelect,
            FieldType.multipleSelects,
            FieldType.date,
            FieldType.email,
            FieldType.url,
            FieldType.phoneNumber);

    private final PassRequest request;
    private final Mapping mapping;
    private final Base base;
    private final Table table;
    private final Mapper mapper;
    private final Ledger ledger;
    private final Start start;
    private final Instant started = Instant.now();

    private final LongAdder read = new LongAdder();
    private final LongAdder created = new LongAdder();
    private final LongAdder updated = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder takenOver = new LongAdder();
    private final LongAdder deleted = new LongAdder();
    private final LongAdder unresolvedLinks = new LongAdder();
    private final LongAdder readBack = new LongAdder();
    private final LongAdder writeCalls = new LongAdder();
    private final Map<String, LongAdder> deadLetters = new ConcurrentHashMap<>();
    private final Unmapped unmapped;

    /** Keys of documents whose creation is not confirmed yet: who comes second with one of them is a duplicate. */
    final Map<String, Object> reservedKeys = new ConcurrentHashMap<>();

    final Overwritten overwritten = new Overwritten();
    /** Changes that wait for a batch to be full. */
    final Map<String, List<Change>> carried = new LinkedHashMap<>();
    /** Documents to look at once more when this pass has ended. */
    private final Queue<Object> again = new ConcurrentLinkedQueue<>();

    private final Map<Object, Long> tries = new ConcurrentHashMap<>();

    private final Map<Object, Set<String>> letters = new ConcurrentHashMap<>();
    /** Documents of the pages so far whose dead letters nobody has mended. */
    private final Set<Object> troubled = ConcurrentHashMap.newKeySet();
    /** Those of them that are gone from the collection. */
    private final Set<Object> gone = ConcurrentHashMap.newKeySet();
    /** What became of each document, where only some were asked for. */
    private final Map<Object, Outcome> outcomes = new ConcurrentHashMap<>();

    /** By document, fields in which people chose an option that is new. */
    private final Map<Object, Set<String>> newOptions = new ConcurrentHashMap<>();

    private final Set<String> onceFields;
    private final List<String> readBackFields;

    private volatile Instant highestCursor;
    private volatile Instant ended;
    private volatile RuntimeException failure;
    private volatile boolean held;
    private volatile boolean stopped;
    private volatile boolean underWay;
    private volatile boolean outcomeUnknown;
    private volatile boolean readAllBackNext;

    /**
     * Where a pass begins.
     *
     * @param database where they are read from
     * @param criteria which documents to read
     * @param everything whether that is the whole collection
     * @param listsRecords whether Airtable's records have to be read first
     * @param expected how many documents that are, for progress and forecast
     * @param letters whether there are dead letters at all
     * @param readBackAt as of when people's changes are in the documents; null when nobody knows
     * @param readBackAfter cells that people changed after that are read back first; the epoch for all of them, null for
     *     none
     */
    record Start(
            String database,
            Bson criteria,
            boolean everything,
            boolean listsRecords,
            long expected,
            boolean letters,
            Instant readBackAt,
            Instant readBackAfter) {}

    Pass(PassRequest request, Mapping mapping, Base base, Table table, Ledger ledger, Start start) {
        this.request = request;
        this.mapping = mapping;
        this.base = base;
        this.table = table;
        this.mapper = new Mapper(mapping, table);
        this.ledger = ledger;
        this.start = start;
        this.unmapped = new Unmapped(mapping);
        this.onceFields = mapping.fields().entrySet().stream()
                .filter(field -> field.getValue().once())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        this.readBackFields = mapping.readBack();
    }

    /**
     * Changes when the mapping means something else, or the live table's types do: then every document has to be looked at
     * again. Options that Airtable makes as they come, and those that people make, are no such change.
     */
    static String fingerprint(Mapping mapping, Table table) {
        long fingerprint = Desired.mix(1, mapping.fingerprint());
        for (Map.Entry<String, FieldMapping> entry : mapping.fields().entrySet()) {
            Field field = table.fields().get(entry.getKey());
            boolean open = entry.getValue().createOptions() || entry.getValue().readBack();
            List<String> choices = open ? List.of() : field.choices();
            fingerprint = Desired.mix(fingerprint, field.type() + " " + choices + " " + new TreeMap<>(field.options()));
        }
        return Long.toHexString(fingerprint) + "-" + Long.toHexString(columns(table));
    }

    private static long columns(Table table) {
        Map<String, String> ids = new TreeMap<>();
        table.fields().forEach((key, field) -> ids.put(key, String.valueOf(field.id())));
        return Desired.mix(1, ids.toString());
    }

    /** Whether a logical field may stand for another one in Airtable than it did: what is confirmed is confirmed of that. */
    static boolean otherColumns(String fingerprint, String before) {
        return before != null
                && !fingerprint
                        .substring(fingerprint.indexOf('-'))
                        .equals(before.substring(Math.max(0, before.indexOf('-'))));
    }

    public PassRequest request() {
        return request;
    }

    public String id() {
        return request.id();
    }

    public Mapping mapping() {
        return mapping;
    }

    /** The live base. */
    public Base base() {
        return base;
    }

    /** The live table. */
    public Table table() {
        return table;
    }

    Mapper mapper() {
        return mapper;
    }

    Ledger ledger() {
        return ledger;
    }

    public boolean dryRun() {
        return request.dryRun();
    }

    /** The source database. */
    public String database() {
        return start.database();
    }

    public String collection() {
        return mapping.collection();
    }

    public Bson criteria() {
        return start.criteria();
    }

    public boolean listsRecords() {
        return start.listsRecords();
    }

    boolean everything() {
        return start.everything();
    }

    /**
     * Whether every document with a record is looked for. Of one that was deleted no cursor knows; where its record must
     * go too, that does not wait for the next pass over everything.
     */
    boolean looksForGone() {
        return switch (mapping.deleted().policy()) {
            case keep -> false;
            case mark -> everything();
            case delete -> request.mode() != PassRequest.Mode.HINTS;
        };
    }

    /** Whether cells that people changed have to be asked for; a pass that lists all records sees them anyway. */
    public boolean readsBack() {
        return start.readBackAfter() != null && !listsRecords();
    }

    /** Whether what people changed gets into the documents before anything of them is compared. */
    public boolean takesBack() {
        return !readBackFields.isEmpty() && !dryRun() && (listsRecords() || readsBack());
    }

    /** As of when people's changes were in the documents before this pass; null when nobody knew. */
    Instant readBackAt() {
        return start.readBackAt();
    }

    /** Records that were changed later are read back; the epoch for all. */
    Instant readBackAfter() {
        return start.readBackAfter();
    }

    /** Fields whose cells people may change. */
    List<String> readBackFields() {
        return readBackFields;
    }

    /**
     * Of the cells in which a document differs from what was agreed last, those that must not be sent: all that people may
     * change when nobody has looked what they did, and what is their own alone unless it is empty.
     */
    Set<String> leftToPeople(Map<String, Object> different, Map<String, String> agreed) {
        if (readBackFields.isEmpty()) {
            return Set.of();
        }
        Set<String> left = new HashSet<>();
        for (String field : readBackFields) {
            boolean theirs = mapping.fields().get(field).owner() == Owner.airtable && agreed.containsKey(field);
            if (different.containsKey(field) && (theirs || !takesBack())) {
                left.add(field);
                if (theirs && takesBack()) {
                    readAllBackNext();
                }
            }
        }
        return left;
    }

    /** The next reading goes through all records: a change from before this pass may not be in its document. */
    void readAllBackNext() {
        readAllBackNext = true;
    }

    boolean readsAllBackNext() {
        return readAllBackNext;
    }

    /** A document got what people changed in its record. */
    void readBack(int cells) {
        readBack.add(cells);
    }

    /** A cell with a new option of a select: the mapper of this pass does not know it yet. */
    void newOption(Object documentId, String field) {
        newOptions
                .computeIfAbsent(documentId, id -> ConcurrentHashMap.newKeySet())
                .add(field);
    }

    boolean hasNewOption(Object documentId, String field) {
        return newOptions.getOrDefault(documentId, Set.of()).contains(field);
    }

    public long expected() {
        return start.expected();
    }

    public Instant started() {
        return started;
    }

    public Instant ended() {
        return ended;
    }

    /** Documents that are where they should be, or known not to be. */
    public long documentsDone() {
        return Math.min(read.sum(), created.sum() + updated.sum() + unchanged.sum() + (long) letters.size());
    }

    /** Names the table in one live base: what the ledger keeps apart. */
    String scope() {
        return scope(base, table);
    }

    static String scope(Base base, Table table) {
        return table.logicalName() + "@" + base.id() + "/" + table.id();
    }

    /** Fields that are set when a record is created, and then belong to people. */
    Set<String> onceFields() {
        return onceFields;
    }

    /** Fields whose cells in Airtable matter: the ones that are kept in step, and the ones that mark a deletion. */
    Set<String> comparedFields() {
        Set<String> compared = new LinkedHashSet<>(mapping.fields().keySet());
        compared.removeAll(onceFields);
        compared.addAll(mapping.deleted().mark().keySet());
        return compared;
    }

    boolean clears() {
        return mapping.nulls() == Nulls.clear;
    }

    String mappingFingerprint() {
        return fingerprint(mapping, table);
    }

    /** The logical field by which Airtable shall find a new record: the first key of a type that it merges on. */
    String mergeField(List<MatchKey> keys) {
        return keys.stream()
                .map(MatchKey::field)
                .filter(field -> mapping.match().contains(field)
                        && MERGEABLE.contains(table.fields().get(field).type()))
                .findFirst()
                .orElse(null);
    }

    /** Whether Airtable would have to make a select option for one of these cells. */
    boolean needsNewOptions(Map<String, Object> cells) {
        return cells.entrySet().stream().anyMatch(cell -> {
            Field field = table.fields().get(cell.getKey());
            return field.select() && cell.getValue() != null && !offers(field, cell.getValue());
        });
    }

    private static boolean offers(Field field, Object value) {
        return value instanceof List<?> list ? list.stream().allMatch(field::offers) : field.offers(value);
    }

    void read(int documents) {
        read.add(documents);
    }

    void unchanged(Object documentId, boolean wasTakenOver) {
        unchanged.increment();
        became(documentId, Outcome.UNCHANGED);
        if (wasTakenOver) {
            takenOver.increment();
        }
    }

    void written(Change change, Batch.Kind kind) {
        became(change.documentId(), Outcome.of(change, kind));
        if (kind == Batch.Kind.DELETE || change.mark()) {
            deleted.increment();
        } else if (change.creation()) {
            created.increment();
        } else {
            updated.increment();
            if (change.isNew()) {
                takenOver.increment();
            }
        }
    }

    void called() {
        writeCalls.increment();
    }

    void leftOutLink() {
        unresolvedLinks.increment();
    }

    Unmapped unmapped() {
        return unmapped;
    }

    /** Counts a dead letter. */
    public void deadLettered(DeadLetter letter) {
        letters.computeIfAbsent(letter.documentId(), id -> ConcurrentHashMap.newKeySet())
                .add(letter.id());
        became(letter.documentId(), Outcome.failed(letter));
        deadLetters
                .computeIfAbsent(letter.kind().text(), kind -> new LongAdder())
                .increment();
    }

    /** The letters that this pass wrote about some documents. */
    Set<String> lettersOfAll(Collection<?> documentIds) {
        return documentIds.stream()
                .flatMap(documentId -> lettersOf(documentId).stream())
                .collect(Collectors.toSet());
    }

    /** The letters that this pass wrote about a document. */
    Set<String> lettersOf(Object documentId) {
        return letters.getOrDefault(documentId, Set.of());
    }

    boolean hasLetters() {
        return start.letters();
    }

    void troubled(Set<Object> documentIds) {
        troubled.addAll(documentIds);
    }

    boolean troubled(Object documentId) {
        return troubled.contains(documentId);
    }

    /** The document is not in its collection any more. */
    void gone(Object documentId) {
        if (troubled(documentId)) {
            gone.add(documentId);
        }
        became(documentId, Outcome.GONE);
    }

    /** Documents that are gone, and whose letters nobody has mended. */
    Set<Object> gone() {
        return gone;
    }

    private void became(Object documentId, Outcome outcome) {
        if (request.mode() == PassRequest.Mode.HINTS) {
            outcomes.merge(documentId, outcome, Outcome::and);
        }
    }

    /** What became of each document, where only some were asked for; else empty. */
    public Map<Object, Outcome> outcomes() {
        return Map.copyOf(outcomes);
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

    /** A creation was sent, no answer came, and repeating it could make a second record. */
    void outcomeUnknown() {
        outcomeUnknown = true;
    }

    /** The outcome of earlier tries to create this document's record stayed unknown, and the record is not there. */
    void tried(Object documentId, long times) {
        tries.put(documentId, times);
    }

    long tries(Object documentId) {
        return tries.getOrDefault(documentId, 0L);
    }

    /** Records without a key are about to be created. */
    void underWay() {
        underWay = true;
    }

    /** Whether it is on record that the outcome of a creation may be unknown. */
    boolean wasUnderWay() {
        return underWay || listsRecords();
    }

    boolean hasUnknownOutcome() {
        return outcomeUnknown;
    }

    void lookAgain(Object documentId) {
        again.add(documentId);
    }

    /** What a document reserved is its own by now, or given up. */
    void unreserve(Entry entry) {
        entry.keys().forEach(key -> reservedKeys.remove(key, entry.documentId()));
    }

    /** Documents to look at once more, each at most once. */
    public List<Object> again() {
        return new ArrayList<>(new LinkedHashSet<>(again));
    }

    /** Nothing more is read or written in this pass; what was not confirmed is found again by the next. */
    public void stop(RuntimeException why) {
        stopped = true;
        if (failure == null) {
            failure = why;
        }
    }

    /** The same, because somebody wants it so and not because something failed. */
    void hold(RuntimeException why) {
        if (failure == null) {
            held = true;
        }
        stop(why);
    }

    boolean held() {
        return held;
    }

    public boolean stopped() {
        return stopped;
    }

    void end() {
        ended = Instant.now();
    }

    /** Why the pass did not finish; null when it did. */
    public RuntimeException failure() {
        return failure;
    }

    public Totals totals() {
        return new Totals(
                read.sum(),
                created.sum(),
                updated.sum(),
                unchanged.sum(),
                takenOver.sum(),
                deleted.sum(),
                sums(deadLetters),
                unresolvedLinks.sum(),
                request.settles().size(),
                unmapped.counts(),
                readBack.sum(),
                writeCalls.sum());
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, count -> count.getValue().sum(), Long::sum, TreeMap::new));
    }
}
