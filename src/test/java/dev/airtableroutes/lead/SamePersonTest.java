package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What providers find out about a person tells that another hit is the same one. */
class SamePersonTest extends LeadsFixture {

    private static final Hits.Source TAVILY = new Hits.Source("tavily", "q", null, null);

    private static Answer knows(Outcome outcome, String field, String value) {
        return new Answer("", "", outcome, 200, Map.of(field, value), List.of(), null, null, null, null);
    }

    @Test
    void aVerifiedAddressThatAProviderFoundIsAKey() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, "Jane@Acme.com"));
        run();

        assertThat(hits.store(Map.of("email.address", JANE, "person.fullName", "J. Doe"), TAVILY))
                .isEqualTo(new Hits.Stored(0, 1, 0));
        assertThat(lead().document().getList("keys", String.class))
                .containsExactly("person:jane doe@acme.com", "email:" + JANE);
    }

    @Test
    void anAddressThatAnotherProviderVerifiedIsAKeyToo() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT, JANE));
        says("v", only(Outcome.HIT_VERIFIED));
        run();

        assertThat(lead().document().getList("keys", String.class)).contains("email:" + JANE);
    }

    /** It may be a guess, and somebody else's. */
    @Test
    void anAddressThatIsNotSureIsNoKey() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_RISKY, JANE));
        run();

        assertThat(lead().document().getList("keys", String.class)).containsExactly("person:jane doe@acme.com");
    }

    @Test
    void aProfileThatAProviderBroughtIsAKey() {
        found("Jane Doe");
        says("a", knows(Outcome.MISS, "person.linkedinUrl", "https://de.linkedin.com/in/Jane"));
        run();

        assertThat(hits.store(Map.of("person.linkedinUrl", "linkedin.com/in/jane"), TAVILY))
                .isEqualTo(new Hits.Stored(0, 1, 0));
        assertThat(lead().document().getList("keys", String.class)).contains("linkedin:jane");
    }

    @Test
    void aKeyThatAnotherLeadHasIsLeftToIt() {
        hits.store(Map.of("email.address", JANE, "person.fullName", "J. Doe"), TAVILY);
        Object first = lead().id();
        source.getCollection("leads")
                .updateMany(new Document(), new Document("$set", new Document("enrichment.state", "not_found")));
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();

        Lead second = leads.byKeys(List.of("person:jane doe@acme.com")).orElseThrow();
        assertThat(second.state()).isEqualTo(State.FOUND);
        assertThat(second.document().getList("keys", String.class)).containsExactly("person:jane doe@acme.com");
        assertThat(second.document().get("sameAs")).isEqualTo(first);
        assertThat(leads.byKeys(List.of("email:" + JANE)).orElseThrow().id()).isEqualTo(first);
    }

    @Test
    void aHitThatComesWhileTheLeadChangesIsJoinedAllTheSame() {
        found("Jane Doe");
        AtomicInteger changes = new AtomicInteger(2);
        Leads restless = spy(leads);
        doAnswer(call -> {
                    Optional<?> lead = (Optional<?>) call.callRealMethod();
                    if (changes.getAndDecrement() > 0) {
                        source.getCollection("leads")
                                .updateOne(new Document(), new Document("$inc", new Document("version", 1L)));
                    }
                    return lead;
                })
                .when(restless)
                .byKeys(any());

        new Hits(restless, suppressions, current)
                .store(
                        Map.of(
                                "person.fullName", "Jane Doe",
                                "company.domain", "acme.com",
                                "person.title", "CTO",
                                "person.linkedinUrl", "linkedin.com/in/jane"),
                        TAVILY);

        assertThat(lead().text("person", "title")).isEqualTo("CTO");
        assertThat(lead().document().getList("keys", String.class)).contains("linkedin:jane");
    }

    /** As the facts' own documents are: other programs write no list of keys. */
    @Test
    void aLeadThatAnotherProgramWroteIsJoined() {
        found("Zoe Zed");
        source.getCollection("leads")
                .insertOne(new Document("key", "person:jane doe@acme.com")
                        .append("person", new Document("fullName", "Jane Doe"))
                        .append("company", new Document("domain", "acme.com")));

        found("Jane Doe", "person.linkedinUrl", "linkedin.com/in/jane");

        List<Lead> all = leads.list(new Document("key", "person:jane doe@acme.com"));
        assertThat(all).hasSize(1);
        assertThat(all.get(0).text("person", "linkedinUrl")).isEqualTo("https://www.linkedin.com/in/jane");
        assertThat(all.get(0).document().getList("keys", String.class))
                .containsExactlyInAnyOrder("linkedin:jane", "person:jane doe@acme.com");
        assertThat(leads.list(new Document())).hasSize(2);
    }

    @Test
    void aLeadThatComesBetweenTheLookAndTheInsertIsJoined() {
        found("Zoe Zed");
        Leads racing = spy(leads);
        boolean[] once = {true};
        doAnswer(call -> {
                    if (once[0]) {
                        once[0] = false;
                        source.getCollection("leads").insertOne(new Document("key", "person:jane doe@acme.com"));
                        return Optional.empty();
                    }
                    return call.callRealMethod();
                })
                .when(racing)
                .byKeys(any());

        Hits.Stored stored = new Hits(racing, suppressions, current)
                .store(
                        Map.of("person.fullName", "Jane Doe", "company.domain", "acme.com"),
                        new Hits.Source("serper", "cto", null, null));

        assertThat(stored.joined()).isEqualTo(1);
        assertThat(leads.list(new Document("key", "person:jane doe@acme.com"))
                        .get(0)
                        .fullName())
                .isEqualTo("Jane Doe");
    }

    @Test
    void theTextOfAPageIsNotKeptOfALaterHitEither() {
        found("Jane Doe", "source.text", "Jane likes tea.");
        found("Jane Doe", "source.text", "Jane has a dog.", "source.title", "Team");

        assertThat(lead().text("source", "title")).isEqualTo("Team");
        assertThat(lead().text("source", "text")).isNull();
    }
}
