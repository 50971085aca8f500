package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other programs and people write leads as well; one that is odd holds up nobody but itself. */
class OddLeadsTest extends LeadsFixture {

    private void odd(String fields) {
        Document lead = new Document("key", "email:x@y.com")
                .append("keys", List.of("email:x@y.com"))
                .append("person", new Document("fullName", "Bad One"))
                .append("enrichment", new Document("state", "new"));
        lead.putAll(Document.parse(fields));
        source.getCollection("leads").insertOne(lead);
    }

    private Lead named(String name) {
        return leads.list(new Document("person.fullName", name)).get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{email: 'x@y.com'}",
                "{company: 'Acme'}",
                "{company: ['Acme']}",
                "{keys: 'email:x@y.com'}",
                "{keys: [1, 'email:x@y.com']}",
                "{campaigns: 'none', version: 'one'}",
                "{enrichment: 'new'}",
                "{enrichment: {state: 'new', candidates: 'x@y.com', attempts: {}, turns: 'none', nextRetryAt: null}}",
                "{enrichment: {state: 'new', candidates: [{address: 'x@y.com', status: 'Verified'}, 'z@y.com', {}]}}",
                "{enrichment: {state: 'new', attempts: [{provider: 'a', endpoint: 'find', outcome: 'maybe'}, {}]}}",
                "{enrichment: {state: 'queued', step: 'find'}}",
                "{enrichment: {state: 'queued', step: {provider: 'a', operation: 'find', address: 1}}}",
                "{enrichment: {state: 'running', turn: 1, turnUntil: {$date: '2020-01-01T00:00:00Z'}}}",
                "{enrichment: {state: 'wondering'}}"
            })
    void theOthersAreAsked(String fields) {
        odd(fields);
        found("Joe Doe");
        says("a", hit(Outcome.HIT_VERIFIED, "joe@acme.com"), hit(Outcome.HIT_VERIFIED, "joe@acme.com"));

        run();

        assertThat(named("Joe Doe").state()).isEqualTo(State.FOUND);
        assertThat(named("Bad One").state()).isNotIn(State.NEW, State.QUEUED, State.RUNNING);
        assertThat(new Funnel(source, credits, suppressions).report(null).lines())
                .singleElement()
                .satisfies(line -> assertThat(line.found()).isEqualTo(2));
    }

    @Test
    void whatCannotBeWrittenEndsAsAnErrorThatSaysSo() {
        odd("{enrichment: {state: 'new', attempts: 'none'}}");
        found("Joe Doe");

        run();

        Lead bad = named("Bad One");
        assertThat(bad.state()).isEqualTo(State.ERROR);
        assertThat(bad.text("enrichment", "reason")).contains("lead").contains("enrichment");
        assertThat(asked).contains("a");
    }

    @Test
    void anEnrichmentThatIsNoObjectIsReplacedByWhatIsWrongWithIt() {
        odd("{enrichment: 'new'}");

        run();

        assertThat(named("Bad One").document().get("enrichment")).isInstanceOf(Document.class);
        assertThat(named("Bad One").state()).isNotIn(State.NEW, State.QUEUED);
    }

    @Test
    void whatSomebodyWroteInAnotherTypeStaysWhenAnAnswerTellsMore() {
        odd("{company: 'Acme'}");
        says(
                "a",
                new Answer(
                        "",
                        "",
                        Outcome.HIT_VERIFIED,
                        200,
                        Map.of("email.address", JANE, "company.name", "Acme Inc.", "person.title", "CTO"),
                        List.of(),
                        null,
                        null,
                        null,
                        null));

        run();

        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(lead().document()).containsEntry("company", "Acme");
        assertThat(lead().text("person", "title")).isEqualTo("CTO");
    }
}
