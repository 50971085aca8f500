package dev.airtableroutes.deadletter;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.PushOptions;
import com.mongodb.client.model.Sorts;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection of letters: finds them, counts their attempts, and moves them from state to state.
 *
 * <pre>
 * dead_letters  {_id: letter, place: "since~letter", state, movedAt, since, firstAt, at, route, table, provider, operation, turn,
 *                documentId, kind, field, value, fields, others, httpStatus, errorType, reason, attempts, history}
 * </pre>
 */
final class LetterStore {

    private static final UpdateOptions UPDATE_OR_INSERT = new UpdateOptions().upsert(true);
    private static final int LONGEST_HISTORY = 20;

    final MongoCollection<Document> letters;
    final LetterCounts counts;
    private volatile boolean indexed;

    LetterStore(MongoDatabase state) {
        letters = state.getCollection("dead_letters");
        counts = new LetterCounts(letters);
    }

    /**
     * Stores a letter, or counts one more attempt.
     *
     * @param before the same letter as it is stored; or null
     * @param reason as people may see it
     */
    void put(DeadLetter letter, Letter before, String reason) {
        Instant now = Instant.now();
        Optional<Asked> asked = Optional.ofNullable(letter.asked());
        Instant since = before != null && before.pending() ? before.since() : now;
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
                        push(new Event(now, "failed", null, reason)),
                        Updates.inc("attempts", 1)),
                UPDATE_OR_INSERT);
        counts.forget();
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

    /** Before the first letter. */
    void index() {
        if (!indexed) {
            letters.createIndex(Indexes.compoundIndex(
                    Indexes.ascending("state"), Indexes.ascending("table"), Indexes.descending("place")));
            letters.createIndex(Indexes.compoundIndex(
                    Indexes.ascending("state"), Indexes.ascending("provider"), Indexes.descending("place")));
            letters.createIndex(Indexes.compoundIndex(Indexes.ascending("state"), Indexes.descending("place")));
            letters.createIndex(Indexes.descending("place"));
            letters.createIndex(Indexes.ascending("state", "movedAt"));
            indexed = true;
        }
    }

    Optional<Letter> find(String id) {
        return Optional.ofNullable(letters.find(Filters.eq("_id", id)).first()).map(Letter::of);
    }

    List<Letter> find(Collection<String> ids) {
        return some(letters, ids).map(Letter::of).into(new ArrayList<>());
    }

    LetterPage page(LetterFilter filter, int skip, int size, String after) {
        List<Bson> conditions = filter.conditions(Instant.now());
        long total = letters.countDocuments(all(conditions), new CountOptions().limit(LetterPage.COUNTED));
        List<Letter> page = read(conditions, after, true)
                .skip(skip)
                .limit(size + 1)
                .map(Letter::of)
                .into(new ArrayList<>());
        boolean more = page.size() > size;
        List<Letter> shown = more ? page.subList(0, size) : page;
        return new LetterPage(List.copyOf(shown), total, more ? LetterPage.after(shown.get(size - 1)) : null);
    }

    LetterPage oldest(LetterFilter filter, Instant before, int size, String after) {
        List<Bson> conditions = filter.conditions(before);
        conditions.add(Filters.lte("since", Date.from(before)));
        List<Letter> page =
                read(conditions, after, false).limit(size).map(Letter::of).into(new ArrayList<>());
        return new LetterPage(page, -1, page.size() < size ? null : LetterPage.after(page.get(page.size() - 1)));
    }

    private FindIterable<Document> read(List<Bson> conditions, String after, boolean newestFirst) {
        List<Bson> all = new ArrayList<>(conditions);
        if (after != null) {
            all.add(LetterPage.beyond(after, newestFirst));
        }
        return letters.find(all(all)).sort(newestFirst ? Sorts.descending("place") : Sorts.ascending("place"));
    }

    /** Some letters that nothing has moved for so long. */
    List<Letter> inStateSince(State state, Duration age, int count) {
        return letters.find(Filters.and(
                        Filters.eq("state", state.text()),
                        Filters.lte("movedAt", Date.from(Instant.now().minus(age)))))
                .limit(count)
                .map(Letter::of)
                .into(new ArrayList<>());
    }

    static Bson all(List<Bson> conditions) {
        return conditions.isEmpty() ? new Document() : Filters.and(conditions);
    }

    void move(Collection<String> ids, State to, Event event, Bson... more) {
        if (!ids.isEmpty()) {
            move(Filters.in("_id", ids), to, event, more);
        }
    }

    /** The same of those that are still in a state. */
    void move(Collection<String> ids, State from, State to, Event event, Bson... more) {
        if (!ids.isEmpty()) {
            move(Filters.and(Filters.in("_id", ids), Filters.eq("state", from.text())), to, event, more);
        }
    }

    private void move(Bson which, State to, Event event, Bson... more) {
        List<Bson> updates = new ArrayList<>(List.of(more));
        updates.add(Updates.set("state", to.text()));
        updates.add(Updates.set("movedAt", event.at()));
        updates.add(push(event));
        letters.updateMany(which, Updates.combine(updates));
        counts.forget();
    }

    static Bson push(Event event) {
        return Updates.pushEach("history", List.of(event.document()), new PushOptions().slice(-LONGEST_HISTORY));
    }

    static FindIterable<Document> some(MongoCollection<Document> collection, Collection<String> ids) {
        return collection.find(Filters.in("_id", ids)).batchSize(ids.size() + 1);
    }
}
