package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void whoWasKnownByAddressAndProfileAloneStaysOutByNameAndDomainToo() {
        hits.store(
                Map.of(
                        "person.fullName", "Jane Doe",
                        "company.name", "Acme",
                        "person.linkedinUrl", "linkedin.com/in/jane"),
                new Hits.Source("serper", "q", null, null));
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        erasure.erase(JANE);
        asked.clear();

        found("Jane Doe");
        run();

        assertThat(asked).isEmpty();
        assertThat(source.getCollection("leads").find()).isEmpty();
    }

    @Test
    void anotherPersonOfThatNameElsewhereStaysWelcome() {
        found("Jane Doe", "email.address", "jane.doe@gmail.com");
        erasure.erase("jane.doe@gmail.com");

        hits.store(
                Map.of("person.fullName", "Jane Doe", "company.domain", "other.com", "email.address", "jd@gmail.com"),
                new Hits.Source("serper", "q", null, null));

        assertThat(leads.list(new Document())).hasSize(1);
    }

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

    /** Most people whom Reddit shows have nothing else. */
    @Test
    void whoHasOnlyAnAccountIsErasedByIt() {
        account("Jane_D");
        account("joe");
        run();
        assertThat(state.getCollection("enrichment_cache").countDocuments()).isEqualTo(2);

        Erasure.Erased erased = erasure.erase("https://www.reddit.com/user/jane_d/");

        assertThat(erased.count("lead-generation/leads")).isEqualTo(1);
        assertThat(erased.answers()).isEqualTo(1);
        assertThat(leads.list(new Document()))
                .extracting(lead -> lead.text("person", "handle"))
                .containsExactly("joe");
        nothingIsLeftOf("jane_d");
        assertThat(account("jane_d")).as("found once more").isEqualTo(new Hits.Stored(0, 0, 1));
    }

    @Test
    void whoHasOnlyAProfileIsErasedByItHoweverSomebodyWroteIt() {
        hits.store(
                Map.of("person.linkedinUrl", "https://de.linkedin.com/in/Jane?trk=x", "person.fullName", "J. Doe"),
                new Hits.Source("serper", "cto", null, null));
        source.getCollection("leads")
                .insertMany(List.of(
                        new Document("key", "import:1")
                                .append("person", new Document("linkedinUrl", "www.linkedin.com/in/JANE/en"))
                                .append("email", new Document("address", JANE))
                                .append("enrichment", new Document("state", "found")),
                        new Document("key", "import:2")
                                .append("person", new Document("linkedinUrl", "www.linkedin.com/in/janet"))));
        source.getCollection("contacts")
                .insertMany(List.of(
                        new Document("_id", Identity.contactId(JANE)).append("email", JANE),
                        new Document("_id", Identity.contactId("jd@home.example"))
                                .append("email", "jd@home.example")
                                .append("linkedinUrl", "linkedin.com/in/jane")));

        Erasure.Erased erased = erasure.erase("linkedin.com/in/jane");

        assertThat(erased.count("lead-generation/leads")).isEqualTo(2);
        assertThat(erased.contacts()).isEqualTo(2);
        assertThat(leads.list(new Document()))
                .extracting(lead -> lead.text("key"))
                .containsExactly("import:2");
        assertThat(suppressions.reason(Who.byEmail(JANE))).contains("erased");
        assertThat(suppressions.reason(new Who(null, "linkedin.com/in/Jane", null, null)))
                .contains("erased");
    }

    /** An account that was written into a lead by hand has no key. */
    @Test
    void anAccountWithoutAKeyIsFoundAsWell() {
        source.getCollection("leads")
                .insertOne(new Document("key", "import:1")
                        .append("source", new Document("type", "Reddit"))
                        .append("person", new Document("handle", "Jane_D").append("fullName", "Jane Doe")));

        assertThat(erasure.erase("reddit:jane_d").count("lead-generation/leads"))
                .isEqualTo(1);

        assertThat(leads.list(new Document())).isEmpty();
    }

    /** What was told in between, and what only the account leads to. */
    @Test
    void whatIsKnownOfAnAccountGoesWithoutALead() {
        account("jane_d");
        run();
        leads.delete(new Document());

        assertThat(erasure.erase("/u/jane_d").answers()).isEqualTo(1);

        assertThat(account("Jane_D")).isEqualTo(new Hits.Stored(0, 0, 1));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "jane", "Jane Doe", "https://acme.com/jane", "linkedin.com/company/acme", "u/"})
    void whatIsNeitherErasesNobody(String text) {
        assertThatThrownBy(() -> erasure.erase(text))
                .isInstanceOf(UnknownException.class)
                .hasMessageContaining("is no e-mail address, LinkedIn profile or account")
                .hasMessageContaining("u/jane");
        assertThat(suppressions.count()).isZero();
    }

    /** A slip of the finger would put nobody on the list, and say that it was done. */
    @Test
    void anAccountOfAKindThatThereIsNotErasesNobody() {
        account("jane_d");

        assertThatThrownBy(() -> erasure.erase("redit:jane_d"))
                .isInstanceOf(UnknownException.class)
                .hasMessage("\"redit:jane_d\" names an account of a kind that no lead has; did you mean \"reddit\"?"
                        + " There are: reddit.");
        assertThat(suppressions.count()).isZero();
        assertThat(source.getCollection("leads").countDocuments()).isEqualTo(1);
    }

    @Test
    void theKindsAreThoseOfLeadsWhoeverWroteThem() {
        source.getCollection("leads")
                .insertOne(new Document("key", "theirs")
                        .append("source", new Document("type", "Forum"))
                        .append("person", new Document("handle", "Jane")));

        assertThat(erasure.erase("forum:jane").count("lead-generation/leads")).isEqualTo(1);
        assertThatThrownBy(() -> erasure.erase("board:jane")).hasMessageEndingWith("There are: reddit.");
    }

    private Hits.Stored account(String name) {
        return hits.store(Map.of("person.handle", name), new Hits.Source("reddit", "crm", null, null));
    }

    private void nothingIsLeftOf(String word) {
        for (MongoDatabase database : List.of(source, state)) {
            for (String collection : database.listCollectionNames()) {
                assertThat(database.getCollection(collection).find())
                        .as(collection)
                        .noneMatch(document ->
                                document.toJson().toLowerCase(Locale.ROOT).contains(word));
            }
        }
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
