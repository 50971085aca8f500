package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import com.mongodb.MongoException;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** MongoDB is away for a moment while a tick hands out work: what is in hand by then leaves, and the rest comes next. */
class LeadTickTest extends LeadsFixture {

    private static final MongoException AWAY = new MongoException("away");

    private Turns turnsThatPayWith(Credits purse) {
        Moves moves = new Moves(leads, contacts, purse, providers, circuits, current);
        return new Turns(
                leads, moves, answers, cache, purse, suppressions, providers, questions, current, inFlight, true);
    }

    @Test
    void aLeadThatWasClaimedIsAskedAbout() {
        found("Jane Doe");
        found("Joe Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE), hit(Outcome.HIT_VERIFIED, "joe@acme.com"));
        Credits shaky = spy(credits);
        doCallRealMethod().doThrow(AWAY).doCallRealMethod().when(shaky).reserve(any(), any(), any());
        turns = turnsThatPayWith(shaky);

        assertThat(round()).isEqualTo(1);
        round();

        assertThat(asked).containsExactly("a", "a");
        assertThat(leads.list(new Document())).extracting(Lead::state).containsOnly(State.FOUND);
        assertThat(inFlight.count()).isZero();
    }

    @Test
    void aSearchThatCouldNotBePaidForBeginsWithTheNextTick() {
        restart(
                rules,
                provider(
                        "s",
                        "S",
                        Map.of(
                                Verb.search,
                                new Operation(
                                        Verb.search,
                                        1,
                                        BigDecimal.ONE,
                                        Operation.Charged.answer,
                                        "credits",
                                        false,
                                        null,
                                        null))));
        Credits shaky = spy(new Credits(state, clock));
        doThrow(AWAY).doCallRealMethod().when(shaky).reserve(any(), any(), any());
        SearchTurns searches = searchTurns(shaky);
        source.getCollection("searches")
                .insertOne(new Document("_id", "ctos").append("source", "s").append("query", "cto"));

        assertThatThrownBy(() -> searches.due(List.of())).isSameAs(AWAY);
        List<Turn> again = searches.due(List.of());

        assertThat(again).extracting(Turn::id).containsExactly("ctos.s.search.0");
    }

    @Test
    void aPostedAnswerThatIsInHandIsSettled() {
        found("Jane Doe");
        found("Joe Doe");
        for (Turn turn : turns.due()) {
            credits.sending(turn.id());
            answers.settle(only(Outcome.PENDING), turn);
        }
        Turns shaky = spy(turns);
        doCallRealMethod().doThrow(AWAY).doCallRealMethod().when(shaky).answered(any());
        PostedAnswers posted = new PostedAnswers(state, leads, shaky, credits);
        leads.list(new Document()).forEach(lead -> posted.keep(lead.turn(), "{}".getBytes()));

        List<PostedAnswers.Posted> first = posted.waiting();
        assertThat(first).hasSize(1);
        first.forEach(one -> {
            answers.settle(only(Outcome.MISS), one.turn());
            posted.done(one.turn());
        });

        assertThat(posted.waiting()).hasSize(1).doesNotContainAnyElementsOf(first);
    }
}
