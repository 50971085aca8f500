package dev.airtableroutes.lead;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.log.LogScope;
import dev.airtableroutes.mapping.Parts;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The saved searches, and what they found.
 *
 * <pre>
 * searches  {_id, source, query, segment, every: "1d", cap, note, enabled, …: written by people
 *            nextAt, page, found, turns, turnUntil, lastAt, lastOutcome, reason: ours}
 * </pre>
 *
 * A search goes through its pages until the cap or the last one, and begins anew after {@code every}.
 */
@Component("searches")
public class Searches {

    private static final Logger LOG = LoggerFactory.getLogger(Searches.class);
    private static final Pattern EVERY = Pattern.compile("[1-9]\\d{0,4}[smhd]");
    private static final int USUAL_CAP = 100;
    private static final Duration USUAL_EVERY = Duration.ofDays(1);
    private static final String WAITS = " The page waits for the search's next time, or for `leads find`.";

    private final MongoCollection<Document> searches;
    private final Leads leads;
    private final Hits hits;
    private final Credits credits;
    private final Providers providers;
    private final Circuits circuits;
    private final LeadRules rules;
    private final InFlight inFlight;
    private final SearchNews news;

    Searches(
            @Qualifier("source") MongoDatabase source,
            Leads leads,
            Hits hits,
            Credits credits,
            Providers providers,
            Circuits circuits,
            LeadRules rules,
            InFlight inFlight,
            SearchNews news) {
        this.searches = source.getCollection("searches");
        this.leads = leads;
        this.hits = hits;
        this.credits = credits;
        this.providers = providers;
        this.circuits = circuits;
        this.rules = rules;
        this.inFlight = inFlight;
        this.news = news;
    }

    /** Pages for which nobody was asked: their searches begin them anew. */
    void giveBack(List<Turn> notAsked) {
        for (Turn turn : notAsked) {
            if (turn.operation().equals(Verb.search.name())) {
                credits.release(turn.id(), Credits.GIVEN_BACK);
                searches.updateOne(Filters.eq("_id", turn.subject().get("_id")), Updates.unset("turnUntil"));
                inFlight.leave(turn);
            }
        }
    }

    List<Turn> due() {
        return due(List.of());
    }

    /**
     * The searches whose time has come, each for the queue of its source.
     *
     * @param ids of these alone; of all when it is null or empty
     */
    public List<Turn> due(@Body Collection<?> ids) {
        if (inFlight.stopping()) {
            return List.of();
        }
        Bson time = Filters.or(Filters.eq("nextAt", null), Filters.lte("nextAt", Date.from(now())));
        return Handout.of(turns -> {
            for (Document search : searches.find(Filters.and(enabled(ids), free(), time))) {
                begin(search).ifPresent(turns::add);
            }
        });
    }

    /** Nobody has its page in hand. */
    private Bson free() {
        return Filters.or(Filters.eq("turnUntil", null), Filters.lte("turnUntil", Date.from(now())));
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
        List<View> views = new ArrayList<>();
        for (Document search : searches.find().sort(Sorts.ascending("_id"))) {
            views.add(new View(
                    id(search),
                    search.getString("source"),
                    search.getString("query"),
                    search.getString("segment"),
                    search.getBoolean("enabled", true),
                    instant(search, "lastAt"),
                    search.getString("lastOutcome"),
                    instant(search, "nextAt"),
                    search.getInteger("lastAdded", 0),
                    search.getInteger("leads", 0),
                    search.getString("reason")));
        }
        return views;
    }

    private static Instant instant(Document search, String name) {
        Date date = search.getDate(name);
        return date == null ? null : date.toInstant();
    }

    /** @param search as it was read: another process may have begun its page meanwhile, which then is left to it */
    Optional<Turn> begin(Document search) {
        String source = search.getString("source");
        Optional<Operation> operation = providers
                .find(source == null ? "" : source)
                .map(Provider::operations)
                .map(operations -> operations.get(Verb.search));
        String wrong = wrong(search, operation);
        if (wrong != null) {
            rest(search, wrong, Duration.ofMinutes(10));
            return Optional.empty();
        }
        String id = id(search) + "." + source + ".search." + search.getInteger("turns", 0);
        Turn turn = new Turn(id, source, Verb.search.name(), search, 1);
        if (inFlight.paused(source, now())
                || inFlight.count(source, Verb.search.name()) >= operation.get().atOnce()
                || !inFlight.enter(turn, id, now())) {
            return Optional.empty();
        }
        boolean begun = false;
        try {
            begun = claim(search) && begin(search, turn, operation.get());
        } catch (MongoException failed) {
            set(search, Updates.unset("turnUntil"));
            throw failed;
        } finally {
            if (!begun) {
                inFlight.leave(turn);
            }
        }
        return begun ? Optional.of(turn) : Optional.empty();
    }

    /** Takes the page of a search in hand, before anything is said or paid about it; one process does. */
    private boolean claim(Document search) {
        return searches.updateOne(
                                Filters.and(
                                        Filters.eq("_id", search.get("_id")),
                                        Filters.eq("turns", search.get("turns")),
                                        free()),
                                Updates.set(
                                        "turnUntil",
                                        Date.from(now().plus(rules.current().lease()))))
                        .getMatchedCount()
                == 1;
    }

    /** Whether the page can be asked for; else nobody has it in hand any more. */
    private boolean begin(Document search, Turn turn, Operation operation) {
        String id = turn.id();
        if (credits.closed(id)
                || credits.state(id).filter(Charge.State.SENT::equals).isPresent()) {
            lost(search, id, operation);
            return false;
        }
        Charge charge =
                new Charge(id, turn.provider(), turn.operation(), id(search), "searched-" + day(), operation.price());
        Optional<Credits.Blocked> blocked =
                credits.reserve(charge, BigDecimal.ZERO, rules.current().caps());
        if (blocked.isPresent()) {
            rest(
                    search,
                    "A cap on credits (" + blocked.get().name().toLowerCase(Locale.ROOT) + ") is reached.",
                    Duration.ofHours(1),
                    Updates.unset("turnUntil"));
            return false;
        }
        set(search, Updates.set("nextAt", Date.from(now())));
        return true;
    }

    /** A crash came in between: what it cost counts, and the page is asked for under another charge. */
    private void lost(Document search, String charge, Operation operation) {
        boolean waits = !operation.repeatFree() && search.getDate("nextAt") != null;
        if (waits) {
            news.lost(new Turn(charge, search.getString("source"), Verb.search.name(), search, 1));
        }
        credits.abandon(charge);
        Bson anotherCharge = Updates.combine(Updates.inc("turns", 1), Updates.unset("turnUntil"));
        // who lets it begin anew takes its time away
        if (waits) {
            rest(
                    search,
                    "The application ended before the answer was kept, and it may have been charged." + WAITS,
                    every(search).orElse(USUAL_EVERY),
                    anotherCharge);
        } else {
            set(search, anotherCharge);
        }
    }

    /** Why a search cannot run now, or null. */
    private String wrong(Document search, Optional<Operation> operation) {
        String source = search.getString("source");
        if (operation.isEmpty()) {
            return "Its source \"" + source + "\" is no provider that searches.";
        }
        if (!providers.on(source)) {
            return providers.whyOff(source).orElse(source + " is off.");
        }
        if (every(search).isEmpty()) {
            return "Its \"every\" is \"" + search.get("every") + "\"; expected a time such as 12h or 1d.";
        }
        return circuits.open(source) ? circuits.reason(source) : null;
    }

    /** What a search found: leads, the next page, or the time of the next round. */
    public Hits.Stored settle(@Body Answer answer, @ExchangeProperty("turn") Turn turn) {
        Document search =
                searches.find(Filters.eq("_id", turn.subject().get("_id"))).first();
        Hits.Stored stored = Hits.Stored.NOTHING;
        if (answer.outcome().hit() && search != null) {
            Hits.Source source = new Hits.Source(
                    turn.provider(), search.getString("query"), search.getString("segment"), search.getString("note"));
            int left = cap(search) - search.getInteger("found", 0);
            for (var item : answer.items()) {
                if (stored.added() + stored.joined() >= left) {
                    break;
                }
                stored = stored.and(hits.store(item, source));
            }
        }
        pay(turn, answer);
        if (search != null) {
            ended(search, turn, answer, stored);
        }
        inFlight.leave(turn);
        return stored;
    }

    private void pay(Turn turn, Answer answer) {
        switch (answer.outcome()) {
            case UNKNOWN -> credits.unknown(turn.id());
            case HIT, HIT_VERIFIED, HIT_RISKY, MISS ->
                credits.settle(
                        turn.id(),
                        answer.credits(),
                        operation(turn)
                                .map(operation -> operation.charges(answer.outcome()))
                                .orElse(false),
                        answer.outcome().hit(),
                        answer.outcome().name());
            default -> credits.release(turn.id(), answer.outcome().name());
        }
    }

    private boolean repeatFree(Turn turn) {
        return operation(turn).map(Operation::repeatFree).orElse(false);
    }

    private Optional<Operation> operation(Turn turn) {
        return providers.find(turn.provider()).map(Provider::operations).map(operations -> operations.get(Verb.search));
    }

    private void ended(Document search, Turn turn, Answer answer, Hits.Stored stored) {
        int found = search.getInteger("found", 0) + answer.items().size();
        boolean on = answer.outcome().hit() && answer.next() != null && found < cap(search);
        boolean settled = answer.outcome().settled();
        boolean mayBePaid = answer.outcome() == Outcome.UNKNOWN && !repeatFree(turn);
        int failures = settled ? 0 : search.getInteger("failures", 0) + 1;
        Instant next = on
                ? now()
                : settled || mayBePaid
                        ? now().plus(every(search).orElse(USUAL_EVERY))
                        : answer.retryAt() != null ? answer.retryAt() : now().plus(Patience.after(failures));
        if (answer.outcome() == Outcome.RATE_LIMITED) {
            inFlight.pause(turn.provider(), next);
        }
        set(
                search,
                Updates.combine(
                        Updates.set("nextAt", Date.from(next)),
                        page(search, on, settled, answer.next()),
                        Updates.set("found", on ? found : settled ? 0 : search.getInteger("found", 0)),
                        Updates.set("failures", failures),
                        Updates.set("turns", search.getInteger("turns", 0) + 1),
                        Updates.set("lastAt", Date.from(now())),
                        Updates.set("lastOutcome", answer.outcome().name()),
                        Updates.set("lastAdded", stored.added()),
                        Updates.inc("leads", stored.added()),
                        reason(answer, mayBePaid),
                        Updates.unset("turnUntil")));
    }

    /** That there is nothing, or nothing more, is none. */
    private static Bson reason(Answer answer, boolean waits) {
        return answer.outcome() == Outcome.MISS || answer.sentence() == null
                ? Updates.unset("reason")
                : Updates.set("reason", answer.sentence() + (waits ? WAITS : ""));
    }

    /** The next page, the first one, or the same again. */
    private static Bson page(Document search, boolean on, boolean settled, String next) {
        Object page = on ? next : settled ? null : search.get("page");
        return page == null ? Updates.unset("page") : Updates.set("page", page);
    }

    /** It is left alone for a while; said once. */
    private void rest(Document search, String reason, Duration wait, Bson... more) {
        if (!reason.equals(search.getString("reason"))) {
            try (LogScope ofTheSearch = LogScope.document(search.get("_id"))) {
                LOG.warn("Search {}: {}", id(search), reason);
            }
        }
        List<Bson> updates = new ArrayList<>(List.of(more));
        updates.add(Updates.set("reason", reason));
        updates.add(Updates.set("nextAt", Date.from(now().plus(wait))));
        set(search, Updates.combine(updates));
    }

    private void set(Document search, Bson update) {
        searches.updateOne(Filters.eq("_id", search.get("_id")), update);
    }

    boolean busy() {
        return busy(List.of());
    }

    /** Whether a search is due, or under way. @param ids of these alone; of all when it is empty */
    public boolean busy(Collection<?> ids) {
        return searches.countDocuments(Filters.and(
                        enabled(ids),
                        Filters.or(
                                Filters.eq("nextAt", null),
                                Filters.lte("nextAt", Date.from(now())),
                                Filters.gt("turnUntil", Date.from(now())))))
                > 0;
    }

    private static int cap(Document search) {
        return search.get("cap") instanceof Number cap ? cap.intValue() : USUAL_CAP;
    }

    private static Optional<Duration> every(Document search) {
        Object every = search.get("every");
        if (every == null) {
            return Optional.of(USUAL_EVERY);
        }
        return EVERY.matcher(every.toString()).matches()
                ? Optional.of(Parts.duration(every.toString()))
                : Optional.empty();
    }

    private static String id(Document search) {
        return search.get("_id").toString();
    }

    private String day() {
        return now().toString().substring(0, 10);
    }

    private Instant now() {
        return leads.clock().instant();
    }
}
