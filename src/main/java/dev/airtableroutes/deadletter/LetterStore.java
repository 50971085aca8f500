package dev.airtableroutes.deadletter;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.PushOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.deadletter.Letter.Event;
import dev.airtableroutes.deadletter.Letter.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The collection of letters: finds them, and moves them from state to state. */
final class LetterStore {

    private static final int LONGEST_HISTORY = 20;

    final MongoCollection<Document> letters;
    final LetterCounts counts;
    private volatile boolean indexed;

    LetterStore(MongoDatabase state) {
        letters = state.getCollection("dead_letters");
        counts = new LetterCounts(letters);
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

    static Bson all(List<Bson> conditions) {
        return conditions.isEmpty() ? new Document() : Filters.and(conditions);
    }

    void move(Collection<String> ids, State to, Event event, Bson... more) {
        if (!ids.isEmpty()) {
            move(Filters.in("_id", ids), to, event, more);
        }
    }

    /** The same of one letter, unless it is no longer in that state. */
    void move(String id, State from, State to, Event event, Bson... more) {
        move(Filters.and(Filters.eq("_id", id), Filters.eq("state", from.text())), to, event, more);
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
