package dev.airtableroutes.lead;

import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Asked;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Standing;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Tells dead letters of a search's pages that waits for its next time, since nobody knows what became of one. */
@Component("searchNews")
class SearchNews {

    private final Providers providers;
    private final DeadLetters deadLetters;

    SearchNews(Providers providers, DeadLetters deadLetters) {
        this.providers = providers;
        this.deadLetters = deadLetters;
    }

    /** How a search stands by this answer; null when it goes on by itself. What it asked others before is settled. */
    public Standing standing(@Body Answer answer, @ExchangeProperty("turn") Turn turn) {
        Object search = turn.subject().get("_id");
        settleFormer(turn);
        Outcome outcome = answer.outcome();
        if (outcome.hit() || outcome == Outcome.MISS) {
            return Standing.settled(turn.provider(), search, "The search was answered since.");
        }
        if (outcome == Outcome.BAD_INPUT) {
            return Standing.of(letter(
                    turn,
                    Kind.RECORD,
                    answer.status(),
                    outcome,
                    said(answer) + " It is asked again at its next time."));
        }
        return outcome == Outcome.UNKNOWN && !repeatFree(turn)
                ? Standing.of(letter(turn, Kind.EXHAUSTED, answer.status(), outcome, said(answer) + mayBePaid(turn)))
                : null;
    }

    /** Who looks for a search's new source does not wait for an answer of its former one. */
    private void settleFormer(Turn turn) {
        if (deadLetters.none()) {
            return;
        }
        providers.all().values().stream()
                .filter(provider -> provider.operations().containsKey(Verb.search))
                .map(Provider::name)
                .filter(name -> !name.equals(turn.provider()))
                .forEach(name -> deadLetters.gone(name, List.of(turn.subject().get("_id")), asksNow(turn.provider())));
    }

    /** @param source that a search has now */
    static String asksNow(String source) {
        return "The search asks %s now.".formatted(source);
    }

    private static String said(Answer answer) {
        return Objects.requireNonNullElse(answer.sentence(), "There was no answer.");
    }

    /** The process that had a page in hand is gone. */
    void lost(Turn turn) {
        deadLetters.settle(Standing.of(letter(
                turn,
                Kind.EXHAUSTED,
                null,
                Outcome.UNKNOWN,
                "The application ended before the answer was kept." + mayBePaid(turn))));
    }

    private boolean repeatFree(Turn turn) {
        return providers
                .find(turn.provider())
                .flatMap(provider -> provider.operation(turn.operation()))
                .map(Operation::repeatFree)
                .orElse(false);
    }

    private String mayBePaid(Turn turn) {
        String name = providers.find(turn.provider()).map(Provider::displayName).orElse(turn.provider());
        return " Nobody knows whether %s charged for the page; its price counts as spent, and the search waits for its next time."
                .formatted(name);
    }

    private static DeadLetter letter(Turn turn, Kind kind, Integer status, Outcome outcome, String reason) {
        Map<String, String> about = new HashMap<>();
        Document search = new Document(turn.subject());
        if (search.get("page") != null) {
            about.put("page", search.get("page").toString());
        }
        if (search.get("segment") != null) {
            about.put("segment", search.get("segment").toString());
        }
        return DeadLetter.of(
                new Asked(turn.provider(), turn.operation(), turn.id()),
                search.get("_id"),
                kind,
                about,
                status,
                outcome.name(),
                reason);
    }
}
