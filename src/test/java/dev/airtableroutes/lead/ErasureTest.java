package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nothing that a provider told about a person stays, whatever it was asked by. */
class ErasureTest extends LeadsFixture {

    @Test
    void whatAProviderSaidWithoutAnAddressIsForgottenToo() {
        found("Jane Doe", "person.linkedinUrl", "https://linkedin.com/in/jane");
        says(
                "a",
                new Answer(
                        "", "", Outcome.MISS, 200, Map.of("person.title", "CTO"), List.of(), null, null, null, null));
        says("b", hit(Outcome.HIT_VERIFIED, JANE));
        found("Joe Doe");
        run();
        assertThat(state.getCollection("enrichment_cache").countDocuments()).isEqualTo(5);

        Erasure.Erased erased = erasure.erase(JANE);

        assertThat(erased.answers()).isEqualTo(2);
        assertThat(state.getCollection("enrichment_cache").countDocuments())
                .as("what was said about others stays")
                .isEqualTo(3);
    }
}
