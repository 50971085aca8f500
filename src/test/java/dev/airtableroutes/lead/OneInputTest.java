package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.provider.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two leads have one address, and the answer about it is open: whoever waits for it does not pay for it again. */
class OneInputTest extends LeadsFixture {

    @BeforeEach
    void first() {
        found("Jane Doe", "email.address", JANE);
    }

    private void second() {
        hits.store(
                Map.of(
                        "person.fullName", "J. Doe",
                        "company.domain", "acme.com",
                        "person.linkedinUrl", "linkedin.com/in/jdoe"),
                new Hits.Source("serper", "q", null, null));
        says("a", hit(Outcome.HIT, JANE));
    }

    private List<String> verifications() {
        return asked.stream().filter(one -> one.startsWith("v verifies")).toList();
    }

    private void all(State state) {
        assertThat(leads.list(new Document())).hasSize(2).allMatch(lead -> lead.state() == state);
    }

    @Test
    void whileTheProviderIsStillAtIt() {
        says("v", only(Outcome.PENDING), only(Outcome.HIT_VERIFIED));
        round();
        second();

        run();
        assertThat(verifications()).hasSize(1);
        assertThat(credits.thisMonth("v")).isEqualByComparingTo("1");

        clock.pass(Duration.ofMinutes(10));
        run();
        clock.pass(Duration.ofMinutes(1));
        run();
        all(State.FOUND);
        assertThat(verifications()).as("the first once more, which is free").hasSize(2);
        assertThat(credits.thisMonth("v")).isEqualByComparingTo("1");
    }

    @Test
    void afterAKillBeforeTheAnswer() {
        turns.due().forEach(turn -> credits.sending(turn.id()));
        restart();
        second();

        run();
        assertThat(verifications()).isEmpty();

        says("v", only(Outcome.HIT_VERIFIED));
        for (int minute = 0; minute < 20; minute++) {
            clock.pass(Duration.ofMinutes(1));
            run();
        }
        all(State.FOUND);
        assertThat(verifications()).hasSize(1);
        assertThat(credits.thisMonth("v")).isEqualByComparingTo("1");
    }

    @Test
    void butNotForALeadThatIsGone() {
        turns.due().forEach(turn -> credits.sending(turn.id()));
        restart();
        leads.delete(new Document());
        second();
        says("v", only(Outcome.HIT_VERIFIED));

        run();

        assertThat(lead().state()).isEqualTo(State.FOUND);
    }
}
