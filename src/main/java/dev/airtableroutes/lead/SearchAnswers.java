package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** What a page of a search does: leads, money, and when the search goes on. */
@Component("searchAnswers")
public class SearchAnswers {

    private final Searches searches;
    private final Hits hits;
    private final Credits credits;
    private final Providers providers;
    private final InFlight inFlight;

    SearchAnswers(Searches searches, Hits hits, Credits credits, Providers providers, InFlight inFlight) {
        this.searches = searches;
        this.hits = hits;
        this.credits = credits;
        this.providers = providers;
        this.inFlight = inFlight;
    }

    /** What a search found: leads, the next page, or the time of the next round. */
    public Hits.Stored settle(@Body Answer answer, @ExchangeProperty("turn") Turn turn) {
        Optional<SavedSearch> search = searches.find(turn.subject().get("_id"));
        Hits.Stored stored = search.filter(found -> answer.outcome().hit())
                .map(found -> store(found, answer.items(), turn))
                .orElse(Hits.Stored.NOTHING);
        pay(turn, answer);
        search.ifPresent(found -> ended(found, turn, answer, stored));
        inFlight.leave(turn);
        return stored;
    }

    /** No more people than the round has room for. */
    private Hits.Stored store(SavedSearch search, List<Map<String, Object>> items, Turn turn) {
        int left = search.cap() - search.found();
        Hits.Stored stored = Hits.Stored.NOTHING;
        for (Map<String, Object> item : items) {
            if (stored.added() + stored.joined() >= left) {
                break;
            }
            stored = stored.and(hits.store(item, search.foundAt(turn.provider())));
        }
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

    private void ended(SavedSearch search, Turn turn, Answer answer, Hits.Stored stored) {
        int found = search.found() + answer.items().size();
        boolean on = answer.outcome().hit() && answer.next() != null && found < search.cap();
        boolean settled = answer.outcome().settled();
        boolean mayBePaid = answer.outcome() == Outcome.UNKNOWN && !repeatFree(turn);
        int failures = settled ? 0 : search.failures() + 1;
        Instant now = searches.now();
        Instant next = on
                ? now
                : settled || mayBePaid
                        ? now.plus(search.untilNextRound())
                        : answer.retryAt() != null ? answer.retryAt() : now.plus(Patience.after(failures));
        if (answer.outcome() == Outcome.RATE_LIMITED) {
            next = inFlight.tooOften(turn.provider(), next, now);
        } else if (settled) {
            inFlight.answered(turn.provider());
        }
        searches.set(
                search.key(),
                List.of(
                        Updates.set("nextAt", Date.from(next)),
                        page(search, on, settled, answer.next()),
                        Updates.set("found", on ? found : settled ? 0 : search.found()),
                        Updates.set("failures", failures),
                        Updates.set("turns", search.turns() + 1),
                        Updates.set("lastAt", Date.from(now)),
                        Updates.set("lastOutcome", answer.outcome().name()),
                        Updates.set("lastAdded", stored.added()),
                        Updates.inc("leads", stored.added()),
                        reason(answer, mayBePaid),
                        Updates.unset("turnUntil")));
    }

    /** That there is something, or nothing, or nothing more, is none. */
    private static Bson reason(Answer answer, boolean waits) {
        return answer.outcome().hit() || answer.outcome() == Outcome.MISS || answer.sentence() == null
                ? Updates.unset("reason")
                : Updates.set("reason", answer.sentence() + (waits ? Searches.WAITS : ""));
    }

    /** The next page, the first one, or the same again. */
    private static Bson page(SavedSearch search, boolean on, boolean settled, String next) {
        Object page = on ? next : settled ? null : search.page();
        return page == null ? Updates.unset("page") : Updates.set("page", page);
    }
}
