package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.provider.Outcome;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leads that another program wrote without a word on enrichment are new ones. */
class WrittenByOthersTest extends LeadsFixture {

    @BeforeEach
    void write() {
        source.getCollection("leads")
                .insertOne(new Document("key", "person:jane doe@acme.com")
                        .append("person", new Document("fullName", "Jane Doe"))
                        .append("company", new Document("domain", "acme.com"))
                        .append("source", new Document("type", "manual")));
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
    }

    @Test
    void theyAreEnrichedByThemselves() {
        run();

        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(lead().document().getList("keys", String.class))
                .containsExactlyInAnyOrder("person:jane doe@acme.com", "email:" + JANE);
    }

    /** The index that keeps keys apart must not take those without one for the same. */
    @Test
    void someWithoutAKeyHoldUpNobody() {
        twoWithoutAKey();

        found("Joe Roe", "email.address", "joe@acme.com");

        assertThat(source.getCollection("leads").countDocuments()).isEqualTo(4);
        assertThat(source.getCollection("leads").listIndexes())
                .filteredOn("name", "key_1")
                .singleElement()
                .satisfies(index -> assertThat(index).containsEntry("unique", true));
    }

    /** As an earlier version made it. */
    @Test
    void norDoTheyWhereTheIndexIsOfOld() {
        source.getCollection("leads").createIndex(Indexes.ascending("key"), new IndexOptions().unique(true));

        found("Joe Roe", "email.address", "joe@acme.com");
        twoWithoutAKey();

        assertThat(source.getCollection("leads").countDocuments()).isEqualTo(4);
        restart();
        found("Jim Poe", "email.address", "jim@acme.com");
        assertThat(source.getCollection("leads").countDocuments()).isEqualTo(5);
    }

    private void twoWithoutAKey() {
        source.getCollection("leads")
                .insertMany(List.of(new Document("source", new Document("type", "crm")), new Document("note", "x")));
    }

    @Test
    void andByARunOfNewLeads() {
        assertThat(forecasts.ofEnriching(Selection.of(null, null, null)).leads())
                .isEqualTo(1);
        assertThat(runs.enrich("run", Selection.of(null, List.of("new"), null))).isEqualTo(1);
    }

    @Test
    void theAddressThatTheyHaveIsVerifiedAndNobodyIsAskedForAnother() {
        source.getCollection("leads")
                .updateMany(
                        new Document(),
                        new Document("$set", new Document("email", new Document("address", " Jane@ACME.com"))));
        says("v", only(Outcome.HIT_VERIFIED));

        run();

        assertThat(asked).containsExactly("v verifies " + JANE);
        assertThat(lead().state()).isEqualTo(State.FOUND);
    }

    /** What stands where an object is expected is an address all the same, and nothing takes its place. */
    @Test
    void alsoWhenTheAddressIsAText() {
        source.getCollection("leads")
                .updateMany(
                        new Document(),
                        new Document("$set", new Document("email", JANE).append("enrichment.state", "new")));
        says("v", only(Outcome.HIT_VERIFIED));

        run();

        assertThat(asked).containsExactly("v verifies " + JANE);
        assertThat(lead().text("email", "address")).isEqualTo(JANE);
        assertThat(lead().state()).isEqualTo(State.FOUND);
    }

    /** As the reason of such a lead says. */
    @Test
    void whoeverWasTooLittleKnownIsAskedAboutWhenSomebodyWroteMore() {
        source.getCollection("leads")
                .updateMany(new Document(), new Document("$unset", new Document("person.fullName", "")));
        run();
        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(lead().attempts()).extracting(Attempt::outcome).containsOnly(Outcome.BAD_INPUT);
        source.getCollection("leads")
                .updateMany(new Document(), new Document("$set", new Document("person.fullName", "Jane Doe")));

        runs.enrich("again", Selection.of(null, List.of("not_found"), null));
        run();

        assertThat(lead().state()).isEqualTo(State.FOUND);
    }

    @Test
    void aKeyThatAnotherLeadHasStaysThere() {
        source.getCollection("leads").updateMany(new Document(), new Document("$set", new Document("key", "crm:1")));
        found("Jane Doe");

        run();

        List<Lead> holders = leads.list(new Document("keys", "person:jane doe@acme.com"));
        assertThat(holders).hasSize(1);
        assertThat(leads.list(new Document("key", "crm:1"))).singleElement().satisfies(lead -> assertThat(
                        lead.document())
                .containsEntry("sameAs", holders.get(0).id()));
    }
}
