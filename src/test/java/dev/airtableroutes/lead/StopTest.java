package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.sync.Passes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** A stop with turns in hand: some wait in a queue, some have been asked. */
class StopTest extends LeadsFixture {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private Object event;

    private void stop(Duration forAnswers) throws InterruptedException {
        SearchTurns searches = searchTurns(credits);
        new Stop(
                        inFlight,
                        turns,
                        searches,
                        Mockito.mock(Passes.class),
                        camel,
                        published -> event = published,
                        forAnswers,
                        Duration.ZERO)
                .stop();
    }

    private List<Turn> two() {
        found("Jane Doe");
        found("Joe Doe");
        List<Turn> due = turns.due();
        assertThat(due).hasSize(2);
        return due;
    }

    private Lead of(Turn turn) {
        return leads.find(turn.subject().get("_id").toString()).orElseThrow();
    }

    @Test
    void whoWasNotAskedWaitsAsBeforeAndOwesNothing() throws InterruptedException {
        Turn waits = two().get(0);

        stop(Duration.ZERO);

        assertThat(of(waits).state()).isEqualTo(State.QUEUED);
        assertThat(of(waits).turn()).isNull();
        assertThat(credits.state(waits.id())).contains(Charge.State.RELEASED);
        assertThat(spent()).isZero();
        assertThat(turns.due()).as("nobody has a turn any more").isEmpty();
        assertThat(inFlight.keepsBack(waits))
                .as("a throttle lets it through now")
                .isTrue();
        assertThat(event)
                .asInstanceOf(InstanceOfAssertFactories.type(TurnsGivenBack.class))
                .satisfies(given -> assertThat(given.turns()).hasSize(2));
        assertThat(camel.getShutdownStrategy().getTimeout())
                .as("Camel does not wait for the throttle")
                .isEqualTo(1);

        restart();
        says("a", hit(Outcome.HIT_VERIFIED, JANE), only(Outcome.MISS));
        run();
        assertThat(asked).filteredOn("a"::equals).as("each is asked once").hasSize(2);
    }

    @Test
    void anAnswerThatTakesMinutesIsLeftToTheNextStart() throws InterruptedException {
        Turn slow = two().get(0);
        assertThat(inFlight.keepsBack(slow)).isFalse();
        credits.sending(slow.id());
        Instant begun = Instant.now();

        stop(Duration.ofMillis(300));

        assertThat(Duration.between(begun, Instant.now())).isBetween(Duration.ofMillis(300), Duration.ofMinutes(1));
        assertThat(inFlight.tooLate()).isTrue();
        assertThat(of(slow).state()).isEqualTo(State.RUNNING);
        assertThat(of(slow).turn()).isEqualTo(slow.id());
        assertThat(credits.state(slow.id())).contains(Charge.State.SENT);
    }

    @Test
    void anAnswerThatComesSoonIsSettledAndNobodyWaitsLonger() throws Exception {
        Turn quick = two().get(0);
        inFlight.keepsBack(quick);
        credits.sending(quick.id());
        Instant begun = Instant.now();
        CompletableFuture<Void> answer = CompletableFuture.runAsync(
                () -> answers.settle(only(Outcome.MISS), quick),
                CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));

        stop(Duration.ofMinutes(2));

        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofMinutes(1));
        answer.get();
        assertThat(of(quick).attempts()).extracting(Attempt::outcome).containsExactly(Outcome.MISS);
    }

    @Test
    void aTurnThatIsRepeatedStaysTheSame() throws InterruptedException {
        Turn turn = two().get(0);
        credits.sending(turn.id());
        source.getCollection("leads")
                .updateOne(
                        new Document("_id", turn.subject().get("_id")),
                        new Document("$set", new Document("enrichment.repeats", 2)));

        stop(Duration.ZERO);

        assertThat(of(turn).state()).isEqualTo(State.QUEUED);
        assertThat(of(turn).turn())
                .as("what it may have cost is known under it")
                .isEqualTo(turn.id());
        assertThat(credits.state(turn.id())).contains(Charge.State.SENT);
    }

    @Test
    void withNobodyInHandNothingIsWaitedFor() throws InterruptedException {
        long before = camel.getShutdownStrategy().getTimeout();

        stop(Duration.ofMinutes(1));

        assertThat(event).isNull();
        assertThat(camel.getShutdownStrategy().getTimeout()).isEqualTo(before);
    }
}
