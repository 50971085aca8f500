package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of somebody whom a search knows by a handle alone, it is asked who that is before anybody is asked for an address. */
class HandlesTest extends LeadsFixture {

    private void lurker() {
        hits.store(
                Map.of("person.handle", "jane_d", "source.community", "saas"),
                new Hits.Source("reddit", "crm", null, null));
    }

    private static Answer isJane() {
        return new Answer(
                "",
                "",
                Outcome.HIT,
                200,
                Map.of("person.fullName", "Jane Doe", "company.domain", "acme.com"),
                List.of(),
                null,
                null,
                null,
                null);
    }

    @Test
    void whoseItIsIsAskedOnceAndThenForTheAddress() {
        lurker();
        says("r", isJane());
        says("a", only(Outcome.MISS));
        says("b", hit(Outcome.HIT_VERIFIED, JANE));

        run();

        assertThat(asked).containsExactly("r", "a", "b");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(lead().text("person", "fullName")).isEqualTo("Jane Doe");
        assertThat(lead().text("person", "handle")).isEqualTo("jane_d");
        assertThat(lead().creditsSpent()).isEqualByComparingTo("2");
        assertThat(spent()).isEqualByComparingTo("2");
    }

    @Test
    void aHandleThatNobodyKnowsEndsItWithASentence() {
        lurker();

        run();
        runs.enrich("again", new Selection(null, List.of(State.NOT_FOUND), 10));
        run();

        assertThat(asked).containsExactly("r");
        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(lead().text("enrichment", "reason")).startsWith("A search found only a handle, and no provider");
    }

    @Test
    void withoutAnybodyToAskItCostsNothing() {
        off.add("r");
        lurker();

        run();

        assertThat(asked).isEmpty();
        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(lead().attempts()).isEmpty();
        assertThat(lead().text("enrichment", "reason")).startsWith("A search found only a handle");
        assertThat(runs.forecast(new Selection(null, List.of(State.NOT_FOUND), 10))
                        .atMost())
                .isEqualByComparingTo("0");
    }

    @Test
    void nobodyIsAskedForAnAddressBefore() {
        lurker();
        when(circuits.open("r")).thenReturn(true);
        when(circuits.until("r")).thenReturn(Optional.of(clock.instant().plus(Duration.ofHours(1))));
        when(circuits.reason("r")).thenReturn("R has no credits.");

        run();
        assertThat(asked).isEmpty();
        assertThat(lead().state()).isEqualTo(State.QUEUED);
        assertThat(lead().text("enrichment", "reason")).isEqualTo("R has no credits.");

        when(circuits.open("r")).thenReturn(false);
        clock.pass(Duration.ofHours(1));
        says("r", isJane());
        run();
        assertThat(asked).startsWith("r", "a");
    }

    @Test
    void whoTurnsOutToHaveObjectedIsLeftInPeace() {
        suppressions.add(new Who(null, null, "jane doe", "acme.com"), "opt-out");
        lurker();
        says("r", isJane());

        run();

        assertThat(asked).containsExactly("r");
        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
    }

    @Test
    void aForecastCountsIt() {
        lurker();

        LeadRuns.Forecast forecast = runs.forecast(new Selection(null, List.of(), 10));

        assertThat(forecast.expected())
                .containsEntry("r", new BigDecimal("1.0"))
                .containsKeys("a", "b", "paid");
        assertThat(forecast.atMost()).isGreaterThan(new BigDecimal("4"));
    }

    /** A name at a company, or a profile, is what a finder needs. */
    @Test
    void whoIsKnownWellEnoughIsNotResolved() {
        hits.store(
                Map.of("person.handle", "jane_d", "person.fullName", "Jane Doe", "company.name", "Acme"),
                new Hits.Source("reddit", "crm", null, null));

        run();

        assertThat(asked).containsExactly("a", "b", "paid");
    }
}
