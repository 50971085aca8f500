package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A price that is held back for a call counts against the caps, so it is given back when the call is not made. */
class HeldBackTest extends LeadsFixture {

    @Test
    void forALeadThatGoesAnotherWayAfterAKill() {
        found("Jane Doe");
        String id = lead().id().toString();
        credits.reserve(
                new Charge(id + ".a.find.0", "a", "find", id, "served", BigDecimal.ONE), BigDecimal.ZERO, Caps.NONE);
        restart();
        off.add("a");
        says("b", hit(Outcome.HIT_VERIFIED, JANE));

        run();
        assertThat(lead().state()).isEqualTo(State.FOUND);
        clock.pass(Duration.ofMinutes(6));
        round();

        assertThat(credits.thisMonth("a")).isEqualByComparingTo("0");
        assertThat(credits.thisMonth("b")).isEqualByComparingTo("1");
    }

    @Test
    void forALeadThatSomebodyChangesBeforeItIsClaimed() {
        found("Jane Doe");
        Credits meanwhile = spy(credits);
        doAnswer(call -> {
                    Object blocked = call.callRealMethod();
                    leads.change(lead(), List.of(Updates.set("note", "call her")));
                    return blocked;
                })
                .when(meanwhile)
                .reserve(any(), any(), any());
        Moves moves = new Moves(leads, contacts, meanwhile, providers, circuits, current);
        turns = new Turns(
                leads, moves, answers, cache, meanwhile, suppressions, providers, questions, current, inFlight, true);

        assertThat(turns.due()).isEmpty();

        assertThat(meanwhile.thisMonth("a")).isEqualByComparingTo("0");
    }

    @Test
    void butNotWhileItsTurnIsInHandOrItsLeadWaitsForIt() {
        found("Jane Doe");
        List<Turn> due = turns.due();
        clock.pass(Duration.ofHours(1));
        turns.due();
        assertThat(credits.thisMonth("a")).isEqualByComparingTo("1");

        credits.sending(due.get(0).id());
        answers.settle(only(Outcome.PENDING), due.get(0));
        clock.pass(Duration.ofHours(1));
        turns.due();
        assertThat(credits.thisMonth("a")).isEqualByComparingTo("1");
    }
}
