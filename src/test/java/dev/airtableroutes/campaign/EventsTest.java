package dev.airtableroutes.campaign;

import static dev.airtableroutes.campaign.Stand.LINKS;
import static dev.airtableroutes.campaign.Stand.MAIL;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.ProviderEvent;
import dev.airtableroutes.provider.Turn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What platforms tell, and what becomes of it. */
class EventsTest {

    private Stand stand = new Stand();

    private ProviderEvent mail(String type, String event, String address, int minute) {
        return new ProviderEvent(
                "instantly",
                type,
                event,
                Map.of(
                        "email.address",
                        address,
                        "event.campaign",
                        "mail",
                        "event.at",
                        Instant.parse("2026-03-10T11:00:00Z").plusSeconds(60L * minute)));
    }

    private boolean tell(String event, String name, int minute) {
        return stand.inbox.store(mail("type_" + event, event, name + "@acme.com", minute), "body");
    }

    private void work() {
        for (InboxEvent told : stand.inbox.waiting()) {
            stand.events.suppress(told);
            stand.events.record(told);
            stand.events.note(told);
            stand.inbox.done(told);
        }
        stand.campaigns.count();
    }

    private Document pushed(String name) {
        Document lead = stand.lead(name);
        stand.order(MAIL);
        Turn turn = stand.turns.due(null).get(0);
        stand.answers.settle(Stand.took(turn, 0), turn);
        stand.tell();
        return lead;
    }

    private List<Document> inbox() {
        return stand.state.getCollection("webhook_inbox").find().into(new ArrayList<>());
    }

    private String status(Document lead) {
        return stand.again(lead).getString("status");
    }

    private Document campaign(String id) {
        return stand.source
                .getCollection("campaigns")
                .find(new Document("_id", id))
                .first();
    }

    @Test
    void anEventBecomesARowOfResultsAndMovesTheLead() {
        Document jane = pushed("jane");
        stand.inbox.store(
                new ProviderEvent(
                        "instantly",
                        "reply_received",
                        "Replied",
                        Map.of(
                                "email.address",
                                "Jane@Acme.com",
                                "event.campaign",
                                "mail",
                                "event.at",
                                Instant.parse("2026-03-10T11:00:00Z"),
                                "event.step",
                                BigDecimal.valueOf(2),
                                "event.externalId",
                                "m-1")),
                "body");

        work();

        Document row = stand.results().stream()
                .filter(result -> result.get("event").equals("Replied"))
                .findFirst()
                .orElseThrow();
        assertThat(row)
                .containsEntry("leadId", jane.get("_id"))
                .containsEntry("contactId", jane.get("contactId"))
                .containsEntry("campaignId", MAIL)
                .containsEntry("platform", "Instantly.ai")
                .containsEntry("outcome", "Success")
                .containsEntry("occurredAt", Date.from(Instant.parse("2026-03-10T11:00:00Z")))
                .containsEntry("step", 2)
                .containsEntry("externalId", "m-1");
        assertThat(row.getString("_id")).matches("[0-9a-f]{24}");
        assertThat(status(jane)).isEqualTo("Replied");
        assertThat(stand.again(jane).getList("campaigns", Document.class).get(0))
                .containsEntry("pushState", "pushed")
                .containsEntry("lastEvent", "Replied")
                .containsEntry("lastEventAt", Date.from(Instant.parse("2026-03-10T11:00:00Z")));
        assertThat(stand.suppressions.count()).isZero();
    }

    @Test
    void theSameEventAHundredTimesIsOne() {
        pushed("jane");
        assertThat(tell("Replied", "jane", 1)).isTrue();
        for (int i = 0; i < 99; i++) {
            assertThat(tell("Replied", "jane", 1)).isFalse();
            work();
        }

        assertThat(inbox()).hasSize(1);
        assertThat(stand.results()).hasSize(2);
        assertThat(campaign(MAIL)).containsEntry("responses", 1L);
    }

    @Test
    void theInboxKnowsNobodyOnceAnEventIsWorkedOffAndForgetsItAfterAWeek() {
        pushed("jane");
        tell("Opened", "jane", 1);
        assertThat(inbox().get(0).toJson()).contains("jane@acme.com");

        work();

        assertThat(inbox().get(0).toJson()).doesNotContain("jane");
        assertThat(inbox().get(0).getList("who", String.class)).containsExactly(Identity.hash("email:jane@acme.com"));
        assertThat(stand.inbox.forget()).isZero();
        stand.clock.pass(Duration.ofDays(8));
        assertThat(stand.inbox.forget()).isEqualTo(1);
    }

    @Test
    void whatIsOfNoUseIsSeenAndIgnored() {
        stand.inbox.store(new ProviderEvent("instantly", "campaign_completed", null, Map.of()), "body");

        work();

        assertThat(inbox()).singleElement().satisfies(seen -> assertThat(seen)
                .containsEntry("state", "ignored")
                .containsEntry("type", "campaign_completed"));
        assertThat(stand.results()).isEmpty();
    }

    @Test
    void aBounceTakesTheAddressOutAndAnUnsubscriptionThePerson() {
        Document jane = pushed("jane");
        Document joe = pushed("joe");
        tell("Bounced", "jane", 1);
        tell("Unsubscribed", "joe", 1);

        work();

        assertThat(status(jane)).isEqualTo("Bounced");
        assertThat(status(joe)).isEqualTo("Unsubscribed");
        assertThat(stand.suppressions.reason(Who.byEmail("jane@acme.com")))
                .hasValue("An e-mail bounced (Instantly.ai)");
        assertThat(stand.suppressions.reason(new Who(null, "linkedin.com/in/jane", null, null)))
                .isEmpty();
        assertThat(stand.suppressions.reason(new Who(null, "linkedin.com/in/joe", null, null)))
                .hasValue("Unsubscribed (Instantly.ai)");
        assertThat(contact(joe)).as("shown in Airtable").containsEntry("doNotContact", true);
        assertThat(contact(jane)).doesNotContainKey("doNotContact");
        assertThat(stand.again(joe).getEmbedded(List.of("email", "status"), String.class))
                .isEqualTo("verified");
        assertThat(stand.order(LINKS).stored()).isZero();
    }

    private Document contact(Document lead) {
        return stand.source
                .getCollection("contacts")
                .find(new Document("_id", lead.get("contactId")))
                .first();
    }

    @Test
    void whoObjectsIsHeardAlsoWhenNobodyHereKnowsThem() {
        tell("Unsubscribed", "stranger", 1);

        work();

        assertThat(stand.suppressions.reason(Who.byEmail("stranger@acme.com"))).isPresent();
        assertThat(stand.results()).isEmpty();
        assertThat(campaign(MAIL)).isNull();
    }

    @Test
    void whatAPersonHasSetStays() {
        Document jane = pushed("jane");
        stand.set(jane, "status", "Qualified");
        tell("Replied", "jane", 1);
        work();
        assertThat(status(jane)).isEqualTo("Qualified");

        Document joe = pushed("joe");
        tell("Replied", "joe", 1);
        work();
        stand.set(joe, "status", "New");
        tell("Bounced", "joe", 2);
        work();
        assertThat(status(joe)).isEqualTo("New");
        assertThat(stand.suppressions.reason(Who.byEmail("joe@acme.com"))).isPresent();
    }

    @Test
    void somebodyWhoWasPutThereByHandIsFoundByAddressOrProfile() {
        Document jane = stand.lead("jane");
        stand.inbox.store(
                new ProviderEvent(
                        "heyreach",
                        "CONNECTION_REQUEST_SENT",
                        "Connection Sent",
                        Map.of("person.linkedinUrl", "http://de.linkedin.com/in/Jane/", "event.campaign", "77")),
                "body");

        work();

        assertThat(status(jane)).isEqualTo("Contacted");
        assertThat(stand.again(jane).getList("campaigns", Document.class))
                .singleElement()
                .satisfies(entry -> assertThat(entry)
                        .containsEntry("campaignId", "heyreach/77")
                        .containsEntry("lastEvent", "Connection Sent"));
        assertThat(campaign("heyreach/77"))
                .containsEntry("platform", "HeyReach")
                .containsEntry("externalId", "77")
                .containsEntry("type", "LinkedIn")
                .containsEntry("autoPush", false);
    }

    @Test
    void aCampaignIsCounted() {
        for (String name : List.of("a", "b", "c", "d")) {
            pushed(name);
            tell("Sent", name, 1);
        }
        tell("Opened", "a", 2);
        tell("Replied", "a", 3);
        tell("Bounced", "b", 2);

        work();

        assertThat(campaign(MAIL))
                .containsEntry("contactsReached", 4L)
                .containsEntry("responses", 1L)
                .containsEntry("conversionRate", 0.25)
                .containsEntry("creditsUsed", new Decimal128(8));
    }

    private void triedInVain() {
        for (int i = 0; i < 10; i++) {
            assertThat(stand.inbox.waiting()).hasSize(1);
            assertThat(stand.inbox.waiting()).isEmpty();
            stand.clock.pass(Duration.ofMinutes(11));
        }
    }

    @Test
    void anObjectionThatCannotBeWorkedOffIsHeededAsSoonAsItCan() {
        pushed("jane");
        tell("Unsubscribed", "jane", 1);
        triedInVain();

        assertThat(stand.inbox.waiting()).isEmpty();
        assertThat(inbox().get(0)).containsEntry("state", "new").containsEntry("email", "jane@acme.com");
        for (int day = 1; day < 8; day++) {
            stand.clock.pass(Duration.ofDays(1));
            assertThat(stand.inbox.forget()).isZero();
            assertThat(stand.inbox.waiting()).hasSize(1);
            assertThat(stand.inbox.waiting()).isEmpty();
        }

        stand.clock.pass(Duration.ofDays(1));
        work();
        assertThat(stand.suppressions.reason(Who.byEmail("jane@acme.com"))).isPresent();
        assertThat(inbox().get(0)).containsEntry("state", "done").doesNotContainKey("email");
    }

    @Test
    void anEventThatCannotBeWorkedOffForAMonthIsLeft() {
        tell("Opened", "jane", 1);
        triedInVain();
        for (int day = 1; day <= 31; day++) {
            stand.clock.pass(Duration.ofDays(1));
            stand.inbox.waiting();
        }

        assertThat(inbox().get(0)).containsEntry("state", "failed").doesNotContainKey("email");
    }

    @Test
    void linesAboutAnEventNameIt() {
        Logger log = (Logger) LoggerFactory.getLogger(Inbox.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            tell("Opened", "jane", 1);
            triedInVain();
        } finally {
            log.detachAppender(lines);
        }

        String event = inbox().get(0).getString("_id");
        assertThat(lines.list).isNotEmpty().allSatisfy(line -> assertThat(line.getMDCPropertyMap())
                .containsEntry("document", event));
        assertThat(new InboxEvent(inbox().get(0)).traces()).isEqualTo(Map.of("document", event));
    }

    @Test
    void aLeadThatIsErasedWhileItsEventIsWorkedOffLeavesNoRow() {
        pushed("jane");
        long rows = stand.results().size();
        tell("Opened", "jane", 1);
        stand.beforeARow = () -> stand.source.getCollection("leads").deleteMany(new Document());

        work();

        assertThat(stand.results()).hasSize((int) rows);
    }

    @Test
    void aLeadThatIsErasedWhileItsPushIsToldOfLeavesNoRow() {
        stand.beforeARow = () -> stand.source.getCollection("leads").deleteMany(new Document());

        pushed("jane");

        assertThat(stand.results()).isEmpty();
    }

    @Property(tries = 25)
    void theOrderOfEventsAndKillsDoNotMatter(@ForAll long seed) {
        Random random = new Random(seed);
        stand = new Stand();
        Document jane = pushed("jane");
        List<String> all = new ArrayList<>(List.of("Sent", "Opened", "Clicked", "Replied", "Unsubscribed"));
        Map<String, Integer> minutes = new HashMap<>();
        all.forEach(event -> minutes.put(event, all.indexOf(event)));
        all.addAll(all);
        Collections.shuffle(all, random);
        for (String event : all) {
            tell(event, "jane", minutes.get(event));
            for (InboxEvent told : stand.inbox.waiting()) {
                int killed = random.nextInt(5);
                if (killed > 0) {
                    stand.events.suppress(told);
                }
                if (killed > 1) {
                    stand.events.record(told);
                }
                if (killed > 2) {
                    stand.events.note(told);
                }
                if (killed > 3) {
                    stand.inbox.done(told);
                }
            }
            stand.restart();
        }
        for (int i = 0; i < 3; i++) {
            stand.clock.pass(Duration.ofMinutes(11));
            work();
        }

        assertThat(stand.results().stream().filter(row -> row.get("leadId").equals(jane.get("_id"))))
                .extracting(row -> row.get("event"))
                .containsExactlyInAnyOrder("Pushed", "Sent", "Opened", "Clicked", "Replied", "Unsubscribed");
        assertThat(status(jane)).isEqualTo("Unsubscribed");
        assertThat(stand.again(jane).getList("campaigns", Document.class).get(0))
                .containsEntry("lastEvent", "Unsubscribed");
        assertThat(stand.state.getCollection("webhook_inbox").countDocuments(new Document("state", "new")))
                .isZero();
    }
}
