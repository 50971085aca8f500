package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErasedMeanwhileTest extends LeadsFixture {
    /** Happens when the lead's contact is about to be kept, or was kept. */
    private void whileItsContactIsKept(boolean before, Runnable erased) {
        Contacts slow = spy(contacts);
        doAnswer(call -> {
                    if (before) {
                        erased.run();
                    }
                    Object id = call.callRealMethod();
                    if (!before) {
                        erased.run();
                    }
                    return id;
                })
                .when(slow)
                .keep(any(), any(), any());
        Moves moves = new Moves(leads, slow, credits, providers, circuits, current);
        answers = answers(moves);
        turns = new Turns(
                leads, moves, answers, cache, credits, suppressions, providers, questions, current, inFlight, true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAddressThatIsBeingKeptGoesAsWell(boolean before) {
        found("Jane Doe", "person.linkedinUrl", "linkedin.com/in/jane", "email.address", "j@acme.com");
        says("v", only(Outcome.MISS));
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        whileItsContactIsKept(before, () -> erasure.erase("j@acme.com"));

        run();

        assertThat(source.getCollection("leads").find()).isEmpty();
        assertThat(source.getCollection("contacts").find()).isEmpty();
        assertThat(state.getCollection("enrichment_cache").find()).isEmpty();
    }

    /** The erasure read the lead before the address was found. */
    @Test
    void anAddressThatIsFoundWhileTheErasureGoesOnGoesAsWell() {
        found("Jane Doe", "email.address", "j@acme.com");
        says("v", only(Outcome.MISS));
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        AnswerCache meanwhile = spy(cache);
        boolean[] once = {true};
        doAnswer(call -> {
                    Object forgotten = call.callRealMethod();
                    if (once[0]) {
                        once[0] = false;
                        inSpiteOfTheList(this::run);
                    }
                    return forgotten;
                })
                .when(meanwhile)
                .forget(any());

        Erasure.Erased erased = erasure(meanwhile).erase("j@acme.com");

        assertThat(asked).contains("a");
        assertThat(source.getCollection("leads").find()).isEmpty();
        assertThat(source.getCollection("contacts").find()).isEmpty();
        assertThat(state.getCollection("enrichment_cache").find()).isEmpty();
        assertThat(erased.documents().get("lead-generation/contacts")).contains(Identity.contactId(JANE));
        assertThat(suppressions.reason(Who.byEmail(JANE))).contains("erased");
    }

    /** Whoever looked at the list before the person was on it. */
    private void inSpiteOfTheList(Runnable run) {
        List<Document> list = state.getCollection("suppressions").find().into(new ArrayList<>());
        state.getCollection("suppressions").deleteMany(new Document());
        run.run();
        state.getCollection("suppressions").insertMany(list);
    }

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

        erasure(meanwhile).erase(JANE);

        assertThat(source.getCollection("campaign_events").find()).isEmpty();
    }

    private Erasure erasure(AnswerCache meanwhile) {
        return new Erasure(
                leads,
                new AccountKinds(leads, providers),
                contacts,
                meanwhile,
                credits,
                suppressions,
                deadLetters,
                source,
                state);
    }
}
