package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Outcome;
import java.time.Duration;
import java.util.Date;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Who objects at a provider. */
class ObjectionsTest extends LeadsFixture {

    @Test
    void whoseAddressMustNotBeProcessedIsShownSoInAirtable() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        String contact = Identity.contactId(JANE);
        assertThat(contacts.doNotContact(contact)).isFalse();
        clock.pass(Duration.ofDays(50));
        runs.verify("again", LeadRuns.Selection.of(null, null, null));
        says("v", only(Outcome.SUPPRESSED));

        run();

        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
        assertThat(contacts.doNotContact(contact)).isTrue();
        assertThat(source.getCollection("contacts")
                        .find(new Document("_id", contact))
                        .first())
                .containsEntry("updatedAt", Date.from(clock.instant()));
    }
}
