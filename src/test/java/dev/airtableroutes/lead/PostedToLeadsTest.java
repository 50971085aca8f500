package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.lead.PostedAnswers.Posted;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An answer that was posted is kept until its turn is over, and not an erasure longer. */
class PostedToLeadsTest extends LeadsFixture {

    private static final String HTML = "<html>Bad gateway</html>";

    private PostedAnswers posted;

    @BeforeEach
    void jane() {
        found("Jane Doe");
        says("a", only(Outcome.PENDING), hit(Outcome.HIT_VERIFIED, JANE));
        round();
        posted = new PostedAnswers(state, leads, turns, credits);
    }

    private void kill() {
        restart();
        posted = new PostedAnswers(state, leads, turns, credits);
    }

    private void post(String turn, String content) {
        posted.keep(turn, content.getBytes(StandardCharsets.UTF_8));
    }

    /** What the routes posted-answers and posted-answer do; a page that is no JSON is UNKNOWN, an address a hit. */
    private void settlePosted() {
        for (Posted one : posted.waiting()) {
            String content = new String(one.content(), StandardCharsets.UTF_8);
            Answer read = content.equals(HTML) ? only(Outcome.UNKNOWN) : hit(Outcome.HIT_VERIFIED, content);
            answers.settle(
                    new Answer("a", "find", read.outcome(), 200, read.fields(), List.of(), null, null, null, null),
                    one.turn());
            posted.done(one.turn());
        }
    }

    private void goOn() {
        for (int i = 0; i < 20; i++) {
            settlePosted();
            round();
            clock.pass(Duration.ofMinutes(1));
        }
    }

    private List<Document> kept() {
        return state.getCollection("posted_answers").find().into(new ArrayList<>());
    }

    private void foundOnceAndPaidOnce() {
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(lead().text("email", "address")).isEqualTo(JANE);
        assertThat(lead().attempts()).hasSize(1);
        assertThat(spent()).isEqualByComparingTo("1");
        assertThat(kept()).isEmpty();
    }

    @Test
    void aKillAfterItWasKeptLosesNothing() {
        post(lead().turn(), JANE);
        kill();

        goOn();

        assertThat(asked).containsExactly("a");
        foundOnceAndPaidOnce();
    }

    @Test
    void aKillBeforeItWasSettledCostsNoMore() {
        post(lead().turn(), JANE);
        assertThat(posted.waiting()).hasSize(1);
        assertThat(lead().state()).isEqualTo(State.RUNNING);
        kill();
        assertThat(posted.waiting()).as("the turn that was lost goes on first").isEmpty();

        goOn();

        foundOnceAndPaidOnce();
    }

    @Test
    void aPageThatIsNoAnswerDoesNotKeepTheRightOneOut() {
        String turn = lead().turn();
        post(turn, HTML);
        settlePosted();
        assertThat(kept()).isEmpty();
        assertThat(lead().state()).isEqualTo(State.QUEUED);

        post(turn, JANE);
        goOn();

        assertThat(asked).containsExactly("a");
        foundOnceAndPaidOnce();
    }

    @Test
    void theFirstOneCountsAndTheSecondIsAskedFor() {
        post(lead().turn(), HTML);
        post(lead().turn(), "other@acme.com");

        goOn();

        assertThat(asked).containsExactly("a", "a");
        foundOnceAndPaidOnce();
    }

    @Test
    void anErasureTakesItAlongAndNoneIsKeptAfterwards() {
        Lead jane = known(JANE);
        found("Joe Doe");
        says("a", only(Outcome.PENDING));
        round();
        String joe =
                leads.byKeys(List.of("person:joe doe@acme.com")).orElseThrow().turn();
        post(jane.turn(), JANE);
        post(joe, "joe@acme.com");

        erasure.erase(JANE);

        assertThat(kept()).extracting(one -> one.get("_id")).containsExactly(joe);
        post(jane.turn(), JANE);
        assertThat(kept()).hasSize(1);
    }

    @Test
    void anErasureWhileItIsSettledKeepsNothing() {
        Lead jane = known(JANE);
        post(jane.turn(), JANE);
        Posted one = posted.waiting().get(0);

        erasure.erase(JANE);
        answers.settle(
                new Answer(
                        "a",
                        "find",
                        Outcome.HIT_VERIFIED,
                        200,
                        hit(Outcome.HIT_VERIFIED, JANE).fields(),
                        List.of(),
                        null,
                        null,
                        null,
                        null),
                one.turn());
        posted.done(one.turn());

        assertThat(kept()).isEmpty();
        assertThat(leads.list(new Document())).isEmpty();
        assertThat(state.getCollection("enrichment_cache").countDocuments()).isZero();
        assertThat(source.getCollection("contacts").countDocuments()).isZero();
    }

    /** By an address that somebody else told. */
    private Lead known(String address) {
        source.getCollection("leads")
                .updateOne(
                        new Document("_id", lead().id()),
                        new Document("$push", new Document("keys", "email:" + address)));
        return lead();
    }
}
