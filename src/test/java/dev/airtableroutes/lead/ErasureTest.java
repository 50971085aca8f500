package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.util.List;
import java.util.Map;
import org.bson.Document;
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

    /** The one that is asked for names b, and c names it, and d names c; e is somebody else. */
    @Test
    void leadsOfTheSamePersonAreErasedWhicheverNamesTheOther() {
        Object b = lead("b", null);
        Object a = lead("a", b);
        Object c = lead("c", a);
        lead("d", c);
        lead("e", null);

        Erasure.Erased erased = erasure.erase("a@acme.com");

        assertThat(erased.count("lead-generation/leads")).isEqualTo(4);
        assertThat(erased.contacts()).isEqualTo(4);
        assertThat(erased.answers()).isEqualTo(4);
        assertThat(leads.list(new Document()))
                .extracting(lead -> lead.text("email", "address"))
                .containsExactly("e@acme.com");
        assertThat(suppressions.reason(Who.byEmail("d@acme.com"))).contains("erased");
        assertThat(suppressions.reason(Who.byEmail("b@acme.com"))).contains("erased");
        assertThat(suppressions.reason(Who.byEmail("e@acme.com"))).isEmpty();
    }

    private Object lead(String name, Object sameAs) {
        String address = name + "@acme.com";
        found("Person " + name);
        says("a", hit(Outcome.HIT_VERIFIED, address));
        run();
        Object id = leads.byKeys(List.of("email:" + address)).orElseThrow().id();
        source.getCollection("leads")
                .updateOne(new Document("_id", id), new Document("$set", new Document("sameAs", sameAs)));
        return id;
    }
}
