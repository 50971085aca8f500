package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Questions;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;

/**
 * Leads that are enriched by providers a, b and paid, verified by v and a, and whose handles r knows; they answer what a test
 * says.
 */
abstract class LeadsFixture extends LeadGround {

    static final String JANE = "jane@acme.com";

    final Map<String, List<Answer>> script = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final Circuits circuits = mock(Circuits.class);
    final Questions questions = mock(Questions.class);
    Rules rules = rules(Caps.NONE);
    Credits credits;
    AnswerCache cache;
    Turns turns;
    LeadAnswers answers;
    LeadRuns runs;
    Forecasts forecasts;
    Hits hits;
    Erasure erasure;
    DeadLetters deadLetters;
    LeadPrivacy privacy;
    LeadNews news;
    LeadLetters letters;

    @BeforeEach
    void begin() {
        when(questions.inputHash(any())).thenAnswer(call -> {
            Turn turn = call.getArgument(0);
            Document lead = new Document(turn.subject());
            List<String> input =
                    switch (turn.operation()) {
                        case "verify" -> List.of("email", "address");
                        case "resolve" -> List.of("person", "handle");
                        default -> List.of("person", "fullName");
                    };
            Object what = lead.getEmbedded(input, Object.class);
            return what == null
                    ? Optional.empty()
                    : Optional.of(Identity.hash(turn.provider() + turn.operation() + what));
        });
        restart();
    }

    private static Operation operation(Verb verb, boolean repeatFree) {
        return new Operation(verb, 2, BigDecimal.ONE, Operation.Charged.hit, "credits", repeatFree, null, null);
    }

    static Rules rules(Caps caps) {
        return rules(
                new Rules.Waterfall(List.of("r"), List.of("a", "b", "paid"), List.of("v", "a")),
                Map.of("enterprise", new Rules.Waterfall(List.of("b"), List.of())),
                caps,
                Map.of());
    }

    private static Provider provider(String name, Verb verb) {
        return provider(
                name, name.toUpperCase(java.util.Locale.ROOT), Map.of(verb, operation(verb, !name.equals("paid"))));
    }

    /** As after a kill: whatever was only in memory is gone. */
    final void restart() {
        restart(
                rules,
                provider("r", Verb.resolve),
                provider("a", Verb.find),
                provider("b", Verb.find),
                provider("v", Verb.verify),
                provider("paid", Verb.find));
        credits = new Credits(state, clock);
        cache = new AnswerCache(state, clock);
        deadLetters = new DeadLetters(state);
        Moves moves = new Moves(leads, contacts, credits, providers, circuits, current);
        answers = answers(moves);
        turns = new Turns(
                leads, moves, answers, cache, credits, suppressions, providers, questions, current, inFlight, true);
        SelectedLeads selected = new SelectedLeads(leads, current);
        runs = new LeadRuns(leads, moves, credits, selected, current);
        forecasts = new Forecasts(selected, credits, providers, current);
        hits = new Hits(leads, suppressions, current);
        erasure = new Erasure(
                leads,
                new AccountKinds(leads, providers),
                contacts,
                cache,
                credits,
                suppressions,
                deadLetters,
                source,
                state);
        news = new LeadNews(leads, providers, deadLetters);
        letters = new LeadLetters(leads, moves, forecasts, providers);
        privacy = new LeadPrivacy(leads, contacts, suppressions, moves, current, erasure);
    }

    final LeadAnswers answers(Moves moves) {
        return new LeadAnswers(
                leads,
                moves,
                cache,
                credits,
                new Objections(suppressions, providers),
                new Findings(leads, moves, providers, current),
                providers,
                current,
                inFlight);
    }

    final void says(String provider, Answer... inThisOrder) {
        script.put(provider, new ArrayList<>(List.of(inThisOrder)));
    }

    static Answer only(Outcome outcome) {
        return Answer.without("", "", outcome, 200, null, null);
    }

    static Answer hit(Outcome outcome, String address) {
        return new Answer("", "", outcome, 200, Map.of("email.address", address), List.of(), null, null, null, null);
    }

    final Answer answered(Turn turn) {
        List<Answer> left = script.getOrDefault(turn.provider(), List.of());
        return of(turn, left.isEmpty() ? only(Outcome.MISS) : left.remove(0));
    }

    /** One round: what has its turn is asked and settled. */
    final int round() {
        List<Turn> due = turns.due();
        for (Turn turn : due) {
            credits.sending(turn.id());
            asked.add(turn.provider() + (turn.operation().equals("verify") ? " verifies " + address(turn) : ""));
            answers.settle(answered(turn), turn);
        }
        return due.size();
    }

    private static Object address(Turn turn) {
        return new Document(turn.subject()).getEmbedded(List.of("email", "address"), Object.class);
    }

    /** What the route lead-news does. */
    final void tell() {
        news.untold().forEach(lead -> {
            news.standings(lead).forEach(deadLetters::settle);
            news.told(lead);
        });
    }

    final void run() {
        for (int i = 0; i < 50; i++) {
            round();
        }
    }

    final void found(String name, String... more) {
        Map<String, Object> hit = new HashMap<>(Map.of("person.fullName", name, "company.domain", "acme.com"));
        for (int i = 0; i < more.length; i += 2) {
            hit.put(more[i], more[i + 1]);
        }
        hits.store(hit, new Hits.Source("serper", "cto", null, null));
    }

    final Lead lead() {
        List<Lead> all = leads.list(new Document());
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    final BigDecimal spent() {
        return spent(credits);
    }

    final Searches searches() {
        return new Searches(source, leads);
    }

    final SearchTurns searchTurns(Credits credits) {
        return new SearchTurns(
                searches(), credits, providers, circuits, current, inFlight, new SearchNews(providers, deadLetters));
    }

    final SearchAnswers searchAnswers() {
        return new SearchAnswers(searches(), hits, credits, providers, inFlight);
    }
}
