package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import dev.airtableroutes.provider.Outcome;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class ErasedMeanwhileTest extends LeadsFixture {
    /** Whoever looked for the lead before it went still writes of it. */
    @Test
    void aRowOfResultsThatIsWrittenMeanwhileGoesAsWell() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        Document row = new Document("_id", "row").append("leadId", lead().id());
        AnswerCache meanwhile = spy(cache);
        doAnswer(call -> {
                    source.getCollection("campaign_events").insertOne(row);
                    return call.callRealMethod();
                })
                .when(meanwhile)
                .forget(any());

        new Erasure(leads, contacts, meanwhile, credits, suppressions, deadLetters, source, state).erase(JANE);

        assertThat(source.getCollection("campaign_events").find()).isEmpty();
    }
}
