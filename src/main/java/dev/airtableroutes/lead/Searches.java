package dev.airtableroutes.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.log.LogScope;
import dev.airtableroutes.provider.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The saved searches.
 *
 * <pre>
 * searches  {_id, source, query, segment, every: "1d", cap, note, enabled, …: written by people
 *            nextAt, page, found, turns, turnUntil, lastAt, lastOutcome, reason: ours}
 * </pre>
 *
 * A search goes through its pages until the cap or the last one, and begins anew after {@code every}.
 */
@Component
public class Searches {

    private static final Logger LOG = LoggerFactory.getLogger(Searches.class);
    static final String WAITS = " The page waits for the search's next time, or for `leads find`.";

    private final MongoCollection<Document> searches;
    private final Leads leads;

    Searches(@Qualifier("source") MongoDatabase source, Leads leads) {
        this.searches = source.getCollection("searches");
        this.leads = leads;
    }

    /**
     * A search as it stands.
     *
     * @param source the provider that is asked
     * @param added leads that its latest page brought
     * @param leads that it brought in all
     * @param reason why it does not go on, or null
     */
    public record View(
            String id,
            String source,
            String query,
            String segment,
            boolean enabled,
            Instant lastAt,
            String lastOutcome,
            Instant nextAt,
            int added,
            int leads,
            String reason) {}

    /** All saved searches. */
    public List<View> all() {
        return list(searches.find().sort(Sorts.ascending("_id"))).stream()
                .map(SavedSearch::view)
                .toList();
    }

    /**
     * Lets searches begin now, from their first page, whatever their time.
     *
     * @param ids of searches; empty for all that are enabled
     * @return how many
     * @throws UnknownException when there is none of an id
     */
    public long start(Collection<?> ids) {
        for (Object id : ids) {
            if (searches.find(byId(id)).first() == null) {
                throw new UnknownException("There is no search \"" + id + "\" in the collection searches.");
            }
        }
        return searches.updateMany(chosen(ids), Updates.combine(Updates.unset("nextAt"), Updates.unset("page")))
                .getMatchedCount();
    }

    /** Whether a search is due, or under way. @param ids of these alone; of all when it is empty */
    public boolean busy(Collection<?> ids) {
        return searches.countDocuments(
                        Filters.and(enabled(ids), Filters.or(time(), Filters.gt("turnUntil", Date.from(now())))))
                > 0;
    }

    /** Those whose time has come and whose page nobody has in hand. @param ids of these alone; of all when null or empty */
    List<SavedSearch> due(Collection<?> ids) {
        return list(searches.find(Filters.and(enabled(ids), free(), time())));
    }

    Optional<SavedSearch> find(Object key) {
        return Optional.ofNullable(searches.find(Filters.eq("_id", key)).first())
                .map(SavedSearch::new);
    }

    private static List<SavedSearch> list(Iterable<Document> found) {
        List<SavedSearch> list = new ArrayList<>();
        found.forEach(search -> list.add(new SavedSearch(search)));
        return list;
    }

    private Bson time() {
        return Filters.or(Filters.eq("nextAt", null), Filters.lte("nextAt", Date.from(now())));
    }

    /** Nobody has its page in hand. */
    private Bson free() {
        return Filters.or(Filters.eq("turnUntil", null), Filters.lte("turnUntil", Date.from(now())));
    }

    /** Searches that their source turned away go on where they were. */
    void askAgain(String source) {
        searches.updateMany(
                Filters.and(
                        Filters.eq("source", source),
                        Filters.in(
                                "lastOutcome", Outcome.NO_CREDITS.name(), Outcome.AUTH.name(), Outcome.SKIPPED.name())),
                Updates.unset("nextAt"));
    }

    private static Bson chosen(Collection<?> ids) {
        return ids == null || ids.isEmpty()
                ? Filters.ne("enabled", false)
                : Filters.or(ids.stream().map(Searches::byId).toList());
    }

    private static Bson enabled(Collection<?> ids) {
        return Filters.and(Filters.ne("enabled", false), chosen(ids));
    }

    /** People write an ObjectId as text. */
    private static Bson byId(Object id) {
        return id instanceof String text && ObjectId.isValid(text)
                ? Filters.in("_id", id, new ObjectId(text))
                : Filters.eq("_id", id);
    }

    /** Takes the page of a search in hand, before anything is said or paid about it; one process does. */
    boolean claim(SavedSearch search, Instant until) {
        return searches.updateOne(
                                Filters.and(
                                        Filters.eq("_id", search.key()),
                                        Filters.eq("turns", search.document().get("turns")),
                                        free()),
                                Updates.set("turnUntil", Date.from(until)))
                        .getMatchedCount()
                == 1;
    }

    /** It is left alone for a while; said once. */
    void rest(SavedSearch search, String reason, Duration wait, Bson... more) {
        if (!reason.equals(search.reason())) {
            try (LogScope ofTheSearch = LogScope.document(search.key())) {
                LOG.warn("Search {}: {}", search.id(), reason);
            }
        }
        List<Bson> updates = new ArrayList<>(List.of(more));
        updates.add(Updates.set("reason", reason));
        updates.add(Updates.set("nextAt", Date.from(now().plus(wait))));
        set(search.key(), updates);
    }

    void set(Object key, List<Bson> updates) {
        searches.updateOne(Filters.eq("_id", key), Updates.combine(updates));
    }

    Instant now() {
        return leads.clock().instant();
    }
}
