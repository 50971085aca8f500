package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.MemoryMongo;
import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.provider.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** What is looked at again and again reads no more documents the more leads there are. */
class LeadReadsTest extends LeadsFixture {

    private void queued(int count) {
        List<Document> leads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Document enrichment = new Document("state", "queued").append("run", "run");
            leads.add(new Document("key", "import:" + i)
                    .append("keys", List.of("import:" + i))
                    .append("person", new Document("fullName", "Jane " + i))
                    .append("enrichment", enrichment)
                    .append("version", 1L));
        }
        source.getCollection("leads").insertMany(leads);
    }

    @Test
    void aRunIsCountedAndNotRead() {
        queued(200);
        long before = MemoryMongo.read(source);

        LeadRuns.Progress progress = runs.progress("run");

        assertThat(progress.states()).isEqualTo(Map.of("queued", 200L));
        assertThat(progress.underWay()).isEqualTo(200);
        assertThat(progress.waitsUntil()).isNull();
        assertThat(MemoryMongo.read(source) - before).isLessThan(10);
    }

    @Test
    void aRunInWhichAllWaitTellsForWhen() {
        found("Jane Doe");
        found("Joe Doe");
        says("a", only(Outcome.PENDING), only(Outcome.PENDING), only(Outcome.PENDING));
        runs.enrich("run", new Selection(null, List.of(), 10));
        assertThat(runs.progress("run").waitsUntil())
                .as("they can be asked for now")
                .isNull();

        turns.due().stream().limit(1).forEach(turn -> answers.settle(answered(turn), turn));
        assertThat(runs.progress("run").waitsUntil()).as("one is under way").isNull();
        restart();
        clock.pass(Duration.ofMinutes(6));
        run();
        assertThat(runs.progress("run").waitsUntil()).isAfter(clock.instant());
        assertThat(runs.progress("run").states()).isEqualTo(Map.of("queued", 2L));
        assertThat(runs.progress("another").waitsUntil()).isNull();
        assertThat(runs.progress("another").states()).isEmpty();
    }

    @Test
    void whatWasSpentIsAddedUpWhereItStands() {
        for (int i = 0; i < 50; i++) {
            found("Jane " + i);
        }
        while (round() > 0) {
            // until all have been asked about each
        }
        assertThat(state.getCollection("charges").countDocuments()).isEqualTo(150);
        long before = MemoryMongo.read(state);

        assertThat(credits.spent(null))
                .extracting(one -> one.provider() + " " + one.calls())
                .containsExactly("a 50", "b 50", "paid 50");

        assertThat(MemoryMongo.read(state) - before).isLessThan(20);
    }

    @Test
    void leadsThatAreTakenUpAgainAreTakenUpSoManyAtATime() {
        queued(700);

        turns.due();
        assertThat(leads.count(new Document("enrichment.step", null))).isEqualTo(200);
        turns.due();
        assertThat(leads.count(new Document("enrichment.step", null))).isZero();
    }

    /** Asked for each contact that must be left alone, once a minute. */
    @Test
    void anAddressIsLookedUpByAnIndexWhereverItStands() {
        found("Jane Doe");
        contacts.keep(lead(), new Candidate(JANE, Candidate.Status.VERIFIED, 90, "a", null), List.of());

        assertThat(indexed("leads")).contains("email.address", "enrichment.candidates.address");
        assertThat(indexed("contacts")).contains("doNotContact");
    }

    private List<String> indexed(String collection) {
        List<String> first = new ArrayList<>();
        source.getCollection(collection)
                .listIndexes()
                .forEach(index -> first.add(
                        index.get("key", Document.class).keySet().iterator().next()));
        return first;
    }
}
