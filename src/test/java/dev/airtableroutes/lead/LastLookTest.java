package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Question;
import dev.airtableroutes.provider.Turn;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A turn waits at its provider's throttle, and meanwhile its person objects. */
class LastLookTest extends LeadsFixture {

    private static final Question QUESTION =
            new Question("v", "verify", "GET", "http://localhost/verify", Map.of(), null, null, "hash");

    private Turn turn;

    @BeforeEach
    void handOut() {
        found("Jane Doe", "email.address", JANE);
        turn = turns.due().get(0);
    }

    private Object look() {
        return new LastLook(credits, suppressions).send(QUESTION, turn);
    }

    private void settle(Object asked) {
        if (asked instanceof Answer answer) {
            answers.settle(answer, turn);
        }
    }

    private void nothingWasAskedOrPaid(Object asked) {
        assertThat(asked).isInstanceOfSatisfying(Answer.class, answer -> assertThat(answer.outcome())
                .isEqualTo(Outcome.SKIPPED));
        assertThat(credits.state(turn.id())).contains(Charge.State.RELEASED);
        assertThat(credits.thisMonth("v")).isEqualByComparingTo("0");
        assertThat(new Credits(state, clock).thisMonth("v")).as("counted anew").isEqualByComparingTo("0");
        assertThat(inFlight.contains(turn.id())).isFalse();
    }

    @Test
    void nobodyObjected() {
        assertThat(look()).isSameAs(QUESTION);
        assertThat(credits.state(turn.id())).contains(Charge.State.SENT);
    }

    @Test
    void anErasure() {
        erasure.erase(JANE);

        Object asked = look();
        settle(asked);

        nothingWasAskedOrPaid(asked);
        assertThat(source.getCollection("leads").countDocuments()).isZero();
    }

    @Test
    void doNotContactInAirtable() {
        source.getCollection("contacts")
                .insertOne(new Document("_id", "c").append("email", JANE).append("doNotContact", true));
        privacy.heed();

        Object asked = look();
        settle(asked);

        nothingWasAskedOrPaid(asked);
        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
    }

    @Test
    void anUnsubscription() {
        suppressions.add(Who.byEmail(JANE), "Unsubscribed");

        Object asked = look();
        settle(asked);
        run();

        nothingWasAskedOrPaid(asked);
        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
        assertThat(super.asked).isEmpty();
    }

    @Test
    void whatNeedsNoCallIsLeftAlone() {
        Answer off = Answer.without("v", "verify", Outcome.SKIPPED, null, null, "It is off.");

        assertThat(new LastLook(credits, suppressions).send(off, turn)).isSameAs(off);
        assertThat(credits.state(turn.id())).contains(Charge.State.RESERVED);
    }
}
