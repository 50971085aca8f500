package dev.airtableroutes.campaign;

import static dev.airtableroutes.campaign.Stand.LINKS;
import static dev.airtableroutes.campaign.Stand.MAIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import com.mongodb.MongoException;
import dev.airtableroutes.MemoryMongo;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.lead.InFlight;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who goes into a campaign, once, and what becomes of it whatever the platform answers. */
class PushesTest {

    private final Stand stand = new Stand();

    private String state(Document lead, String campaign) {
        Document push = stand.push(lead, campaign);
        return push == null ? null : push.getString("state");
    }

    @Test
    void aLeadThatIsOddHoldsUpNobody() {
        Document odd = stand.lead("odd");
        stand.set(odd, "company", "Acme");
        stand.set(odd, "campaigns", "none");
        stand.set(stand.lead("undated"), "email.verifiedAt", "yesterday");
        stand.set(stand.lead("text"), "email", "text@acme.com");
        stand.set(stand.lead("strange"), "enrichment", "found");
        Document good = stand.lead("good");

        assertThat(stand.order(MAIL).stored()).isGreaterThanOrEqualTo(2);
        Turn turn = stand.turn();
        stand.settle(Stand.took(turn, 0, 1, 2), turn);

        assertThat(state(good, MAIL)).isEqualTo("pushed");
        assertThat(state(odd, MAIL)).isEqualTo("pushed");
    }

    @Test
    void aPlanTellsWhoGoesAndWhoNotAndStoresNothing() {
        Document good = stand.lead("good");
        stand.set(stand.lead("catchall"), "email.status", "catch_all");
        stand.set(stand.lead("risky"), "email.status", "risky");
        stand.set(stand.lead("unverified"), "email.status", "unverified");
        stand.set(
                stand.lead("stale"),
                "email.verifiedAt",
                Date.from(stand.clock.instant().minus(Duration.ofDays(46))));
        stand.set(stand.lead("private"), "email.address", "jane@gmail.com");
        stand.set(stand.lead("nobody"), "email.address", null);
        stand.set(stand.lead("marked"), "doNotContact", true);
        stand.set(stand.lead("ended"), "status", "Unqualified");
        stand.set(stand.lead("stopped"), "enrichment.state", "suppressed");
        stand.lead("listed");
        stand.suppressions.add(Who.byEmail("listed@acme.com"), "opt-out");
        Document contact = stand.lead("contact");
        stand.source
                .getCollection("contacts")
                .updateOne(
                        new Document("_id", contact.get("contactId")),
                        new Document("$set", new Document("doNotContact", true)));

        Plan plan = stand.pushes.plan(Order.of(MAIL, null, 1000));

        assertThat(plan.going()).extracting(Plan.Row::who).containsExactly("good@acme.com");
        assertThat(plan.going().get(0).lead()).isEqualTo(good.get("_id").toString());
        assertThat(plan.reasons())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "the address is not verified but catch_all", 1,
                        "the address is not verified but risky", 1,
                        "the address is not verified but unverified", 1,
                        "the address was verified more than 45 days ago; run leads verify", 1,
                        "a private address", 1,
                        "without an e-mail address", 1,
                        "marked Do Not Contact", 2,
                        "their status is Unqualified", 1,
                        "on the suppression list", 2));
        assertThat(plan.stored()).isZero();
        assertThat(plan.toString()).doesNotContain("acme.com");
        assertThat(stand.pushes()).isEmpty();
        assertThat(stand.turns.due(null)).isEmpty();
    }

    private List<String> addresses(Turn turn) {
        return Stand.rows(turn).stream().map(Stand::address).toList();
    }

    @Test
    void whoObjectsWhileTheBatchWaitsForItsPlaceIsLeftOutOfIt() {
        stand.most = 5;
        stand.restart();
        Document objects = stand.lead("objects");
        Document stays = stand.lead("stays");
        Document marked = stand.lead("marked");
        Document erased = stand.lead("erased");
        Document last = stand.lead("last");
        stand.order(MAIL);
        Turn made = stand.turn();
        stand.suppressions.add(Who.byEmail("objects@acme.com"), "Unsubscribed");
        stand.set(marked, "doNotContact", true);
        stand.state
                .getCollection("pushes")
                .deleteOne(new Document("leadId", erased.get("_id").toString()));
        stand.source.getCollection("leads").deleteOne(new Document("_id", erased.get("_id")));

        Turn sent = stand.turns.lastLook(made);

        assertThat(addresses(made)).hasSize(5);
        assertThat(addresses(sent)).containsExactly("stays@acme.com", "last@acme.com");
        assertThat(sent.id()).isEqualTo(made.id());
        assertThat(stand.push(objects, MAIL))
                .containsEntry("state", "skipped")
                .containsEntry("reason", "Not sent: on the suppression list.")
                .containsEntry("sends", 0);
        assertThat(stand.push(marked, MAIL))
                .containsEntry("state", "skipped")
                .containsEntry("reason", "Not sent: marked Do Not Contact.");
        stand.settle(Stand.took(sent, 1), sent);
        assertThat(state(stays, MAIL)).isEqualTo("skipped");
        assertThat(stand.push(stays, MAIL).getString("reason")).contains("left out 1 leads");
        assertThat(state(last, MAIL)).isEqualTo("pushed");
        assertThat(stand.push(last, MAIL)).containsEntry("externalId", "x-1").containsEntry("sends", 1);
        assertThat(stand.turns.due(null)).isEmpty();
    }

    @Test
    void whoObjectsMeanwhileIsNotCountedEither() {
        Document objects = stand.lead("objects");
        Document stays = stand.lead("stays");
        stand.order(LINKS);
        Turn made = stand.turn();
        stand.suppressions.add(Who.byEmail("objects@acme.com"), "Unsubscribed");

        Turn sent = stand.turns.lastLook(made);
        stand.settle(Stand.counted(sent, 1, 0, 0), sent);

        assertThat(state(objects, LINKS)).isEqualTo("skipped");
        assertThat(state(stays, LINKS)).isEqualTo("pushed");
    }

    @Test
    void aBatchOfWhichNobodyIsLeftIsNotSent() {
        Document objects = stand.lead("objects");
        stand.order(MAIL);
        Turn made = stand.turn();
        stand.suppressions.add(Who.byEmail("objects@acme.com"), "Unsubscribed");

        Turn sent = stand.turns.lastLook(made);
        assertThat(addresses(sent)).isEmpty();
        stand.settle(Stand.only(sent, Outcome.SKIPPED), sent);

        assertThat(state(objects, MAIL)).isEqualTo("skipped");
        assertThat(stand.hands().contains(sent.id())).isFalse();
        stand.clock.pass(Duration.ofHours(1));
        assertThat(stand.turns.due(null)).isEmpty();
    }

    @Test
    void anOrderMayAskForMoreThanVerifiedOnesAndForFewer() {
        stand.set(stand.lead("catchall"), "email.status", "catch_all");
        stand.lead("one");
        stand.set(stand.lead("other"), "segment", "enterprise");
        CampaignId campaign = CampaignId.of(MAIL);

        Plan all = stand.pushes.plan(new Order(campaign, null, Set.of("verified", "catch_all"), 10, false, false));
        Plan segment = stand.pushes.plan(Order.of(MAIL, "enterprise", 10));
        Plan few = stand.pushes.plan(Order.of(MAIL, null, 1));

        assertThat(all.going()).hasSize(3);
        assertThat(segment.going()).extracting(Plan.Row::who).containsExactly("other@acme.com");
        assertThat(few.going()).extracting(Plan.Row::who).containsExactly("one@acme.com");
        assertThat(few.reasons()).containsEntry("over the limit of 1", 1);
    }

    @Test
    void aCampaignThatIsNotOnTheListIsRefusedInASentence() {
        stand.lead("jane");

        assertThatThrownBy(() -> stand.order("instantly/theirs"))
                .isInstanceOf(ConflictException.class)
                .hasMessage("Campaign instantly/theirs is not on the list of those that leads may be pushed into: add "
                        + "theirs to INSTANTLY_CAMPAIGNS, or to campaigns.instantly in mappings/leads.yaml.");
        assertThatThrownBy(() -> stand.order("hunter/1"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("No leads can be pushed to \"hunter\"");
        assertThatThrownBy(() -> stand.order("123")).isInstanceOf(UnknownException.class);
        stand.off.add("instantly");
        assertThatThrownBy(() -> stand.order(MAIL)).hasMessage("instantly is off.");

        assertThat(stand.pushes()).isEmpty();
    }

    @Test
    void aCampaignThatLeavesTheListMeanwhileGetsNothing() {
        Document jane = stand.lead("jane");
        stand.order(MAIL);
        stand.allowed.put("instantly", Set.of());
        stand.restart();

        assertThat(stand.turns.due(null)).isEmpty();
        stand.tell();

        assertThat(state(jane, MAIL)).isEqualTo("failed");
        assertThat(stand.push(jane, MAIL).getString("reason")).contains("is not on the list");
    }

    @Test
    void rowsThatWereTakenArePushedAndTheOthersSkippedForGood() {
        Document a = stand.lead("a");
        Document b = stand.lead("b");
        Document c = stand.lead("c");
        assertThat(stand.order(MAIL).stored()).isEqualTo(3);

        Turn turn = stand.turn();
        assertThat(Stand.rows(turn))
                .extracting(Stand::address)
                .containsExactly("a@acme.com", "b@acme.com", "c@acme.com");
        assertThat(turn.toString()).doesNotContain("acme.com");
        stand.settle(Stand.took(turn, 0, 2), turn);

        assertThat(state(a, MAIL)).isEqualTo("pushed");
        assertThat(state(b, MAIL)).isEqualTo("skipped");
        assertThat(state(c, MAIL)).isEqualTo("pushed");
        assertThat(stand.push(b, MAIL).getString("reason"))
                .isEqualTo(
                        "instantly left out 1 leads of this batch, this one among them: 1 skipped as already there.");
        Document entry = stand.again(c).getList("campaigns", Document.class).get(0);
        assertThat(entry)
                .containsEntry("platform", "instantly")
                .containsEntry("campaignId", MAIL)
                .containsEntry("externalLeadId", "x-2")
                .containsEntry("pushKey", Identity.hash("instantly|mail|c@acme.com"))
                .containsEntry("pushState", "pushed")
                .containsEntry("pushedAt", Date.from(stand.clock.instant()));
        assertThat(stand.again(b).getList("campaigns", Document.class)).isEmpty();
        assertThat(stand.again(c)).containsEntry("status", "New");
        assertThat(stand.results())
                .extracting(event -> event.get("leadId"), event -> event.get("event"), event -> event.get("outcome"))
                .containsExactlyInAnyOrder(
                        tuple(a.get("_id"), "Pushed", "Success"),
                        tuple(b.get("_id"), "Skipped", "Rejected"),
                        tuple(c.get("_id"), "Pushed", "Success"));

        assertThat(stand.order(MAIL).stored()).isZero();
        assertThat(stand.pushes
                        .push(new Order(CampaignId.of(MAIL), null, Order.VERIFIED, 10, true, false))
                        .stored())
                .isZero();
        assertThat(stand.turns.due(null)).isEmpty();
    }

    @Test
    void leadsThatWereLeftOutSinceThePlanIsFullAreSentLater() {
        stand.lead("a");
        Document b = stand.lead("b");
        stand.order(MAIL);

        theFirstIsTakenAndThePlanIsFull(Map.of());

        assertThat(state(b, MAIL)).isEqualTo("planned");
        assertThat(stand.turns.due(null)).isEmpty();
        stand.clock.pass(Duration.ofHours(7));
        assertThat(Stand.rows(stand.turn())).extracting(Stand::address).containsExactly("b@acme.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid", "duplicate", "blocked", "incomplete", "repeated"})
    void whoWasLeftOutForAReasonOfTheirOwnIsNotSentAgainThoughThePlanIsFull(String reason) {
        stand.lead("a");
        Document b = stand.lead("b");
        stand.order(MAIL);

        theFirstIsTakenAndThePlanIsFull(Map.of("push.skipped", BigDecimal.ZERO, "push." + reason, BigDecimal.ONE));

        assertThat(state(b, MAIL)).isEqualTo("skipped");
        assertThat(stand.push(b, MAIL).getString("reason")).contains("this one among them: 1 ");
        stand.clock.pass(Duration.ofHours(7));
        assertThat(stand.turns.due(null)).isEmpty();
    }

    private void theFirstIsTakenAndThePlanIsFull(Map<String, Object> why) {
        Turn turn = stand.turn();
        Answer took = Stand.took(turn, 0);
        Map<String, Object> fields = new HashMap<>(took.fields());
        fields.put("push.room", BigDecimal.ZERO);
        fields.putAll(why);
        stand.settle(
                new Answer("instantly", "push", Outcome.HIT, 200, fields, took.items(), null, null, null, null), turn);
    }

    @ParameterizedTest
    @CsvSource({"12, 14", "48, 3", "720, 2"})
    void thePlatformsFileSaysWhenThePlanMayHaveRoomAgain(int hours, int expected) {
        Document lead = stand.lead("a");
        stand.order(MAIL);

        int sends = 0;
        while (state(lead, MAIL).equals("planned")) {
            Turn turn = stand.turn();
            sends++;
            Map<String, Object> noRoom = Map.of("push.added", BigDecimal.ZERO, "push.room", BigDecimal.ZERO);
            Instant again = stand.clock.instant().plus(Duration.ofHours(hours));
            stand.settle(
                    new Answer("instantly", "push", Outcome.HIT, 200, noRoom, List.of(), null, again, null, null),
                    turn);
            stand.clock.pass(Duration.ofHours(hours).minusSeconds(1));
            assertThat(stand.turns.due(null)).isEmpty();
            stand.clock.pass(Duration.ofSeconds(1));
        }

        assertThat(sends).as("for a week, and twice at least").isEqualTo(expected);
    }

    @Test
    void aPlanThatIsFullForAWeekIsLeftToAPerson() {
        Document lead = stand.lead("a");
        stand.order(MAIL);

        int sends = 0;
        while (state(lead, MAIL).equals("planned")) {
            Turn turn = stand.turn();
            sends++;
            Map<String, Object> noRoom = Map.of("push.added", BigDecimal.ZERO, "push.room", BigDecimal.ZERO);
            stand.settle(
                    new Answer("instantly", "push", Outcome.HIT, 200, noRoom, List.of(), null, null, null, null), turn);
            stand.clock.pass(Duration.ofHours(6));
        }

        assertThat(sends).isEqualTo(28);
        assertThat(stand.push(lead, MAIL).getString("state")).isEqualTo("failed");
        assertThat(stand.push(lead, MAIL).getString("reason"))
                .isEqualTo(
                        "The plan at instantly has been full for a week: make room there, or take a larger one, then replay.");
    }

    @Test
    void anAddressThatAnotherLeadsVerificationFoundBadDoesNotGo() {
        Document shared = stand.lead("shared");
        stand.source
                .getCollection("contacts")
                .updateOne(
                        new Document("_id", shared.get("contactId")),
                        new Document(
                                "$set",
                                new Document("verified", false)
                                        .append(
                                                "judgedAt",
                                                Date.from(stand.clock.instant().plusSeconds(1)))));

        Plan plan = stand.pushes.plan(Order.of(MAIL, null, 10));

        assertThat(plan.going()).isEmpty();
        assertThat(plan.reasons())
                .containsOnlyKeys("the address was verified again for another lead, and is not good any more");
    }

    @Test
    void anAnswerThatNamesRowsOfNobodyIsNotBelieved() {
        Document a = stand.lead("a");
        stand.lead("b");
        stand.order(MAIL);
        Turn turn = stand.turn();
        Answer wrong = new Answer(
                "instantly",
                "push",
                Outcome.HIT,
                200,
                Map.of(),
                List.of(Map.of("push.index", BigDecimal.ZERO, "email.address", "b@acme.com")),
                null,
                null,
                null,
                null);

        stand.settle(wrong, turn);

        assertThat(state(a, MAIL)).isEqualTo("unknown");
    }

    @Test
    void countsMustMakeUpTheBatch() {
        Document a = stand.lead("a");
        Document b = stand.lead("b");
        stand.order(LINKS);
        Turn turn = stand.turn();
        assertThat(Stand.rows(turn)).hasSize(2);

        stand.settle(Stand.counted(turn, 1, 1, 0), turn);

        assertThat(state(a, LINKS)).isEqualTo("pushed");
        assertThat(state(b, LINKS)).isEqualTo("pushed");
    }

    @Test
    void countsThatDoNotAreLookedUp() {
        Document a = stand.lead("a");
        Document b = stand.lead("b");
        stand.order(LINKS);
        Turn push = stand.turn();
        stand.settle(Stand.counted(push, 1, 0, 0), push);
        assertThat(state(a, LINKS)).isEqualTo("unknown");

        stand.clock.pass(Duration.ofMinutes(2));
        Turn first = stand.turn();
        stand.settle(Stand.there(first, "123"), first);
        Turn second = stand.turn();
        stand.settle(Stand.there(second, "other"), second);

        assertThat(state(a, LINKS)).isEqualTo("pushed");
        assertThat(stand.push(a, LINKS).getString("externalId")).isEqualTo("found");
        assertThat(state(b, LINKS)).isEqualTo("unknown");
    }

    @Test
    void threeZerosAndInactiveCampaignsAreASentenceForAPersonAndNotSentAgain() {
        Document a = stand.lead("a");
        stand.order(LINKS);
        Turn turn = stand.turn();
        stand.settle(
                Answer.without("heyreach", "push", Outcome.BAD_INPUT, 200, null, "It counted none of the leads."),
                turn);

        assertThat(state(a, LINKS)).isEqualTo("failed");
        assertThat(stand.results()).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("event", "Failed")
                .containsEntry("outcome", "Error")
                .containsEntry("detail", "It counted none of the leads."));
        stand.clock.pass(Duration.ofDays(1));
        assertThat(stand.order(LINKS).reasons()).containsEntry("was pushed into this campaign before: failed", 1);
        assertThat(stand.turns.due(null)).isEmpty();

        assertThat(stand.pushes
                        .push(new Order(CampaignId.of(LINKS), null, Order.VERIFIED, 10, true, false))
                        .stored())
                .isEqualTo(1);
        Turn again = stand.turn();
        stand.settle(Stand.counted(again, 1, 0, 0), again);
        assertThat(state(a, LINKS)).isEqualTo("pushed");
        assertThat(stand.results()).hasSize(2);
    }

    @Test
    void whoIsSuppressedBetweenPlanAndSendIsNotSent() {
        Document a = stand.lead("a");
        Document b = stand.lead("b");
        Document c = stand.lead("c");
        Document d = stand.lead("d");
        stand.order(MAIL);
        stand.suppressions.add(Who.byEmail("a@acme.com"), "opt-out");
        stand.set(b, "doNotContact", true);
        stand.set(c, "email.address", "new@acme.com");

        Turn turn = stand.turn();

        // d is the fourth, and the first three are looked at together
        assertThat(turn.operation()).isEqualTo("push");
        assertThat(Stand.rows(turn)).extracting(Stand::address).containsExactly("d@acme.com");
        stand.settle(Stand.took(turn, 0), turn);
        assertThat(List.of(state(a, MAIL), state(b, MAIL), state(c, MAIL), state(d, MAIL)))
                .containsExactly("skipped", "skipped", "skipped", "pushed");
        assertThat(stand.push(a, MAIL).getString("reason")).isEqualTo("Not sent: on the suppression list.");
    }

    @Test
    void aPlatformThatDoesNotTakeThemNowGetsThemLater() {
        Document a = stand.lead("a");
        stand.order(MAIL);
        for (Outcome outcome :
                List.of(Outcome.RATE_LIMITED, Outcome.UNAVAILABLE, Outcome.AUTH, Outcome.NO_CREDITS, Outcome.SKIPPED)) {
            Turn turn = stand.turn();
            stand.settle(
                    Answer.without(
                            "instantly",
                            "push",
                            outcome,
                            null,
                            stand.clock.instant().plusSeconds(60),
                            "Later."),
                    turn);
            assertThat(state(a, MAIL)).as(outcome.name()).isEqualTo("planned");
            assertThat(stand.turns.due(null)).isEmpty();
            stand.clock.pass(Duration.ofSeconds(61));
        }
        assertThat(stand.turns.due(null)).hasSize(1);
    }

    @Test
    void anAnswerThatGotLostIsLookedUpAndNeverSentBlindly() {
        Document a = stand.lead("a");
        stand.order(MAIL);
        Turn push = stand.turn();
        stand.settle(Stand.only(push, Outcome.UNKNOWN), push);
        assertThat(stand.again(a).getList("campaigns", Document.class))
                .singleElement()
                .satisfies(entry -> assertThat(entry).containsEntry("pushState", "unknown"));
        assertThat(stand.turns.due(null)).isEmpty();

        stand.clock.pass(Duration.ofMinutes(2));
        Turn lookup = stand.turn();
        assertThat(lookup.operation()).isEqualTo("lookup");
        assertThat(lookup.id()).doesNotContain("acme.com");
        stand.settle(Stand.there(lookup, "mail"), lookup);

        assertThat(state(a, MAIL)).isEqualTo("pushed");
        assertThat(stand.results()).extracting(event -> event.get("event")).containsExactly("Pushed");
    }

    /** Of a push of which nobody knows whether it arrived. */
    private void aLookUpIsDue() {
        stand.lead("a");
        stand.order(MAIL);
        Turn push = stand.turn();
        stand.settle(Stand.only(push, Outcome.UNKNOWN), push);
        stand.clock.pass(Duration.ofMinutes(2));
    }

    @Test
    void aPushIsLookedUpOnceThoughTwoTicksHaveReadIt() {
        aLookUpIsDue();
        InFlight hands = spy(stand.hands());
        doAnswer(entering -> {
                    // the other tick is quicker, and has its answer by now
                    Turn lookup = stand.turn();
                    stand.settle(Stand.only(lookup, Outcome.MISS), lookup);
                    return stand.hands()
                            .enter(entering.getArgument(0), entering.getArgument(1), entering.getArgument(2));
                })
                .when(hands)
                .enter(any(), any(), any());
        doAnswer(leaving -> {
                    stand.hands().leave(leaving.getArgument(0));
                    return null;
                })
                .when(hands)
                .leave(any());

        assertThat(stand.turns(hands).due(null)).isEmpty();

        stand.clock.pass(Duration.ofMinutes(6));
        assertThat(stand.turn().operation()).as("it is in nobody's hand").isEqualTo("lookup");
    }

    @Test
    void aPushThatCannotBeReadJustNowIsLookedUpLater() {
        aLookUpIsDue();
        PushStore away = spy(stand.store);
        doThrow(new MongoException("not there")).when(away).find(any());

        assertThatThrownBy(() -> stand.turns(away).due(null)).isInstanceOf(MongoException.class);

        assertThat(stand.turn().operation()).isEqualTo("lookup");
    }

    @Test
    void whatIsNotThereTwiceIsSentAgainAndGivenUpInTheEnd() {
        Document a = stand.lead("a");
        stand.order(MAIL);
        for (int sent = 1; sent <= 3; sent++) {
            Turn push = stand.turn();
            assertThat(push.operation()).isEqualTo("push");
            stand.settle(Stand.only(push, Outcome.UNKNOWN), push);
            stand.clock.pass(Duration.ofMinutes(2));
            Turn once = stand.turn();
            stand.settle(Stand.only(once, Outcome.MISS), once);
            assertThat(stand.turns.due(null)).as("not at once").isEmpty();
            stand.clock.pass(Duration.ofMinutes(6));
            Turn twice = stand.turn();
            stand.settle(Stand.only(twice, Outcome.MISS), twice);
        }

        assertThat(state(a, MAIL)).isEqualTo("failed");
        assertThat(stand.turns.due(null)).isEmpty();
    }

    @Test
    void whatCannotBeLookedUpWaitsForAPerson() {
        stand.lookups = false;
        stand.restart();
        Document a = stand.lead("a");
        Document b = stand.lead("b");
        stand.order(MAIL);
        Turn push = stand.turn();
        stand.settle(Stand.only(push, Outcome.UNKNOWN), push);
        assertThat(stand.pushes.underWay()).isEqualTo(2);
        stand.clock.pass(Duration.ofMinutes(2));

        assertThat(stand.turns.due(null)).isEmpty();

        assertThat(stand.pushes.underWay()).isZero();
        assertThat(stand.pushes.open())
                .extracting(Pushes.Open::lead)
                .containsExactly(a.get("_id").toString(), b.get("_id").toString());
        stand.pushes.decide(stand.push(a, MAIL).getString("_id"), true);
        stand.pushes.decide(stand.push(b, MAIL).getString("_id"), false);
        assertThat(state(a, MAIL)).isEqualTo("pushed");
        assertThat(state(b, MAIL)).isEqualTo("failed");
        assertThatThrownBy(() -> stand.pushes.decide(stand.push(a, MAIL).getString("_id"), true))
                .isInstanceOf(UnknownException.class);
    }

    @Test
    void aPlatformThatCanNeverTellIsLeftToAPersonToo() {
        aLookUpIsDue();
        for (int i = 0; i < 30; i++) {
            Turn lookup = stand.turn();
            stand.settle(Stand.only(lookup, Outcome.UNAVAILABLE), lookup);
            stand.clock.pass(Duration.ofMinutes(11));
        }

        assertThat(stand.turns.due(null)).isEmpty();
        assertThat(stand.pushes.open()).hasSize(1);
    }

    @Test
    void campaignsPushByThemselvesOnlyWhenTickedAndOnTheList() {
        Document a = stand.lead("a");
        stand.set(stand.lead("contacted"), "status", "Contacted");
        Document elsewhere = stand.lead("elsewhere");
        var campaigns = stand.source.getCollection("campaigns");
        stand.pushes.push(new Order(CampaignId.of("instantly/second"), null, Order.VERIFIED, 10, false, false));
        stand.state
                .getCollection("pushes")
                .deleteOne(new Document("leadId", a.get("_id").toString()));
        campaigns.insertOne(new Document("_id", MAIL).append("autoPush", false));
        campaigns.insertOne(new Document("_id", "instantly/theirs").append("autoPush", true));

        assertThat(stand.pushByThemselves()).isZero();
        campaigns.updateOne(new Document("_id", MAIL), new Document("$set", new Document("autoPush", true)));
        assertThat(stand.pushByThemselves()).isEqualTo(1);
        assertThat(stand.pushByThemselves()).isZero();

        assertThat(state(a, MAIL)).isEqualTo("planned");
        assertThat(state(elsewhere, MAIL)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Planning", "Paused", "Completed"})
    void aCampaignThatSomebodyStoppedPushesNothingByItself(String status) {
        Document lead = stand.lead("a");
        var campaigns = stand.source.getCollection("campaigns");
        campaigns.insertOne(new Document("_id", MAIL).append("autoPush", true).append("status", status));

        assertThat(stand.pushByThemselves()).isZero();

        campaigns.updateOne(new Document("_id", MAIL), new Document("$set", new Document("status", "Active")));
        assertThat(stand.pushByThemselves()).isEqualTo(1);
        assertThat(state(lead, MAIL)).isEqualTo("planned");
    }

    /** It is asked once a minute, of all the leads that there ever were. */
    @Test
    void aCampaignThatPushesByItselfReadsOnlyLeadsThatMayGo() {
        Document pushed = stand.lead("pushed");
        stand.source
                .getCollection("campaigns")
                .insertMany(List.of(
                        new Document("_id", MAIL).append("autoPush", true),
                        new Document("_id", LINKS).append("autoPush", true)));
        assertThat(stand.pushByThemselves()).isEqualTo(2);
        stand.turns.due(null).forEach(turn -> stand.settle(Stand.only(turn, Outcome.UNKNOWN), turn));
        assertThat(stand.again(pushed).getList("campaigns", Document.class)).hasSize(2);
        for (int i = 0; i < 20; i++) {
            stand.set(stand.lead("contacted" + i), "status", "Contacted");
            stand.set(stand.lead("risky" + i), "email.status", "risky");
            stand.set(stand.lead("suppressed" + i), "enrichment.state", "suppressed");
            stand.set(
                    stand.lead("old" + i),
                    "email.verifiedAt",
                    Date.from(stand.clock.instant().minus(Duration.ofDays(46))));
        }
        Document fresh = stand.lead("fresh");
        long before = MemoryMongo.read(stand.source);

        assertThat(stand.pushByThemselves()).isEqualTo(2);

        assertThat(state(fresh, MAIL)).isEqualTo("planned");
        assertThat(MemoryMongo.read(stand.source) - before).isLessThan(20);
    }

    @Test
    void aCampaignWithoutAnIdOfAPlatformStandsInNobodysWay() {
        Document a = stand.lead("a");
        var campaigns = stand.source.getCollection("campaigns");
        campaigns.insertMany(List.of(
                new Document("_id", new ObjectId())
                        .append("name", "made by hand")
                        .append("autoPush", true),
                new Document("_id", MAIL).append("autoPush", true)));

        assertThat(stand.pushByThemselves()).isEqualTo(1);
        Turn turn = stand.turn();
        stand.settle(Stand.took(turn, 0), turn);
        assertThat(stand.campaigns.count()).isEqualTo(1);

        assertThat(state(a, MAIL)).isEqualTo("pushed");
        assertThat(campaigns.find(new Document("_id", MAIL)).first()).containsEntry("eventsCounted", 1L);
    }

    @Test
    void aTargetAndACapOnCreditsEndIt() {
        for (String name : List.of("a", "b", "c", "d")) {
            stand.lead(name);
        }
        var campaigns = stand.source.getCollection("campaigns");
        campaigns.insertOne(new Document("_id", MAIL).append("autoPush", true).append("leadsTarget", 2));
        campaigns.insertOne(new Document("_id", LINKS).append("creditCap", new Decimal128(5)));

        assertThat(stand.pushByThemselves()).isEqualTo(2);
        assertThat(stand.pushByThemselves()).isZero();
        Plan capped = stand.order(LINKS);

        assertThat(capped.stored()).isEqualTo(2);
        assertThat(capped.reasons()).containsEntry("over the campaign's credit cap", 2);
        assertThat(stand.order(LINKS).reasons()).containsEntry("over the campaign's credit cap", 2);
    }
}
