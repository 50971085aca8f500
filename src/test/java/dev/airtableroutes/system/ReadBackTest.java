package dev.airtableroutes.system;

import static dev.airtableroutes.system.Hub.ANA;
import static dev.airtableroutes.system.Hub.CAMPAIGNS;
import static dev.airtableroutes.system.Hub.CONTACT;
import static dev.airtableroutes.system.Hub.CONTACTS;
import static dev.airtableroutes.system.Hub.KEY;
import static dev.airtableroutes.system.Hub.LEADS;
import static dev.airtableroutes.system.Hub.RESULTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people change in their own cells of Airtable gets into the documents, and wins there. */
class ReadBackTest {

    @RegisterExtension
    static final Stage stage = Hub.open();

    private static void lead() {
        stage.insert("leads", Hub.lead(ANA, KEY));
        stage.sync(LEADS);
        stage.requests.forget();
    }

    private static Document document() {
        return Hub.document(stage, "leads", ANA);
    }

    private static Map<String, Object> cells() {
        return stage.cells(LEADS, "Lead Key", KEY);
    }

    /** Airtable and MongoDB agree, and the next pass has nothing to do but to ask. */
    private static void assertSettled() {
        Document document = document();
        Map<String, Object> cells = cells();
        stage.requests.forget();
        Totals totals = stage.sync(LEADS);
        assertThat(totals.readBack()).isZero();
        assertThat(stage.requests.writesTo(LEADS)).isEmpty();
        assertThat(document()).isEqualTo(document);
        assertThat(cells()).isEqualTo(cells);
    }

    @Test
    void whatPeopleNoteIsTheDocuments() {
        lead();
        Date before = document().getDate("updatedAt");
        String long_ = "call on Monday\n".repeat(100);
        Hub.people(stage, KEY, "Notes", long_);

        Totals totals = stage.sync(LEADS);

        assertThat(totals.readBack()).isEqualTo(1);
        assertThat(document()).containsEntry("notes", long_);
        assertThat(document().getDate("updatedAt")).as("others read by it").isAfterOrEqualTo(before);
        assertThat(stage.requests.cellsSentTo(LEADS)).isEmpty();
        assertSettled();

        Hub.people(stage, KEY, "Notes", null);
        stage.sync(LEADS);

        assertThat(document()).doesNotContainKey("notes");
        assertSettled();
    }

    @Test
    void aNewRecordGetsTheNotesOfItsDocumentAndNoneLater() {
        stage.insert("leads", Hub.lead(ANA, KEY).append("notes", "met at the fair"));
        stage.sync(LEADS);
        assertThat(cells()).containsEntry("Notes", "met at the fair");

        Hub.product(stage, ANA, "notes", "overwritten");
        stage.sync(LEADS);
        assertThat(cells()).as("never written over the cell").containsEntry("Notes", "met at the fair");

        stage.sync(LEADS);
        assertThat(document()).containsEntry("notes", "met at the fair");
        assertSettled();
    }

    @Test
    void anEmptyCellThatNobodyClearedIsFilled() {
        lead();
        Hub.product(stage, ANA, "notes", "from an import");

        stage.sync(LEADS);

        assertThat(cells()).containsEntry("Notes", "from an import");
        assertSettled();
    }

    /** Cell and document begin as New; an empty value is one that nobody touched. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            Qualified | -         | Qualified
            -         | Replied   | Replied
            Qualified | Replied   | Qualified
            Replied   | Replied   | Replied
            ''        | -         | -
            ''        | Replied   | -
            -         | -         | New
            """, delimiter = '|')
    void whoChangedTheStatusLastWinsAndPeopleWhenBothDid(String people, String product, String both) {
        lead();
        if (people != null) {
            Hub.people(stage, KEY, "Status", people.isEmpty() ? null : people);
        }
        if (product != null) {
            Hub.product(stage, ANA, "status", product);
        }

        stage.sync(LEADS);

        assertThat(document().get("status")).isEqualTo(both);
        assertThat(cells().get("Status")).isEqualTo(both);
        assertThat(stage.letters()).isEmpty();
        assertSettled();
    }

    @Test
    void theTwoTakeTurns() {
        lead();
        Hub.product(stage, ANA, "status", "Replied");
        stage.sync(LEADS);
        Hub.people(stage, KEY, "Status", "Qualified");
        stage.sync(LEADS);
        assertThat(document()).containsEntry("status", "Qualified");

        Hub.product(stage, ANA, "status", "Unsubscribed");
        stage.sync(LEADS);

        assertThat(cells()).containsEntry("Status", "Unsubscribed");
        Hub.people(stage, KEY, "Status", "New");
        stage.sync(LEADS);
        assertThat(document()).containsEntry("status", "New");
        assertSettled();
    }

    @Test
    void everyKindOfCellIsTypedAsTheDocumentHasIt() {
        stage.insert("contacts", Hub.contact(CONTACT, KEY));
        stage.insert(
                "campaigns",
                Hub.campaign("heyreach/123", "123").append("creditCap", Decimal128.parse("100")),
                Hub.campaign("heyreach/124", "124").append("autoPush", true));
        stage.sync(CONTACTS, CAMPAIGNS);
        LocalRecord campaign = stage.record(CAMPAIGNS, "External Campaign ID", "123");

        Hub.people(stage, CONTACTS, stage.record(CONTACTS, "Contact Key", CONTACT), "Do Not Contact", true);
        Hub.people(stage, CAMPAIGNS, campaign, "Credit Cap", 12.5);
        Hub.people(stage, CAMPAIGNS, campaign, "Leads Target", 20);
        Hub.people(stage, CAMPAIGNS, stage.record(CAMPAIGNS, "External Campaign ID", "124"), "Auto-push", null);
        Map<String, Totals> totals = stage.sync(CONTACTS, CAMPAIGNS);

        assertThat(totals.get(CAMPAIGNS).readBack()).isEqualTo(3);
        assertThat(Hub.document(stage, "contacts", CONTACT)).containsEntry("doNotContact", true);
        assertThat(Hub.document(stage, "campaigns", "heyreach/123"))
                .containsEntry("creditCap", Decimal128.parse("12.5"))
                .containsEntry("leadsTarget", 20);
        assertThat(Hub.document(stage, "campaigns", "heyreach/124")).containsEntry("autoPush", false);
    }

    @Test
    void anUnsubscribeReachesAirtableAndAPersonMayTakeItBack() {
        stage.insert("contacts", Hub.contact(CONTACT, KEY));
        stage.sync(CONTACTS);
        stage.change("contacts", CONTACT, "doNotContact", true);
        stage.sync(Mode.FULL, CONTACTS);
        assertThat(stage.cells(CONTACTS, "Contact Key", CONTACT)).containsEntry("Do Not Contact", true);

        Hub.people(stage, CONTACTS, stage.record(CONTACTS, "Contact Key", CONTACT), "Do Not Contact", null);
        stage.sync(CONTACTS);

        assertThat(Hub.document(stage, "contacts", CONTACT)).containsEntry("doNotContact", false);
        assertThat(stage.cells(CONTACTS, "Contact Key", CONTACT)).doesNotContainKey("Do Not Contact");
    }

    @Test
    void anOptionThatPeopleAddedIsReadBackAndKnownFromThenOn() {
        lead();
        stage.table(LEADS).addOption("Status", "Nurture");
        Hub.people(stage, KEY, "Status", "Nurture");

        stage.sync(LEADS);

        assertThat(document()).containsEntry("status", "Nurture");
        assertThat(cells()).containsEntry("Status", "Nurture");
        assertThat(stage.letters()).isEmpty();
        Hub.product(stage, ANA, "email.confidence", 50);
        stage.sync(LEADS);
        assertThat(cells()).containsEntry("Confidence Score", 50L).containsEntry("Status", "Nurture");
        assertThat(stage.letters()).isEmpty();
        assertSettled();
    }

    @Test
    void aRecordThatPeopleMadeIsLeftAlone() {
        lead();
        String theirs = stage.table(LEADS).insert(Map.of("Name", "Bo", "Notes", "a friend", "Status", "Qualified"));

        Totals totals = stage.sync(LEADS);
        stage.sync(Mode.FULL, LEADS);
        stage.sync(Mode.RECONCILE, LEADS);

        assertThat(totals.readBack()).isZero();
        assertThat(stage.table(LEADS).record(theirs).fields())
                .isEqualTo(Map.of("Name", "Bo", "Notes", "a friend", "Status", "Qualified"));
        assertThat(stage.source().getCollection("leads").countDocuments()).isEqualTo(1);
        assertThat(stage.letters()).isEmpty();
    }

    @Test
    void whatPeopleTypedIntoARecordBeforeItWasADocumentsGetsIntoTheDocument() {
        stage.table(LEADS).insert(Map.of("Lead Key", KEY, "Notes", "a friend", "Status", "Qualified"));
        stage.insert("leads", Hub.lead(ANA, KEY).append("notes", "from an import"));
        stage.sync(LEADS);
        assertThat(cells()).containsEntry("Notes", "a friend").containsEntry("Status", "Qualified");
        stage.table(LEADS).age(Duration.ofDays(1));

        stage.sync(LEADS);

        assertThat(document()).containsEntry("notes", "a friend").containsEntry("status", "Qualified");
        assertThat(cells()).containsEntry("Notes", "a friend").containsEntry("Status", "Qualified");
        assertSettled();
    }

    @Test
    void aReconcileBelievesAirtableOnlyWhenTheDocumentsDo() {
        lead();
        Hub.people(stage, KEY, "Status", "Qualified");
        Hub.people(stage, KEY, "Notes", "call");
        Hub.people(stage, KEY, "Company", "typed over");
        Hub.product(stage, ANA, "status", "Replied");

        Totals totals = stage.sync(Mode.RECONCILE, LEADS);

        assertThat(totals.readBack()).isEqualTo(2);
        assertThat(document()).containsEntry("status", "Qualified").containsEntry("notes", "call");
        assertThat(cells()).containsEntry("Status", "Qualified").doesNotContainKey("Company");
        assertThat(stage.requests.to(LEADS, "read the records"))
                .as("one reading serves both")
                .hasSize(1);
        assertSettled();
    }

    /** A kill right after the document was written: the ledger, and all else that the state has, is as it was before. */
    @Test
    void whoIsKilledBetweenDocumentAndLedgerLosesNothingAndDoesNothingTwice() {
        lead();
        Hub.people(stage, KEY, "Status", "Qualified");
        Hub.people(stage, KEY, "Notes", "call");
        Map<String, List<Document>> state = state();
        stage.sync(LEADS);
        Document written = document();
        restore(state);
        stage.requests.forget();

        Totals totals = stage.sync(LEADS);

        assertThat(document()).isEqualTo(written);
        assertThat(totals.readBack()).isZero();
        assertThat(stage.requests.cellsSentTo(LEADS)).isEmpty();
        assertSettled();
    }

    @Test
    void whatTheProductDoesAfterSuchAKillLosesToPeople() {
        lead();
        Hub.people(stage, KEY, "Status", "Qualified");
        Map<String, List<Document>> state = state();
        stage.sync(LEADS);
        restore(state);
        Hub.product(stage, ANA, "status", "Replied");

        stage.sync(LEADS);

        assertThat(document()).containsEntry("status", "Qualified");
        assertThat(cells()).containsEntry("Status", "Qualified");
        assertSettled();
    }

    private static Map<String, List<Document>> state() {
        Map<String, List<Document>> state = new HashMap<>();
        stage.state()
                .listCollectionNames()
                .forEach(name ->
                        state.put(name, stage.state().getCollection(name).find().into(new ArrayList<>())));
        return state;
    }

    private static void restore(Map<String, List<Document>> state) {
        stage.state()
                .listCollectionNames()
                .forEach(name -> stage.state().getCollection(name).deleteMany(new Document()));
        state.forEach((name, documents) -> {
            if (!documents.isEmpty()) {
                stage.state().getCollection(name).insertMany(documents);
            }
        });
    }

    /** What the table in mappings/README.md says, after whatever happened, passes that are cut off at the ledger included. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverHappensTheRulesHold(long seed) {
        lead();
        Random random = new Random(seed);
        Rules status = new Rules("Status", "status", "New", false);
        Rules notes = new Rules("Notes", "notes", null, true);
        List<String> statuses = Arrays.asList("New", "Replied", "Qualified", "Bounced", null);
        List<String> texts = Arrays.asList("a", "b", "c", null);
        StringBuilder story = new StringBuilder();
        for (int step = 0; step < 80; step++) {
            int action = random.nextInt(9);
            story.append(' ').append(action);
            switch (action) {
                case 0 -> status.people(statuses.get(random.nextInt(5)));
                case 1 -> notes.people(texts.get(random.nextInt(4)));
                case 2 -> status.product(statuses.get(random.nextInt(5)));
                case 3 -> notes.product(texts.get(random.nextInt(4)));
                case 4 -> stage.hint(LEADS, ANA);
                case 5 -> cutOff(() -> stage.sync(LEADS), status, notes);
                default -> {
                    stage.sync(random.nextInt(4) == 0 ? Mode.RECONCILE : Mode.CHANGED, LEADS);
                    status.pass(true);
                    notes.pass(true);
                }
            }
            assertThat(List.of(Optional.ofNullable(cells().get("Status")), Optional.ofNullable(cells().get("Notes"))))
                    .as("cells after%s", story)
                    .isEqualTo(List.of(Optional.ofNullable(status.cell), Optional.ofNullable(notes.cell)));
            assertThat(List.of(
                            Optional.ofNullable(document().get("status")),
                            Optional.ofNullable(document().get("notes"))))
                    .as("document after%s", story)
                    .isEqualTo(List.of(Optional.ofNullable(status.document), Optional.ofNullable(notes.document)));
        }
        assertThat(stage.letters()).isEmpty();
    }

    private static void cutOff(Runnable pass, Rules... rules) {
        Map<String, List<Document>> state = state();
        pass.run();
        restore(state);
        for (Rules rule : rules) {
            rule.pass(false);
        }
    }

    /** The rules of one field, as simple as they can be said. */
    private static final class Rules {

        private final String field;
        private final String path;
        private final boolean theirs;
        private String cell;
        private String document;
        private String agreed;

        Rules(String field, String path, String value, boolean theirs) {
            this.field = field;
            this.path = path;
            this.theirs = theirs;
            this.cell = value;
            this.document = value;
            this.agreed = value;
        }

        void people(String value) {
            Hub.people(stage, KEY, field, value);
            cell = value;
        }

        void product(String value) {
            Hub.product(stage, ANA, path, value);
            document = value;
        }

        void pass(boolean remembered) {
            if (!Objects.equals(cell, agreed) || theirs && cell != null) {
                document = cell;
            } else {
                cell = document;
            }
            agreed = remembered ? cell : agreed;
        }
    }

    @Test
    void aHintAsksNothingAndSendsNothingOfPeoples() {
        lead();
        Hub.people(stage, KEY, "Status", "Qualified");
        Hub.product(stage, ANA, "status", "Replied");
        Hub.product(stage, ANA, "email.confidence", 50);
        stage.requests.forget();

        PassReport report = stage.hint(LEADS, ANA);

        assertThat(report.done()).isTrue();
        assertThat(stage.requests.all()).hasSize(1);
        assertThat(stage.requests.cellsSentTo(LEADS).get(0))
                .containsEntry("Confidence Score", 50L)
                .doesNotContainKey("Status");
        assertThat(cells()).containsEntry("Status", "Qualified");
        stage.sync(LEADS);
        assertThat(document()).containsEntry("status", "Qualified");
        assertSettled();
    }

    @Test
    void aStatusThatAHintLeftOutGoesOutWithTheNextPass() {
        lead();
        Hub.product(stage, ANA, "status", "Replied");
        stage.hint(LEADS, ANA);
        assertThat(cells()).containsEntry("Status", "New");

        stage.sync(LEADS);

        assertThat(cells()).containsEntry("Status", "Replied");
        assertSettled();
    }

    @Test
    void aDryRunAsksNothingAndWritesNothing() {
        lead();
        Hub.people(stage, KEY, "Status", "Qualified");
        Hub.product(stage, ANA, "status", "Replied");
        Map<String, List<Document>> before = stage.dump();

        List<PassReport> plan = stage.run(Mode.CHANGED, true, LEADS);

        assertThat(plan)
                .allSatisfy(report -> assertThat(report.totals().readBack()).isZero());
        assertThat(stage.requests.all()).isEmpty();
        assertThat(stage.dump()).isEqualTo(before);
        assertThat(cells()).containsEntry("Status", "Qualified");
    }

    @Test
    void aPassAsksOnlyForTheCellsOfPeopleAndOnlyForWhatWasEdited() {
        stage.insert(
                "leads",
                IntStream.range(0, 250)
                        .mapToObj(i -> Hub.lead(new ObjectId(), "p" + i + "@example.com"))
                        .toList());
        stage.insert("leads", Hub.lead(ANA, KEY));
        stage.sync(LEADS);
        stage.requests.forget();

        stage.sync(Mode.FULL, LEADS);

        assertThat(stage.requests.all()).as("all records, a hundred a request").hasSize(3);
        assertThat(stage.requests.all())
                .allSatisfy(call -> assertThat(call.json().get("fields")).isEqualTo(List.of("Status", "Notes")));
        stage.table(LEADS).age(Duration.ofHours(1));
        Hub.people(stage, KEY, "Notes", "call");
        stage.requests.forget();

        Totals totals = stage.sync(LEADS);

        assertThat(totals.readBack()).isEqualTo(1);
        assertThat(stage.requests.all()).hasSize(1);
        assertThat(stage.requests.all().get(0).json().get("filterByFormula").toString())
                .startsWith("IS_AFTER(LAST_MODIFIED_TIME(), DATETIME_PARSE('");
    }

    @Test
    void whatIsOnlyWrittenAsksNothing() {
        stage.insert("campaign_events", new Document("_id", "e1").append("event", "Sent"));
        stage.sync(RESULTS);
        stage.requests.forget();

        stage.sync(RESULTS);
        stage.sync(Mode.FULL, RESULTS);

        assertThat(stage.requests.all()).isEmpty();
    }

    @Test
    void aBaseThatDoesNotKnowTheFormulaIsReadWholly() {
        lead();
        stage.table(LEADS).age(Duration.ofHours(1));
        Hub.people(stage, KEY, "Notes", "call");
        stage.airtable.faults().add(Fault.status(422).containing("filterByFormula"));

        stage.sync(LEADS);

        assertThat(document()).containsEntry("notes", "call");
        assertThat(stage.requests.all())
                .extracting(Call::json)
                .satisfiesExactly(
                        first -> assertThat(first).containsKey("filterByFormula"),
                        second -> assertThat(second).doesNotContainKey("filterByFormula"));
    }
}
