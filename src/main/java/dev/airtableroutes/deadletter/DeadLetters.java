package dev.airtableroutes.deadletter;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.deadletter.DeadLetter.Asked;
import dev.airtableroutes.deadletter.Letter.Event;
import dev.airtableroutes.deadletter.Letter.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.Body;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The dead letters in the state database. The same fault of the same document is one letter that counts attempts.
 *
 * <pre>
 * dead_letters  {_id: letter, place: "since~letter", state, movedAt, since, firstAt, at, route, table, provider, operation, turn,
 *                documentId, kind, field, value, fields, others, httpStatus, errorType, reason, attempts, history}
 * troubled      {_id: "table-or-provider type document", d: document id, letters: [letters that it ever had]}
 * </pre>
 *
 * What a pass asks for, it finds by {@code _id} alone, which every server looks up by index.
 */
@Component("deadLetters")
public class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private static final UpdateOptions UPDATE_OR_INSERT = new UpdateOptions().upsert(true);
    private static final int LETTERS_TOGETHER = 500;

    private final LetterStore store;
    private final MongoCollection<Document> letters;
    private final MongoCollection<Document> troubled;
    private final List<Consumer<Letter>> followers = new CopyOnWriteArrayList<>();

    public DeadLetters(@Qualifier("state") MongoDatabase state) {
        this.store = new LetterStore(state);
        this.letters = store.letters;
        this.troubled = state.getCollection("troubled");
    }

    LetterStore store() {
        return store;
    }

    /** Stores the letter, or counts one more attempt of the same fault. */
    public DeadLetter store(DeadLetter letter) {
        store.index();
        Instant now = Instant.now();
        Optional<Asked> asked = Optional.ofNullable(letter.asked());
        String reason = Shown.reason(letter.reason());
        Letter before = find(letter.id()).orElse(null);
        if (toldBefore(letter, before, reason)) {
            return letter;
        }
        Instant since = before != null && before.pending() ? before.since() : now;
        // first: a letter that its document does not know of would never resolve itself
        troubled.updateOne(
                Filters.eq("_id", key(letter.place(), letter.documentId())),
                Updates.combine(
                        Updates.setOnInsert("d", letter.documentId()), Updates.addToSet("letters", letter.id())),
                UPDATE_OR_INSERT);
        letters.updateOne(
                Filters.eq("_id", letter.id()),
                Updates.combine(
                        Updates.setOnInsert("firstAt", now),
                        Updates.set("since", since),
                        Updates.set("place", LetterPage.place(since, letter.id())),
                        Updates.set("at", now),
                        Updates.set("route", letter.route()),
                        Updates.set("table", letter.table()),
                        Updates.set("provider", asked.map(Asked::provider).orElse(null)),
                        Updates.set("operation", asked.map(Asked::operation).orElse(null)),
                        Updates.set("turn", asked.map(Asked::turn).orElse(null)),
                        Updates.set("documentId", letter.documentId()),
                        Updates.set("kind", letter.kind().text()),
                        Updates.set("field", letter.field()),
                        Updates.set("value", Shown.value(letter.field(), letter.value())),
                        Updates.set("fields", Letter.pairs(shown(letter.fields()))),
                        Updates.set("others", letter.others()),
                        Updates.set("httpStatus", letter.httpStatus()),
                        Updates.set("errorType", letter.errorType()),
                        Updates.set("reason", reason),
                        Updates.set("state", stateAfter(before, reason).text()),
                        Updates.unset("resolvedAt"),
                        LetterStore.push(new Event(now, "failed", null, reason)),
                        Updates.inc("attempts", 1)),
                UPDATE_OR_INSERT);
        store.counts.forget();
        // at DEBUG, since it names a person's document
        try (MDC.MDCCloseable ofTheLine = MDC.putCloseable("document", DocumentIds.text(letter.documentId()))) {
            LOG.debug("{}: {} {}", letter.place(), letter.kind().text(), letter.field() == null ? "" : letter.field());
        }
        return letter;
    }

    /** The same turn, told once more since nobody knew whether it had been. Who put it aside hears only what is new. */
    private static boolean toldBefore(DeadLetter letter, Letter before, String reason) {
        return letter.asked() != null
                && before != null
                && letter.asked().turn().equals(before.turn())
                && (before.state() == State.OPEN
                        || before.state() == State.DISCARDED && reason.equals(before.reason()));
    }

    private static Map<String, String> shown(Map<String, String> fields) {
        Map<String, String> shown = new TreeMap<>();
        fields.forEach((field, value) -> shown.put(field, Shown.value(field, value)));
        return shown;
    }

    /** Who has discarded a letter does not want to hear the same sentence again. */
    private static State stateAfter(Letter before, String reason) {
        return before != null && before.state() == State.DISCARDED && Objects.equals(before.reason(), reason)
                ? State.DISCARDED
                : State.OPEN;
    }

    private static String key(String place, Object documentId) {
        return place + " " + DocumentIds.type(documentId) + " " + DocumentIds.text(documentId);
    }

    /** Whether there was never any letter: then no document needs to be asked about. */
    public boolean none() {
        return troubled.estimatedDocumentCount() == 0;
    }

    /** Those of these documents that have letters which nobody has mended. */
    public Set<Object> troubled(String table, Collection<?> documentIds) {
        Map<String, Object> documents = lettersOf(table, documentIds);
        Set<Object> pending = new HashSet<>();
        for (Document letter : LetterStore.some(letters, documents.keySet()).projection(Projections.include("state"))) {
            if (isPending(letter)) {
                pending.add(documents.get(letter.getString("_id")));
            }
        }
        return pending;
    }

    private static boolean isPending(Document letter) {
        String state = letter.getString("state");
        return State.OPEN.text().equals(state) || State.REPLAYED.text().equals(state);
    }

    /** The documents were delivered: their letters are resolved, but for the ones of this pass. */
    public void delivered(String table, Collection<?> documentIds, Collection<String> exceptIds) {
        resolve(pending(table, documentIds, exceptIds, false), "The document was delivered.");
    }

    /**
     * The documents ask for nothing new: letters about what the mapping could not convert are resolved, but for the ones
     * of this pass. What Airtable refused stays refused.
     */
    public void unchanged(String table, Collection<?> documentIds, Collection<String> exceptIds) {
        resolve(pending(table, documentIds, exceptIds, true), "The document is in order.");
    }

    /** The documents are gone from their collection: nothing is left to deliver. */
    public void gone(String table, Collection<?> documentIds, String note) {
        resolve(pending(table, documentIds, List.of(), false), note);
    }

    /**
     * Keeps the letter that a question to a provider leaves behind, and resolves the others of the same document: where it
     * leaves none, all of them.
     */
    public void settle(@Body Standing standing) {
        List<String> letter = standing.letter() == null
                ? List.of()
                : List.of(store(standing.letter()).id());
        resolve(pending(standing.provider(), List.of(standing.documentId()), letter, false), standing.note());
    }

    private List<String> pending(
            String table, Collection<?> documentIds, Collection<String> exceptIds, boolean unasked) {
        List<String> pending = new ArrayList<>();
        for (Document letter : LetterStore.some(
                        letters, lettersOf(table, documentIds).keySet())
                .projection(Projections.include("state", "httpStatus"))) {
            String id = letter.getString("_id");
            if (isPending(letter) && !exceptIds.contains(id) && !(unasked && letter.getInteger("httpStatus", 0) != 0)) {
                pending.add(id);
            }
        }
        return pending;
    }

    /** The document of each letter that these documents ever had. */
    private Map<String, Object> lettersOf(String table, Collection<?> documentIds) {
        Map<String, Object> documents = new HashMap<>();
        for (Document document : LetterStore.some(
                troubled,
                documentIds.stream().map(documentId -> key(table, documentId)).toList())) {
            document.getList("letters", String.class).forEach(letter -> documents.put(letter, document.get("d")));
        }
        return documents;
    }

    private void resolve(Collection<String> ids, String note) {
        Instant now = Instant.now();
        store.move(ids, State.RESOLVED, new Event(now, "resolved", null, note), Updates.set("resolvedAt", now));
    }

    /**
     * How many open letters a table or a provider has of a kind.
     *
     * @param table null of a provider
     * @param provider null of a table
     */
    public record Count(String table, String provider, String kind, long letters) {

        String place() {
            return table == null ? provider : table;
        }
    }

    /** The open letters, counted by table or provider, and kind; what another process does is seen after some seconds. */
    public List<Count> counts() {
        return store.counts.counts();
    }

    /** How many letters are about an operation of a provider. */
    public record Questions(String provider, String operation, long letters) {}

    /** What providers would be asked if the letters that the filter means were replayed. */
    public List<Questions> questions(LetterFilter filter) {
        return store.counts.questions(filter);
    }

    /** Ids of documents with open letters, by kind; what a report lists. */
    public Map<String, List<String>> openByKind(String table) {
        return store.counts.openByKind(table);
    }

    public long open() {
        return store.counts.open();
    }

    /** Whether a table has letters that nobody has mended. */
    public boolean open(String table) {
        return store.counts.open(table);
    }

    /** Documents with an open letter that says that one of these others has the same key. */
    public Set<Object> duplicatesOf(String table, Collection<?> documentIds) {
        List<String> others = documentIds.stream().map(DocumentIds::text).toList();
        Set<Object> duplicates = new HashSet<>();
        for (Document letter : letters.find(Filters.and(
                        Filters.eq("state", State.OPEN.text()),
                        Filters.eq("table", table),
                        Filters.eq("kind", DeadLetter.Kind.DUPLICATE_KEY.text()),
                        Filters.in("others", others)))
                .projection(Projections.include("documentId"))) {
            duplicates.add(letter.get("documentId"));
        }
        return duplicates;
    }

    public Optional<Letter> find(String id) {
        return store.find(id);
    }

    /** The letters with these ids, in no order; ids that there are not are left out. */
    public List<Letter> find(Collection<String> ids) {
        return store.find(ids);
    }

    /**
     * A page of letters, newest first.
     *
     * @param skip how many letters to leave out: for the first pages only, since each of them is read
     * @param after where the page before ended, {@link LetterPage#next()}; or null
     */
    public LetterPage page(LetterFilter filter, int skip, int size, String after) {
        return store.page(filter, skip, size, after);
    }

    /**
     * Some letters, oldest first: what a replay goes through.
     *
     * @param before letters that were opened later are left out, or a letter that fails again would never end
     */
    public LetterPage oldest(LetterFilter filter, Instant before, int size, String after) {
        return store.oldest(filter, before, size, after);
    }

    /** Tells somebody of each letter that is about to be put aside. */
    public void beforeDiscard(Consumer<Letter> follower) {
        followers.add(follower);
    }

    /** Puts letters aside for good; returns how many were still pending. */
    public int discard(Collection<String> ids, String by) {
        List<Letter> pending = find(ids).stream().filter(Letter::pending).toList();
        // first: what a letter is about must not wait for a person whom nothing points to it any more
        pending.forEach(letter -> followers.forEach(follower -> follower.accept(letter)));
        store.move(
                pending.stream().map(Letter::id).toList(),
                State.DISCARDED,
                new Event(Instant.now(), "discarded", by, null));
        return pending.size();
    }

    /** Puts all open letters that the filter means aside for good; returns how many. */
    public int discard(LetterFilter filter, String by) {
        Instant now = Instant.now();
        int discarded = 0;
        String place = null;
        do {
            LetterPage page = oldest(filter.in(State.OPEN), now, LETTERS_TOGETHER, place);
            discarded += discard(page.letters().stream().map(Letter::id).toList(), by);
            place = page.next();
        } while (place != null);
        return discarded;
    }

    /** Nothing is left of what was ever said about these documents, as after an erasure. */
    public void forget(String place, Collection<?> documentIds) {
        List<String> keys = documentIds.stream().map(id -> key(place, id)).toList();
        List<String> ids = new ArrayList<>();
        LetterStore.some(troubled, keys)
                .forEach(document -> ids.addAll(document.getList("letters", String.class, List.of())));
        letters.deleteMany(Filters.in("_id", ids));
        troubled.deleteMany(Filters.in("_id", keys));
        store.counts.forget();
    }

    /** Deletes letters that were resolved or discarded so long ago; what is open, or in hand, stays. */
    public long forget(Duration age) {
        Date before = Date.from(Instant.now().minus(age));
        Bson closed = Filters.and(
                Filters.in("state", State.RESOLVED.text(), State.DISCARDED.text()),
                // letters of earlier versions do not say when they were moved
                Filters.or(
                        Filters.lte("movedAt", before),
                        Filters.and(Filters.exists("movedAt", false), Filters.lte("at", before))));
        long forgotten = 0;
        List<Document> some = closed(closed);
        while (!some.isEmpty()) {
            forgotten += letters.deleteMany(Filters.and(Filters.in("_id", ids(some)), closed))
                    .getDeletedCount();
            some.forEach(letter -> {
                Bson document = Filters.eq("_id", key(place(letter), letter.get("documentId")));
                troubled.updateOne(document, Updates.pull("letters", letter.getString("_id")));
                troubled.deleteOne(Filters.and(document, Filters.size("letters", 0)));
            });
            some = closed(closed);
        }
        return forgotten;
    }

    private static String place(Document letter) {
        return letter.getString(letter.getString("table") == null ? "provider" : "table");
    }

    private List<Document> closed(Bson closed) {
        return letters.find(closed)
                .projection(Projections.include("table", "provider", "documentId"))
                .limit(LETTERS_TOGETHER)
                .into(new ArrayList<>());
    }

    private static List<String> ids(List<Document> documents) {
        return documents.stream().map(document -> document.getString("_id")).toList();
    }
}
