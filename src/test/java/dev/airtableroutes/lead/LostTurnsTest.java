package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import java.time.Duration;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** A kill after an answer was kept and before its money was counted: the answer is there, so nobody is asked again. */
class LostTurnsTest extends LeadsFixture {

    private void killedBetweenTheAnswerAndTheMoney(Turn turn) {
        credits.sending(turn.id());
        asked.add(turn.provider());
        Document charge = state.getCollection("charges")
                .find(new Document("_id", turn.id()))
                .first();
        Document lead = lead().document();
        answers.settle(answered(turn), turn);
        state.getCollection("charges").replaceOne(new Document("_id", turn.id()), charge);
        source.getCollection("leads").replaceOne(new Document("_id", lead.get("_id")), lead);
        restart();
        clock.pass(Duration.ofMinutes(6));
    }

    @Test
    void anAnswerThatCannotBeHadAgainForFreeIsTakenFromWhereItWasKept() {
        found("Jane Doe");
        says("paid", hit(Outcome.HIT_VERIFIED, JANE));
        round();
        round();
        Turn turn = turns.due().get(0);
        assertThat(turn.provider()).isEqualTo("paid");

        killedBetweenTheAnswerAndTheMoney(turn);
        run();

        assertThat(asked).containsExactly("a", "b", "paid");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(lead().text("email", "address")).isEqualTo(JANE);
        assertThat(lead().creditsSpent()).isEqualByComparingTo("1");
        assertThat(credits.spent(null))
                .filteredOn(one -> one.provider().equals("paid"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.credits()).isEqualByComparingTo("1");
                    assertThat(one.unknown()).isEqualByComparingTo("0");
                });
    }

    @Test
    void nobodyIsAskedAgainWhereThatIsFreeEither() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));

        killedBetweenTheAnswerAndTheMoney(turns.due().get(0));
        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(spent()).isEqualByComparingTo("1");
    }

    @Test
    void whoObjectedMeanwhileIsLeftInPeace() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));

        killedBetweenTheAnswerAndTheMoney(turns.due().get(0));
        suppressions.add(Who.byEmail(JANE), "opt-out");
        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
        assertThat(lead().candidates()).isEmpty();
        assertThat(spent()).as("it was charged all the same").isEqualByComparingTo("1");
    }

    /** The provider's own word on what it charged counts, also when it is less than the price. */
    @Test
    void whatTheProviderSaidItChargedIsKeptWithTheAnswer() {
        found("Jane Doe");
        says(
                "a",
                new dev.airtableroutes.provider.Answer(
                        "",
                        "",
                        Outcome.HIT_VERIFIED,
                        200,
                        java.util.Map.of("email.address", JANE),
                        java.util.List.of(),
                        new java.math.BigDecimal("0.25"),
                        null,
                        null,
                        null));

        killedBetweenTheAnswerAndTheMoney(turns.due().get(0));
        run();

        assertThat(spent()).isEqualByComparingTo("0.25");
    }

    /** What another lead's turn brought settles nothing here: this one may have been charged as well. */
    @Test
    void theAnswerOfAnotherTurnIsNotItsOwn() {
        found("Jane Doe");
        credits.sending(turns.due().get(0).id());
        restart();
        cache.keep(
                new AnswerCache.Asked(Identity.hash("afindJane Doe"), "another", List.of()),
                hit(Outcome.HIT_VERIFIED, JANE),
                Duration.ofDays(1));
        says("a", hit(Outcome.HIT_VERIFIED, JANE));

        clock.pass(Duration.ofMinutes(6));
        run();
        clock.pass(Duration.ofSeconds(5));
        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(spent()).isEqualByComparingTo("1");
    }
}
