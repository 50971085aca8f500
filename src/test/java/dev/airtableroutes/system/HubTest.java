package dev.airtableroutes.system;

import static dev.airtableroutes.system.Hub.ANA;
import static dev.airtableroutes.system.Hub.CAMPAIGNS;
import static dev.airtableroutes.system.Hub.CONTACT;
import static dev.airtableroutes.system.Hub.CONTACTS;
import static dev.airtableroutes.system.Hub.KEY;
import static dev.airtableroutes.system.Hub.LEADS;
import static dev.airtableroutes.system.Hub.RESULTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Tables;
import dev.airtableroutes.sync.Totals;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Leads, contacts, campaigns and results arrive, are linked, and go when their documents do. */
class HubTest {

    private static final String EVENT = "9b74c9897bac770ffc029102";

    @RegisterExtension
    static final Stage stage = Hub.open();

    private static void everything() {
        stage.insert("contacts", Hub.contact(CONTACT, KEY));
        stage.insert(
                "leads",
                Hub.lead(ANA, KEY)
                        .append("contactId", CONTACT)
                        .append("campaigns", List.of(new Document("campaignId", "heyreach/123"))));
        stage.insert("campaigns", Hub.campaign("heyreach/123", "123"));
        stage.insert("campaign_events", Hub.event(EVENT, ANA, CONTACT, "heyreach/123"));
    }

    @Test
    void tablesThatAreLinkedToComeFirst() {
        assertThat(stage.bean(Tables.class).names())
                .containsExactlyInAnyOrderElementsOf(Hub.TABLES)
                .containsSubsequence(CONTACTS, LEADS, RESULTS)
                .containsSubsequence(CAMPAIGNS, LEADS, RESULTS);
    }

    @Test
    void everythingArrivesInOneRunAndIsLinked() {
        everything();

        Map<String, Totals> totals = stage.sync(stage.bean(Tables.class).names().toArray(String[]::new));

        String contact = stage.record(CONTACTS, "Contact Key", CONTACT).id();
        String campaign = stage.record(CAMPAIGNS, "External Campaign ID", "123").id();
        String lead = stage.record(LEADS, "Lead Key", KEY).id();
        assertThat(stage.cells(LEADS, "Lead Key", KEY))
                .containsEntry("Name", "Ana Lima")
                .containsEntry("Email Status", "verified")
                .containsEntry("Credits Spent", 1.5)
                .containsEntry("Created Date", "2026-10-31")
                .containsEntry("Status", "New")
                .containsEntry("Contact", List.of(contact))
                .containsEntry("Campaigns", List.of(campaign))
                .doesNotContainKey("Notes");
        assertThat(stage.cells(CONTACTS, "Contact Key", CONTACT))
                .containsEntry("Verified", true)
                .containsEntry("Leads", List.of(lead))
                .doesNotContainKeys("Catch-all", "Do Not Contact");
        assertThat(stage.cells(CAMPAIGNS, "External Campaign ID", "123")).containsEntry("Credits Used", 12.5);
        assertThat(stage.cells(RESULTS, "Result Key", EVENT))
                .containsEntry("Lead", List.of(lead))
                .containsEntry("Contact", List.of(contact))
                .containsEntry("Campaign", List.of(campaign))
                .containsEntry("Event", "Replied");
        assertThat(totals.values()).allSatisfy(one -> {
            assertThat(one.created()).isEqualTo(1);
            assertThat(one.writeCalls())
                    .as("no link waits, so one write is enough")
                    .isEqualTo(1);
        });
        assertThat(stage.letters()).isEmpty();
    }

    @Test
    void aContactThatWasTypedInByHandIsTakenOverByItsAddress() {
        stage.table(CONTACTS).insert(Map.of("Email", KEY, "Phone", "+49 30 1234567"));
        stage.insert("contacts", Hub.contact(CONTACT, "Ana@Example.com"));

        Totals totals = stage.sync(CONTACTS);

        assertThat(totals.takenOver()).isEqualTo(1);
        assertThat(stage.table(CONTACTS).size()).isEqualTo(1);
        assertThat(stage.cells(CONTACTS, "Contact Key", CONTACT)).containsEntry("Phone", "+49 30 1234567");
    }

    @Test
    void aCheckBoxThatTheDocumentSaysNoToIsUnticked() {
        stage.insert("contacts", Hub.contact(CONTACT, KEY));
        stage.sync(CONTACTS);

        stage.change("contacts", CONTACT, "verified", false);
        stage.sync(Mode.FULL, CONTACTS);

        assertThat(stage.cells(CONTACTS, "Contact Key", CONTACT)).doesNotContainKey("Verified");
    }

    @Test
    void erasingSomebodyBetweenTwoPassesDeletesTheRecords() {
        everything();
        stage.insert("leads", Hub.lead(new ObjectId(), "bo@example.com"));
        stage.sync(CONTACTS, CAMPAIGNS, LEADS, RESULTS);

        stage.delete("contacts", CONTACT);
        stage.delete("leads", ANA);
        stage.delete("campaign_events", EVENT);
        Map<String, Totals> totals = stage.sync(CONTACTS, CAMPAIGNS, LEADS, RESULTS);

        assertThat(totals.get(LEADS).deleted()).isEqualTo(1);
        assertThat(stage.table(CONTACTS).size()).isZero();
        assertThat(stage.table(RESULTS).size()).isZero();
        assertThat(stage.table(LEADS).records()).singleElement().satisfies(record -> assertThat(record.fields())
                .containsEntry("Lead Key", "bo@example.com"));
        assertThat(stage.state().getCollection("ledger").countDocuments(new Document("d", ANA)))
                .isZero();
    }

    @Test
    void aHintAboutSomebodyWhoWasErasedDeletesTheRecord() {
        everything();
        stage.sync(CONTACTS, CAMPAIGNS, LEADS, RESULTS);

        stage.delete("leads", ANA);
        stage.delete("contacts", CONTACT);
        stage.hint(LEADS, ANA);
        stage.hint(CONTACTS, CONTACT);

        assertThat(stage.table(LEADS).size()).isZero();
        assertThat(stage.table(CONTACTS).size()).isZero();
        assertThat(stage.table(CAMPAIGNS).size()).isEqualTo(1);
    }

    @Test
    void anEventWhoseLeadComesLaterIsLinkedOnceItIsThere() {
        stage.insert("campaign_events", Hub.event(EVENT, ANA, CONTACT, "heyreach/123"));
        stage.sync(RESULTS);
        assertThat(stage.cells(RESULTS, "Result Key", EVENT)).doesNotContainKeys("Lead", "Contact", "Campaign");

        stage.insert("leads", Hub.lead(ANA, KEY));
        stage.sync(LEADS);

        assertThat(stage.cells(RESULTS, "Result Key", EVENT))
                .containsEntry(
                        "Lead", List.of(stage.record(LEADS, "Lead Key", KEY).id()));
    }
}
