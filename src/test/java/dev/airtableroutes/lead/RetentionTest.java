package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Caps;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lead is kept for a year from when a person, a source or a provider last had to do with it. */
class RetentionTest extends LeadsFixture {

    @BeforeEach
    void nobodyCanBeAsked() {
        rules = rules(
                new Caps(null, null, Map.of("a", BigDecimal.ZERO, "b", BigDecimal.ZERO, "paid", BigDecimal.ZERO)));
        restart();
        found("Jane Doe");
    }

    private void months(int count) {
        for (int month = 0; month < count; month++) {
            round();
            clock.pass(Duration.ofDays(31));
        }
    }

    @Test
    void thatALeadWaitsKeepsItNoLonger() {
        months(13);

        assertThat(privacy.forgetOld()).isEqualTo(1);
    }

    @Test
    void aSourceThatFindsItAgainDoes() {
        months(10);
        found("Jane Doe", "person.title", "CTO");
        months(3);

        assertThat(privacy.forgetOld()).isZero();
    }

    @Test
    void aSourceThatTellsNothingNewDoesToo() {
        months(10);
        found("Jane Doe");
        months(3);

        assertThat(privacy.forgetOld()).isZero();
    }

    @Test
    void anAnswerDoes() {
        months(10);
        rules = rules(Caps.NONE);
        restart();
        run();
        assertThat(asked).isNotEmpty();
        months(3);

        assertThat(privacy.forgetOld()).isZero();
    }

    @Test
    void whoHasItEnrichedDoes() {
        months(10);
        runs.enrich("run", LeadRuns.Selection.of(null, List.of("queued"), null));
        months(3);

        assertThat(privacy.forgetOld()).isZero();
    }

    /** Of before there was a time of its own for that. */
    @Test
    void anOldLeadCountsFromItsLastChange() {
        source.getCollection("leads").updateMany(new Document(), Updates.unset("touchedAt"));
        months(10);
        assertThat(privacy.forgetOld()).isZero();
        months(3);

        assertThat(privacy.forgetOld()).isEqualTo(1);
    }

    @Test
    void oneThatAnotherProgramWroteCountsFromThere() {
        source.getCollection("leads").deleteMany(new Document());
        source.getCollection("leads")
                .insertOne(new Document("key", "crm:1")
                        .append("enrichment", new Document("state", "not_found"))
                        .append("updatedAt", Date.from(clock.instant())));
        months(10);
        assertThat(privacy.forgetOld()).isZero();
        months(3);

        assertThat(privacy.forgetOld()).isEqualTo(1);
    }
}
