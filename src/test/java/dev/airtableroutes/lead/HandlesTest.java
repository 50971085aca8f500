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
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Of somebody whom a search knows by a handle alone, it is asked who that is before anybody is asked for an address. */
class HandlesTest extends LeadsFixture {

    private void lurker() {
        hits.store(
                Map.of("person.handle", "jane_d", "source.community", "saas"),
                new Hits.Source("reddit", "crm", null, null));
    }

    private static Answer isJane() {
        return isJane("company.domain", "acme.com");
    }

    private static Answer isJane(String field, String value) {
        return new Answer(
                "",
                "",
                Outcome.HIT,
                200,
                Map.of("person.fullName", "Jane Doe", field, value),
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
        assertThat(forecasts
                        .ofEnriching(new Selection(null, List.of(State.NOT_FOUND), 10))
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

    /** The list is older than handles on it, and nobody who is on it is told by one. */
    @Test
    void nothingIsWrittenOfWhoTurnsOutToHaveObjected() {
        suppressions.add(new Who(null, "linkedin.com/in/jane", null, null), "opt-out");
        lurker();
        says("r", isJane("person.linkedinUrl", "https://www.linkedin.com/in/jane"));

        run();

        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
        assertThat(lead().text("person", "fullName")).isNull();
        assertThat(lead().text("person", "linkedinUrl")).isNull();
        assertThat(state.getCollection("enrichment_cache").countDocuments()).isZero();

        leads.delete(new Document("_id", lead().id()));
        lurker();
        assertThat(leads.list(new Document()))
                .as("their handle is on the list now")
                .isEmpty();
    }

    /** The answer is from before they objected, and another lead has the same question. */
    @Test
    void nothingIsWrittenOfThemFromARememberedAnswerEither() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        suppressions.add(Who.byEmail(JANE), "opt-out");

        found("Jane Doe", "company.domain", "beta.com");
        run();

        Lead other = leads.byKeys(List.of("person:jane doe@beta.com")).orElseThrow();
        assertThat(asked).containsExactly("a");
        assertThat(other.state()).isEqualTo(State.SUPPRESSED);
        assertThat(other.candidates()).isEmpty();
        assertThat(suppressions.reason(new Who(null, null, "jane doe", "beta.com")))
                .contains("An answer of A tells that it is somebody on the list.");
    }

    @Test
    void ofWhoIsErasedNoAnswerAboutTheHandleStaysAndTheHandleFindsNobodyAgain() {
        lurker();
        says("r", isJane());
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        assertThat(state.getCollection("enrichment_cache").countDocuments()).isEqualTo(2);

        erasure.erase(JANE);

        assertThat(state.getCollection("enrichment_cache").countDocuments()).isZero();
        Hits.Stored again = hits.store(
                Map.of("person.handle", "Jane_D", "source.community", "saas"),
                new Hits.Source("reddit", "crm", null, null));
        assertThat(again).isEqualTo(new Hits.Stored(0, 0, 1));
        assertThat(leads.list(new Document())).isEmpty();
        assertThat(hits.store(Map.of("person.handle", "jane_d"), new Hits.Source("elsewhere", "crm", null, null)))
                .as("the same word is somebody else's elsewhere")
                .isEqualTo(new Hits.Stored(1, 0, 0));
    }

    /** They are joined by something else, and stay known by both. */
    @Test
    void everyHandleOfWhoIsErasedIsOnTheList() {
        for (String handle : List.of("jane_d", "jane_work")) {
            hits.store(
                    Map.of(
                            "person.handle", handle,
                            "person.fullName", "Jane Doe",
                            "person.linkedinUrl", "linkedin.com/in/jane"),
                    new Hits.Source("reddit", "crm", null, null));
        }
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();

        erasure.erase(JANE);

        for (String handle : List.of("jane_d", "jane_work")) {
            assertThat(hits.store(Map.of("person.handle", handle), new Hits.Source("reddit", "crm", null, null)))
                    .isEqualTo(new Hits.Stored(0, 0, 1));
        }
    }

    @Test
    void aForecastCountsIt() {
        lurker();

        Forecast forecast = forecasts.ofEnriching(new Selection(null, List.of(), 10));

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
