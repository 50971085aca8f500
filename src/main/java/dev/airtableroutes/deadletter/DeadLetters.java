package dev.airtableroutes.deadletter;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.deadletter.Letter.Event;
import dev.airtableroutes.deadletter.Letter.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.Body;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The dead letters in the state database. The same fault of the same document is one letter that counts attempts, and resolves
 * itself when the document is delivered.
 */
@Component("deadLetters")
public class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private static final int LETTERS_TOGETHER = 500;

    private final LetterStore store;
    private final MongoCollection<Document> letters;
    private final TroubledDocuments troubled;
    private final ClosedLetters closed;
    private final List<Consumer<Letter>> followers = new CopyOnWriteArrayList<>();

    public DeadLetters(@Qualifier("state") MongoDatabase state) {
        this.store = new LetterStore(state);
        this.letters = store.letters;
        this.troubled = new TroubledDocuments(state);
        this.closed = new ClosedLetters(letters, troubled);
    }

    LetterStore store() {
        return store;
    }

    /** Stores the letter, or counts one more attempt of the same fault. */
    public DeadLetter store(DeadLetter letter) {
        store.index();
        String reason = Shown.reason(letter.reason());
        Letter before = find(letter.id()).orElse(null);
        if (toldBefore(letter, before, reason)) {
            return letter;
        }
        // first: a letter that its document does not know of would never resolve itself
        troubled.add(letter);
        store.put(letter, before, reason);
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

    /** Whether there was never any letter: then no document needs to be asked about. */
    public boolean none() {
        return troubled.none();
    }

    /** Those of these documents that have letters which nobody has mended. */
    public Set<Object> troubled(String table, Collection<?> documentIds) {
        Map<String, Object> documents = troubled.lettersOf(table, documentIds);
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
                        letters, troubled.lettersOf(table, documentIds).keySet())
                .projection(Projections.include("state", "httpStatus"))) {
            String id = letter.getString("_id");
            if (isPending(letter) && !exceptIds.contains(id) && !(unasked && letter.getInteger("httpStatus", 0) != 0)) {
                pending.add(id);
            }
        }
        return pending;
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

    /**
     * How many of the letters that the filter means are of none of these tables and providers, by table or provider.
     *
     * @param before letters that were opened later are left out
     */
    public SortedMap<String, Long> elsewhere(LetterFilter filter, Instant before, Collection<String> places) {
        return store.counts.elsewhere(filter, before, places);
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
        letters.deleteMany(
                Filters.in("_id", troubled.lettersOf(place, documentIds).keySet()));
        troubled.forget(place, documentIds);
        store.counts.forget();
    }

    /** Deletes letters that were resolved or discarded so long ago; what is open, or in hand, stays. */
    public long forget(Duration age) {
        return closed.forget(Instant.now().minus(age));
    }
}
