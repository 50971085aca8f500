package dev.airtableroutes.lead;

import com.mongodb.MongoException;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Body;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** Hands the next pages of searches to the queues of their sources, each under the price that was held back. */
@Component("searchTurns")
public class SearchTurns {

    private final Searches searches;
    private final Credits credits;
    private final Providers providers;
    private final Circuits circuits;
    private final LeadRules rules;
    private final InFlight inFlight;
    private final SearchNews news;

    SearchTurns(
            Searches searches,
            Credits credits,
            Providers providers,
            Circuits circuits,
            LeadRules rules,
            InFlight inFlight,
            SearchNews news) {
        this.searches = searches;
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
                searches.set(turn.subject().get("_id"), List.of(Updates.unset("turnUntil")));
                inFlight.leave(turn);
            }
        }
    }

    /**
     * The searches whose time has come, each for the queue of its source.
     *
     * @param ids of these alone; of all when it is null or empty
     */
    public List<Turn> due(@Body Collection<?> ids) {
        return inFlight.stopping()
                ? List.of()
                : Handout.of(turns ->
                        searches.due(ids).forEach(search -> begin(search).ifPresent(turns::add)));
    }

    /** @param search as it was read: another process may have begun its page meanwhile, which then is left to it */
    Optional<Turn> begin(SavedSearch search) {
        Optional<Operation> operation = providers
                .find(search.source() == null ? "" : search.source())
                .map(Provider::operations)
                .map(operations -> operations.get(Verb.search));
        String wrong = wrong(search, operation);
        if (wrong != null) {
            searches.rest(search, wrong, Duration.ofMinutes(10));
            return Optional.empty();
        }
        String id = search.id() + "." + search.source() + ".search." + search.turns();
        Turn turn = turn(search, id);
        if (inFlight.paused(turn.provider(), now())
                || inFlight.count(turn.provider(), turn.operation())
                        >= operation.get().atOnce()
                || !inFlight.enter(turn, id, now())) {
            return Optional.empty();
        }
        boolean begun = false;
        try {
            begun = searches.claim(search, now().plus(rules.current().lease())) && begin(search, turn, operation.get());
        } catch (MongoException failed) {
            searches.set(search.key(), List.of(Updates.unset("turnUntil")));
            throw failed;
        } finally {
            if (!begun) {
                inFlight.leave(turn);
            }
        }
        return begun ? Optional.of(turn) : Optional.empty();
    }

    private static Turn turn(SavedSearch search, String id) {
        return new Turn(id, search.source(), Verb.search.name(), search.document(), 1);
    }

    /** Whether the page can be asked for; else nobody has it in hand any more. */
    private boolean begin(SavedSearch search, Turn turn, Operation operation) {
        String id = turn.id();
        if (credits.closed(id)
                || credits.state(id).filter(Charge.State.SENT::equals).isPresent()) {
            lost(search, id, operation);
            return false;
        }
        Charge charge = new Charge(
                id,
                turn.provider(),
                turn.operation(),
                providers.purse(turn.provider(), turn.operation()),
                search.id(),
                "searched-" + day(),
                operation.price(),
                null);
        Optional<Credits.Blocked> blocked =
                credits.reserve(charge, BigDecimal.ZERO, rules.current().caps());
        blocked.ifPresentOrElse(
                by -> blocked(search, by),
                () -> searches.set(search.key(), List.of(Updates.set("nextAt", Date.from(now())))));
        return blocked.isEmpty();
    }

    private void blocked(SavedSearch search, Credits.Blocked by) {
        if (by == Credits.Blocked.FOR_NOW) {
            searches.set(
                    search.key(),
                    List.of(
                            Updates.unset("turnUntil"),
                            Updates.set("nextAt", Date.from(now().plus(Patience.after(1))))));
        } else {
            searches.rest(
                    search,
                    "A cap on credits (" + by.name().toLowerCase(Locale.ROOT) + ") is reached.",
                    Duration.ofHours(1),
                    Updates.unset("turnUntil"));
        }
    }

    /** A crash came in between: what it cost counts, and the page is asked for under another charge. */
    private void lost(SavedSearch search, String charge, Operation operation) {
        boolean waits = !operation.repeatFree() && search.begun();
        if (waits) {
            news.lost(turn(search, charge));
        }
        credits.abandon(charge);
        Bson anotherCharge = Updates.combine(Updates.inc("turns", 1), Updates.unset("turnUntil"));
        // who lets it begin anew takes its time away
        if (waits) {
            searches.rest(
                    search,
                    "The application ended before the answer was kept, and it may have been charged." + Searches.WAITS,
                    search.untilNextRound(),
                    anotherCharge);
        } else {
            searches.set(search.key(), List.of(anotherCharge));
        }
    }

    /** Why a search cannot run now, or null. */
    private String wrong(SavedSearch search, Optional<Operation> operation) {
        String source = search.source();
        if (operation.isEmpty()) {
            return "Its source \"" + source + "\" is no provider that searches.";
        }
        if (!providers.on(source)) {
            return providers.whyOff(source).orElse(source + " is off.");
        }
        if (search.every().isEmpty()) {
            return "Its \"every\" is \"" + search.document().get("every") + "\"; expected a time such as 12h or 1d.";
        }
        String purse = providers.purse(source, Verb.search.name());
        return circuits.open(purse) ? circuits.reason(purse) : null;
    }

    private String day() {
        return now().toString().substring(0, 10);
    }

    private Instant now() {
        return searches.now();
    }
}
