package dev.airtableroutes.campaign;

import static dev.airtableroutes.campaign.Stand.LINKS;
import static dev.airtableroutes.campaign.Stand.MAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.deadletter.Again;
import dev.airtableroutes.deadletter.Asker.Known;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.ReplayLocks;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What a platform did not take, and what nobody knows of, is a dead letter; whatever settles the push resolves it. */
class PushLettersTest {

    private final Stand stand = new Stand();

    private List<Letter> all() {
        return stand.deadLetters.page(LetterFilter.ALL, 0, 50, null).letters();
    }

    private Letter letter() {
        assertThat(all()).hasSize(1);
        return all().get(0);
    }

    private void answer(Outcome outcome) {
        Turn turn = stand.turn();
        stand.settle(Stand.only(turn, outcome), turn);
    }

    /** A push of which nobody knows, and that cannot be looked up. */
    private Document waiting() {
        stand.lookups = false;
        stand.restart();
        Document lead = stand.lead("a");
        stand.order(MAIL);
        answer(Outcome.UNKNOWN);
        assertThat(all()).as("it is looked up first").isEmpty();
        stand.clock.pass(Duration.ofMinutes(2));
        stand.turns.due(null);
        stand.tell();
        return stand.push(lead, MAIL);
    }

    @Test
    void aPushThatWaitsForAPersonIsALetter() {
        Document push = waiting();

        Letter letter = letter();
        assertThat(letter)
                .extracting(Letter::provider, Letter::operation, Letter::kind, Letter::state, Letter::errorType)
                .containsExactly("instantly", "push", "exhausted", State.OPEN, "UNKNOWN");
        assertThat(letter.documentId().text()).isEqualTo(push.getString("_id"));
        assertThat(letter.fields()).containsEntry("campaign", MAIL).containsEntry("lead", push.getString("leadId"));
        assertThat(letter.reason()).isEqualTo("Instantly.ai cannot be asked whether it has the lead; look there.");
        assertThat(letter.toString()).as("no personal data").doesNotContain("acme.com");
        assertThat(stand.letters.known(letter))
                .contains(
                        new Known("Push", "unknown"), new Known("E-mail", "a@acme.com"), new Known("Sent", "1 times"));
    }

    @Test
    void whatCannotBeLookedUpInTheEndIsALetterToo() {
        stand.lead("a");
        stand.order(MAIL);
        answer(Outcome.UNKNOWN);
        stand.clock.pass(Duration.ofMinutes(2));
        for (int i = 0; i < 30; i++) {
            assertThat(all()).isEmpty();
            answer(Outcome.UNAVAILABLE);
            stand.clock.pass(Duration.ofMinutes(11));
        }

        assertThat(letter().kind()).isEqualTo("exhausted");
        assertThat(letter().reason()).isEqualTo("It said UNAVAILABLE.");
    }

    @Test
    void aRefusedPushIsALetterWithThePlatformsWords() {
        stand.lead("a");
        stand.order(LINKS);
        answer(Outcome.BAD_INPUT);

        assertThat(letter())
                .extracting(Letter::provider, Letter::kind, Letter::reason, Letter::httpStatus, Letter::errorType)
                .containsExactly("heyreach", "record", "It said BAD_INPUT.", 200, "BAD_INPUT");
    }

    @Test
    void whatWasSentThreeTimesAndIsNotThereIsALetter() {
        stand.lead("a");
        stand.order(MAIL);
        for (int sent = 1; sent <= 3; sent++) {
            answer(Outcome.UNKNOWN);
            stand.clock.pass(Duration.ofMinutes(2));
            answer(Outcome.MISS);
            stand.clock.pass(Duration.ofMinutes(6));
            answer(Outcome.MISS);
        }

        assertThat(letter().kind()).isEqualTo("exhausted");
        assertThat(letter().reason()).isEqualTo("It was sent 3 times and is not at instantly.");
    }

    @Test
    void aCampaignThatIsNotOnTheListAnyMoreIsALetterAndStaysOne() {
        stand.lead("a");
        stand.order(MAIL);
        stand.allowed.put("instantly", Set.of());
        stand.restart();
        stand.turns.due(null);
        stand.tell();
        assertThat(letter().reason()).contains("is not on the list");

        assertThat(stand.letters.replay(letter(), false).state()).isEqualTo(State.OPEN);
        stand.allowed.put("instantly", Set.of("mail"));
        stand.restart();
        assertThat(stand.letters.replay(letter(), false).state()).isEqualTo(State.REPLAYED);
        answer(Outcome.MISS);
        assertThat(letter().state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void whoeverWasLeftOutObjectedOrHasToWaitIsNone() {
        for (Outcome outcome : List.of(
                Outcome.RATE_LIMITED,
                Outcome.UNAVAILABLE,
                Outcome.AUTH,
                Outcome.NO_CREDITS,
                Outcome.SKIPPED,
                Outcome.SUPPRESSED)) {
            stand.lead("a" + outcome.name().toLowerCase(Locale.ROOT));
            stand.order(MAIL);
            answer(outcome);
            stand.clock.pass(Duration.ofHours(1));
        }
        answer(Outcome.MISS);

        assertThat(all()).isEmpty();
        assertThat(stand.pushes()).extracting(push -> push.getString("state")).containsOnly("skipped");
    }

    @Test
    void theWordOfAPersonResolvesIt() {
        String id = waiting().getString("_id");

        stand.pushes.decide(id, false);
        stand.tell();

        assertThat(letter().state()).isEqualTo(State.RESOLVED);
        assertThat(stand.pushes.open()).isEmpty();
        assertThat(stand.store.find(id).orElseThrow().state()).isEqualTo(PushState.failed);
    }

    @Test
    void whoeverPutsItAsideDecides() {
        String id = waiting().getString("_id");

        assertThat(stand.deadLetters.discard(List.of(letter().id()), "Ada")).isEqualTo(1);
        stand.tell();

        assertThat(letter().state()).isEqualTo(State.DISCARDED);
        assertThat(stand.pushes.open()).isEmpty();
        assertThat(stand.store.find(id).orElseThrow().state()).isEqualTo(PushState.failed);
        assertThat(stand.turns.due(null)).isEmpty();
    }

    @Test
    void aReplayLooksItUpFirstAndSendsItOnlyWhenItIsNotThere() {
        stand.lead("a");
        stand.order(MAIL);
        answer(Outcome.UNKNOWN);
        stand.clock.pass(Duration.ofMinutes(2));
        answer(Outcome.BAD_INPUT);
        assertThat(letter().state()).isEqualTo(State.OPEN);
        assertThat(stand.turns.due(null)).isEmpty();

        assertThat(stand.letters.replay(letter(), true).state()).isEqualTo(State.REPLAYED);
        assertThat(stand.turns.due(null)).as("a dry run changes nothing").isEmpty();
        stand.letters.replay(letter(), false);
        assertThat(stand.letters.replay(letter(), false))
                .isEqualTo(Again.underWay("It is being looked up already.", BigDecimal.ZERO));

        Turn lookup = stand.turn();
        assertThat(lookup.operation()).isEqualTo("lookup");
        stand.settle(Stand.there(lookup, "mail"), lookup);
        assertThat(letter().state()).isEqualTo(State.RESOLVED);
        assertThat(stand.turns.due(null)).isEmpty();
        assertThat(stand.letters.replay(letter(), false).state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void aLookUpThatFailsAgainOpensTheSameLetter() {
        stand.lead("a");
        stand.order(MAIL);
        answer(Outcome.UNKNOWN);
        stand.clock.pass(Duration.ofMinutes(2));
        answer(Outcome.BAD_INPUT);
        replayed();
        assertThat(letter().state()).isEqualTo(State.REPLAYED);

        answer(Outcome.BAD_INPUT);

        assertThat(letter().state()).isEqualTo(State.OPEN);
        assertThat(letter().attempts()).isEqualTo(2);
    }

    @Test
    void whereNothingCanBeLookedUpAReplaySendsOnceHoweverManyAsk() {
        waiting();

        assertThat(stand.letters.replay(letter(), true).what()).contains("a person has to have looked");
        stand.letters.replay(letter(), false);
        assertThat(stand.letters.replay(letter(), false))
                .isEqualTo(Again.underWay("It is on its way already.", BigDecimal.ZERO));

        Turn push = stand.turn();
        stand.settle(Stand.took(push, 0), push);
        assertThat(stand.turns.due(null)).isEmpty();
        assertThat(letter().state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void aRefusedPushIsPlannedAnewUnderTodaysRules() {
        Document lead = stand.lead("a");
        stand.order(MAIL);
        answer(Outcome.BAD_INPUT);
        assertThat(stand.letters.replay(letter(), false).what()).isEqualTo("It is sent again with the next batch.");
        stand.set(lead, "doNotContact", true);

        assertThat(stand.turns.due(null)).isEmpty();
        stand.tell();

        assertThat(letter().state()).isEqualTo(State.RESOLVED);
        assertThat(letter().history())
                .last()
                .extracting(Letter.Event::note)
                .isEqualTo("Nothing is left to send: Not sent: marked Do Not Contact.");
    }

    @Test
    void aRefusalOfWhatWasReplayedIsTheSameLetter() {
        stand.lead("a");
        stand.order(MAIL);
        answer(Outcome.BAD_INPUT);
        stand.letters.replay(letter(), false);
        answer(Outcome.BAD_INPUT);

        assertThat(letter().state()).isEqualTo(State.OPEN);
        assertThat(letter().attempts()).isEqualTo(2);
    }

    @Test
    void aKillBeforeTheLetterAndOneBehindItLeaveOne() {
        stand.lead("a");
        stand.order(MAIL);
        Turn turn = stand.turn();
        stand.answers.settle(Stand.only(turn, Outcome.BAD_INPUT), turn);
        stand.restart();
        stand.deadLetters.settle(stand.news.standing(stand.news.untold().get(0)));
        stand.restart();

        stand.tell();

        assertThat(letter().attempts()).isEqualTo(1);
        assertThat(stand.news.untold()).isEmpty();
    }

    /** One thread has read the push as it waits, another tells meanwhile what a person decided. */
    @Test
    void aPushThatMovedOnMeanwhileIsToldOfOnceMore() {
        String id = waiting().getString("_id");
        stand.state
                .getCollection("pushes")
                .updateOne(new Document("_id", id), new Document("$set", new Document("tell", true)));
        Push read = stand.news.untold().get(0);
        stand.pushes.decide(id, true);
        stand.tell();
        assertThat(letter().state()).isEqualTo(State.RESOLVED);

        stand.deadLetters.settle(stand.news.standing(read));
        stand.news.told(read);
        assertThat(letter().state()).isEqualTo(State.OPEN);
        stand.tell();

        assertThat(letter().state()).isEqualTo(State.RESOLVED);
    }

    @Test
    void ofWhoIsErasedMeanwhileNothingIsKept() {
        waiting();
        stand.state
                .getCollection("pushes")
                .updateMany(new Document(), new Document("$set", new Document("tell", true)));
        Push read = stand.news.untold().get(0);
        stand.deadLetters.forget("instantly", List.of(read.key()));
        stand.state.getCollection("pushes").deleteMany(new Document());

        stand.deadLetters.settle(stand.news.standing(read));
        stand.news.told(read);

        assertThat(all()).isEmpty();
    }

    /** Whoever puts it aside while it is looked up must not leave a push to which nothing points. */
    @Test
    void whoeverPutsItAsideWhileItIsLookedUpDecides() {
        Document lead = stand.lead("a");
        stand.order(MAIL);
        answer(Outcome.UNKNOWN);
        stand.clock.pass(Duration.ofMinutes(2));
        answer(Outcome.BAD_INPUT);
        replayed();
        Turn lookup = stand.turn();

        stand.deadLetters.discard(List.of(letter().id()), "Ada");
        stand.tell();
        stand.settle(Stand.only(lookup, Outcome.BAD_INPUT), lookup);

        assertThat(stand.push(lead, MAIL)).containsEntry("state", "failed").doesNotContainKey("nextAt");
        assertThat(stand.pushes.open()).isEmpty();
        assertThat(letter().state()).isEqualTo(State.DISCARDED);
        assertThat(stand.turns.due(null)).isEmpty();
    }

    /** The letter is replayed, and what comes of it is awaited. */
    private void replayed() {
        ReplayLocks locks = new ReplayLocks(stand.deadLetters, stand.state);
        locks.take(all(), "Ada");
        locks.letGo(letter().id(), stand.letters.replay(letter(), false));
    }
}
