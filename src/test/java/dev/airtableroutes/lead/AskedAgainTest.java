package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.provider.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Leads of whom nobody knew an address. */
class AskedAgainTest extends LeadsFixture {

    private static final LeadRuns.Selection NOT_FOUND = LeadRuns.Selection.of(null, List.of("not_found"), null);

    @Test
    void whoDidNotKnowIsAskedAgainWhenThatIsNoLongerRemembered() {
        found("Jane Doe");
        run();
        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        asked.clear();
        runs.enrich("soon", NOT_FOUND);
        run();
        assertThat(asked).isEmpty();

        clock.pass(Duration.ofDays(22));
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        assertThat(forecasts.ofEnriching(NOT_FOUND).atMost()).isPositive();
        runs.enrich("later", NOT_FOUND);
        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(lead().earlier()).extracting(Attempt::outcome).contains(Outcome.MISS);
    }

    @Test
    void whoDidNotKnowIsAskedAtOnceWhenSomebodyWantsThat() {
        found("Jane Doe");
        run();
        clock.pass(Duration.ofMinutes(1));
        asked.clear();
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        assertThat(forecasts.ofEnriching(NOT_FOUND.again(true)).atMost()).isPositive();

        runs.enrich("again", NOT_FOUND.again(true));
        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
    }

    @Test
    void whoSaysInTheSameRunThatTheyDoNotKnowIsAskedOnce() {
        found("Jane Doe");
        run();
        clock.pass(Duration.ofMinutes(1));
        asked.clear();

        runs.enrich("again", NOT_FOUND.again(true));
        run();
        runs.enrich("more", NOT_FOUND);
        run();

        assertThat(asked).containsExactly("a", "b", "paid");
        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
    }
}
