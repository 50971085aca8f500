package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import dev.airtableroutes.provider.AskAgain;
import dev.airtableroutes.provider.Outcome;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Somebody has bought credits: what waits for a provider does not wait for the time that was guessed. */
class WaitsForProvidersTest extends LeadsFixture {

    private void askAgain(String provider) {
        when(circuits.open(provider)).thenReturn(false);
        new WaitsForProviders(leads, searches(), inFlight).end(new AskAgain.Welcome(provider));
    }

    @Test
    void aLeadThatNobodyElseCouldHelpGoesOnAtOnce() {
        when(circuits.open("a")).thenReturn(true);
        when(circuits.until("a")).thenReturn(Optional.of(clock.instant().plus(Duration.ofHours(6))));
        when(circuits.reason("a")).thenReturn("A has no credits.");
        found("Jane Doe");
        run();
        assertThat(asked).containsExactly("b", "paid");
        assertThat(lead().nextRetry()).isAfter(clock.instant());
        says("a", hit(Outcome.HIT_VERIFIED, JANE));

        askAgain("a");
        run();

        assertThat(lead().state()).isEqualTo(State.FOUND);
    }

    /** The provider's own word, by which it was to rest for hours. */
    @Test
    void aProviderThatRestsIsAsked() {
        found("Jane Doe");
        inFlight.pause("a", clock.instant().plus(Duration.ofHours(6)));
        round();
        assertThat(asked).isEmpty();

        askAgain("a");
        round();

        assertThat(asked).containsExactly("a");
    }

    @Test
    void aSearchThatItsSourceTurnedAwayGoesOnAndOthersKeepTheirTime() {
        Date later = Date.from(clock.instant().plus(Duration.ofHours(6)));
        source.getCollection("searches")
                .insertMany(List.of(
                        search("turned-away", "r", "NO_CREDITS", later),
                        search("had-its-round", "r", "HIT", later),
                        search("elsewhere", "b", "NO_CREDITS", later)));

        askAgain("r");

        assertThat(source.getCollection("searches").find(new Document("nextAt", null)))
                .extracting(search -> search.get("_id"))
                .containsExactly("turned-away");
        assertThat(source.getCollection("searches")
                        .find(new Document("_id", "turned-away"))
                        .first())
                .as("from where it was")
                .containsEntry("page", "2");
    }

    private static Document search(String id, String source, String outcome, Date next) {
        return new Document("_id", id)
                .append("source", source)
                .append("page", "2")
                .append("lastOutcome", outcome)
                .append("nextAt", next);
    }
}
