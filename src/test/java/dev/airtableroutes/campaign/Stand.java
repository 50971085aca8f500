package dev.airtableroutes.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Standing;
import dev.airtableroutes.lead.InFlight;
import dev.airtableroutes.lead.LeadGround;
import dev.airtableroutes.lead.Rules;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** Pushes and events, with platforms that a test plays itself. */
final class Stand extends LeadGround {

    static final String MAIL = "instantly/mail";
    static final String LINKS = "heyreach/123";

    final Map<String, Set<String>> allowed = new HashMap<>();
    boolean lookups = true;
    int most = 3;
    /** Happens when a row of Results is about to be written. */
    Runnable beforeARow = () -> {};

    PushStore store;
    Pushes pushes;
    PushTurns turns;
    PushAnswers answers;
    PushNews news;
    PushLetters letters;
    DeadLetters deadLetters;
    Campaigns campaigns;
    CampaignEvents events;
    Inbox inbox;
    private Platforms platforms;
    private Eligibility eligibility;
    private int made;

    Stand() {
        allowed.put("instantly", Set.of("mail", "second"));
        allowed.put("heyreach", Set.of("123"));
        restart();
    }

    /** As after a kill: whatever was only in memory is gone. */
    void restart() {
        restart(
                rules(new Rules.Waterfall(List.of(), List.of()), Map.of(), Caps.NONE, allowed),
                platform("instantly", "Instantly.ai", "email.address"),
                platform("heyreach", "HeyReach", "person.linkedinUrl"));
        eligibility = new Eligibility(leads, contacts, suppressions, current);
        platforms = new Platforms(providers, current);
        LeadNotes notes = new LeadNotes(leads);
        Results results = new Results(source, leads) {
            @Override
            void add(String id, Event event, String platform, CampaignId campaign, Instant at, Map<String, ?> more) {
                beforeARow.run();
                super.add(id, event, platform, campaign, at, more);
            }
        };
        store = new PushStore(state);
        campaigns = new Campaigns(source, results, store, leads);
        pushes = new Pushes(store, platforms, eligibility, campaigns, leads);
        turns = turns(store);
        answers = new PushAnswers(store, leads, inFlight);
        deadLetters = new DeadLetters(state);
        news = new PushNews(store, platforms, notes, results, leads, deadLetters);
        letters = new PushLetters(store, pushes, platforms, leads, deadLetters);
        events = new CampaignEvents(leads, contacts, store, platforms, campaigns, results, notes, suppressions);
        inbox = new Inbox(state, leads);
    }

    /** Turns that find their pushes in this store. */
    PushTurns turns(PushStore pushes) {
        return turns(pushes, inFlight);
    }

    /** Turns that are taken in hand here. */
    PushTurns turns(InFlight hands) {
        return turns(store, hands);
    }

    InFlight hands() {
        return inFlight;
    }

    private PushTurns turns(PushStore pushes, InFlight hands) {
        return new PushTurns(pushes, platforms, eligibility, leads, current, mock(Circuits.class), hands);
    }

    /** The only turn that can begin now. */
    Turn turn() {
        List<Turn> due = turns.due(null);
        assertThat(due).hasSize(1);
        return due.get(0);
    }

    void settle(Answer answer, Turn turn) {
        answers.settle(answer, turn);
        tell();
    }

    /** What the route campaigns-push does. Returns how many leads go. */
    int pushByThemselves() {
        return campaigns.automatic().stream().mapToInt(pushes::automatic).sum();
    }

    /** What the route push-news does. */
    void tell() {
        news.untold().forEach(push -> {
            news.tell(push);
            Standing standing = news.standing(push);
            if (standing != null) {
                deadLetters.settle(standing);
            }
            news.told(push);
        });
    }

    private Provider platform(String name, String displayName, String by) {
        Map<Verb, Operation> operations = new HashMap<>();
        operations.put(Verb.push, operation(Verb.push, new Operation.Batch(most, by)));
        if (lookups) {
            operations.put(Verb.lookup, operation(Verb.lookup, null));
        }
        return provider(name, displayName, operations);
    }

    private static Operation operation(Verb verb, Operation.Batch batch) {
        return new Operation(verb, 1, BigDecimal.ZERO, Operation.Charged.never, "credits", true, batch, null);
    }

    /** A lead that may be pushed anywhere: {@code jane@acme.com}, {@code linkedin.com/in/jane}. */
    Document lead(String name) {
        Document lead = new Document("_id", new ObjectId(new Date(1_000L * ++made), made))
                .append("key", "email:" + name + "@acme.com")
                .append("keys", List.of("email:" + name + "@acme.com", "linkedin:" + name))
                .append(
                        "person",
                        new Document("fullName", name + " Doe")
                                .append("linkedinUrl", "https://www.linkedin.com/in/" + name))
                .append("company", new Document("domain", "acme.com"))
                .append(
                        "email",
                        new Document("address", name + "@acme.com")
                                .append("status", "verified")
                                .append("verifiedAt", Date.from(clock.instant())))
                .append("enrichment", new Document("state", "found").append("creditsSpent", new Decimal128(2)))
                .append("status", "New")
                .append("contactId", Identity.contactId(name + "@acme.com"))
                .append("version", 1L)
                .append("updatedAt", Date.from(clock.instant()));
        source.getCollection("leads").insertOne(lead);
        source.getCollection("contacts")
                .insertOne(new Document("_id", lead.getString("contactId"))
                        .append("email", name + "@acme.com")
                        .append("verified", true));
        return lead;
    }

    /** Changes a lead behind everybody's back, as people and passes do. */
    void set(Document lead, String path, Object value) {
        source.getCollection("leads")
                .updateOne(
                        new Document("_id", lead.get("_id")),
                        new Document("$set", new Document(path, value)).append("$inc", new Document("version", 1L)));
    }

    Document again(Document lead) {
        return source.getCollection("leads")
                .find(new Document("_id", lead.get("_id")))
                .first();
    }

    Plan order(String campaign) {
        return pushes.push(Order.of(campaign, null, 1000));
    }

    List<Document> pushes() {
        return state.getCollection("pushes").find().into(new ArrayList<>());
    }

    Document push(Document lead, String campaign) {
        return state.getCollection("pushes")
                .find(new Document("leadId", lead.get("_id").toString()).append("campaignId", campaign))
                .first();
    }

    List<Document> results() {
        return source.getCollection("campaign_events").find().into(new ArrayList<>());
    }

    @SuppressWarnings("unchecked")
    static List<Document> rows(Turn turn) {
        return (List<Document>) turn.subject().get("rows");
    }

    static String address(Document row) {
        return row.getEmbedded(List.of("email", "address"), String.class);
    }

    static Answer only(Turn turn, Outcome outcome) {
        return Answer.without(turn.provider(), turn.operation(), outcome, 200, null, "It said " + outcome + ".");
    }

    /** Instantly took these rows. */
    static Answer took(Turn turn, Integer... rows) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (int row : rows) {
            items.add(Map.of(
                    "push.index",
                    BigDecimal.valueOf(row),
                    "push.externalId",
                    "x-" + row,
                    "email.address",
                    address(rows(turn).get(row))));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("push.added", BigDecimal.valueOf(items.size()));
        fields.put("push.skipped", BigDecimal.valueOf(rows(turn).size() - items.size()));
        return new Answer(turn.provider(), "push", Outcome.HIT, 200, fields, items, null, null, null, null);
    }

    /** HeyReach counts. */
    static Answer counted(Turn turn, int added, int updated, int failed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("push.added", BigDecimal.valueOf(added));
        fields.put("push.updated", BigDecimal.valueOf(updated));
        fields.put("push.failed", BigDecimal.valueOf(failed));
        return new Answer(turn.provider(), "push", Outcome.HIT, 200, fields, List.of(), null, null, null, null);
    }

    /** A look-up found the lead in a campaign. */
    static Answer there(Turn turn, String campaign) {
        return new Answer(
                turn.provider(),
                "lookup",
                Outcome.HIT,
                200,
                Map.of(),
                List.of(Map.of("push.campaign", campaign, "push.externalId", "found")),
                null,
                null,
                null,
                null);
    }
}
