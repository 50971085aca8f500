package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a contact says of its address is what was learned last. */
class ContactsTest extends LeadsFixture {

    private Date before;

    @BeforeEach
    void verifiedLongAgo() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        before = Date.from(clock.instant());
        clock.pass(Duration.ofDays(46));
    }

    private Document contact() {
        return source.getCollection("contacts")
                .find(new Document("_id", Identity.contactId(JANE)))
                .first();
    }

    private void verifiedAnew(Answer answer) {
        says("v", answer);
        assertThat(runs.verify("old", new Selection(null, List.of(), 10))).isEqualTo(1);
        run();
    }

    @Test
    void anAddressThatTurnedBadIsVerifiedNoMore() {
        verifiedAnew(only(Outcome.MISS));

        assertThat(contact())
                .containsEntry("verified", false)
                .containsEntry("catchAll", false)
                .containsEntry("dataQualityScore", 0)
                .containsEntry("lastVerified", before)
                .containsEntry("updatedAt", Date.from(clock.instant()));
    }

    @Test
    void anAddressThatTurnedIntoACatchAllSaysSo() {
        verifiedAnew(new Answer(
                "",
                "",
                Outcome.HIT_RISKY,
                200,
                Map.of("email.status", "catch_all"),
                List.of(),
                null,
                null,
                null,
                null));

        assertThat(contact())
                .containsEntry("verified", false)
                .containsEntry("catchAll", true)
                .containsEntry("dataQualityScore", 60);
    }

    @Test
    void anAddressThatIsStillGoodSaysSinceWhen() {
        verifiedAnew(only(Outcome.HIT_VERIFIED));

        assertThat(contact())
                .containsEntry("verified", true)
                .containsEntry("dataQualityScore", 98)
                .containsEntry("lastVerified", Date.from(clock.instant()));
    }

    @Test
    void aVerifierThatCannotTellTakesNothingBack() {
        verifiedAnew(only(Outcome.HIT));

        assertThat(contact()).containsEntry("verified", true).containsEntry("dataQualityScore", 90);
    }

    /** Another lead with the same address was found before, and is only looked at again. */
    @Test
    void whoWasFoundBeforeTheVerdictTakesNothingBack() {
        badForAnother();

        assertThat(runs.enrich("again", new Selection(null, List.of(State.FOUND), 10)))
                .isEqualTo(1);
        run();

        assertThat(contact()).containsEntry("verified", false).containsEntry("dataQualityScore", 0);
    }

    @Test
    void aFinderThatVouchesForItAfterwardsCounts() {
        badForAnother();
        clock.pass(Duration.ofDays(61));
        found("Jane D.");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();

        assertThat(contact()).containsEntry("verified", true).containsEntry("dataQualityScore", 90);
    }

    private void badForAnother() {
        found("J. Doe");
        says("a", hit(Outcome.HIT, JANE));
        says("v", only(Outcome.MISS));
        run();
        assertThat(contact()).containsEntry("dataQualityScore", 0);
        clock.pass(Duration.ofDays(1));
    }

    @Test
    void anotherFinderWithoutAVerdictTakesNothingBack() {
        verifiedAnew(only(Outcome.MISS));
        off.add("v");
        found("J. Doe");
        says("a", hit(Outcome.HIT, JANE));
        run();

        assertThat(contact()).containsEntry("verified", false).containsEntry("dataQualityScore", 0);
    }
}
