package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.airtableroutes.campaign.Order;
import dev.airtableroutes.campaign.PushState;
import dev.airtableroutes.campaign.Pushes;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.replay.Replay;
import dev.airtableroutes.replay.Replays;
import dev.airtableroutes.sandbox.providers.HeyReach;
import dev.airtableroutes.sandbox.providers.Instantly;
import dev.airtableroutes.sandbox.providers.Person;
import dev.airtableroutes.sandbox.providers.PushedLead;
import dev.airtableroutes.sandbox.providers.Trouble;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leads go through the routes to the platforms' stand-ins: each once, whatever happens to the answers. */
class CampaignChainTest {

    private static final String MAIL = "instantly/" + Instantly.CAMPAIGN;
    private static final String LINKS = "heyreach/" + HeyReach.CAMPAIGN;
    private static final String DRAFT = "heyreach/" + HeyReach.DRAFT;

    private Chain chain;
    private List<Person> people;

    @BeforeEach
    void begin() {
        chain = new Chain(
                300,
                Map.of(
                        "INSTANTLY_CAMPAIGNS",
                        Instantly.CAMPAIGN,
                        "HEYREACH_CAMPAIGNS",
                        HeyReach.CAMPAIGN + ", " + HeyReach.DRAFT));
        people = chain.verified(110);
        assertThat(people).hasSizeGreaterThan(100);
        people.forEach(person -> chain.verifiedLead(person, null));
    }

    @AfterEach
    void end() {
        chain.close();
    }

    private Pushes pushes() {
        return chain.bean(Pushes.class);
    }

    private void dispatch() {
        chain.bean(ProducerTemplate.class).requestBody("direct:campaigns-dispatch", (Object) null);
    }

    /** Until nothing is on its way; whoever waits to be looked up is looked up now. */
    private void toTheEnd() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    chain.state()
                            .getCollection("pushes")
                            .updateMany(
                                    new Document("state", "unknown").append("nextAt", new Document("$ne", null)),
                                    new Document("$set", new Document("nextAt", new Date(0))));
                    dispatch();
                    return pushes().underWay() == 0 && untold() == 0;
                });
    }

    /** Pushes of which leads and Results have not heard yet. */
    private long untold() {
        return chain.state().getCollection("pushes").countDocuments(new Document("tell", new Document("$ne", null)));
    }

    private long count(String campaign, PushState state) {
        return pushes().states(campaign).get(state);
    }

    @Test
    void everybodyGoesOnceInBatches() {
        pushes().push(Order.of(MAIL, null, 1000));
        pushes().push(Order.of(LINKS, null, 1000));

        toTheEnd();

        int all = people.size();
        assertThat(chain.providers.instantly().leads(Instantly.CAMPAIGN))
                .hasSize(all)
                .extracting(PushedLead::key)
                .containsExactlyElementsOf(people.stream().map(Person::address).toList());
        assertThat(chain.providers.heyReach().leads(HeyReach.CAMPAIGN))
                .hasSize(all)
                .allMatch(lead -> lead.pushes() == 1);
        assertThat(count(MAIL, PushState.pushed)).isEqualTo(all);
        assertThat(count(LINKS, PushState.pushed)).isEqualTo(all);
        assertThat(chain.providers.arrivals("instantly", "push")).hasSize(1);
        assertThat(chain.providers.arrivals("heyreach", "push")).hasSize(2);
        assertThat(chain.source().getCollection("campaign_events").countDocuments())
                .isEqualTo(2L * all);
        assertThat(chain.source()
                        .getCollection("campaigns")
                        .find(new Document("_id", MAIL))
                        .first())
                .containsEntry("creditsUsed", new Decimal128(all));
        assertThat(chain.leads()).allSatisfy(lead -> assertThat(lead.getList("campaigns", Document.class))
                .hasSize(2)
                .allMatch(campaign -> campaign.getString("pushState").equals("pushed")));

        assertThat(pushes().push(Order.of(MAIL, null, 1000)).stored()).isZero();
    }

    @Test
    void whoIsLeftOutIsSkippedAndTheOthersArePushed() {
        chain.providers.instantly().block(people.get(3).address());
        pushes().push(Order.of(MAIL, null, 10));

        toTheEnd();

        assertThat(count(MAIL, PushState.pushed)).isEqualTo(9);
        assertThat(count(MAIL, PushState.skipped)).isEqualTo(1);
        assertThat(chain.source()
                        .getCollection("campaign_events")
                        .find(new Document("event", "Skipped"))
                        .first())
                .extracting(event -> event.get("detail"))
                .asString()
                .contains("1 on the platform's blocklist");
    }

    @Test
    void anAnswerThatGetsLostIsFoundOut() {
        chain.providers
                .troubles()
                .add(Trouble.reset("instantly")
                        .operation("push")
                        .afterCharging()
                        .times(1))
                .add(Trouble.truncate("heyreach").operation("push").times(1))
                .add(Trouble.status("heyreach", 503).operation("lookup").times(1));
        pushes().push(Order.of(MAIL, null, 20));
        pushes().push(Order.of(LINKS, null, 20));

        toTheEnd();

        assertThat(count(MAIL, PushState.pushed)).isEqualTo(20);
        assertThat(count(LINKS, PushState.pushed)).isEqualTo(20);
        assertThat(chain.providers.arrivals("instantly", "push")).hasSize(1);
        assertThat(chain.providers.arrivals("heyreach", "push")).hasSize(1);
        assertThat(chain.providers.heyReach().leads(HeyReach.CAMPAIGN)).allMatch(lead -> lead.pushes() == 1);
    }

    @Test
    void aRequestThatGotLostIsSentAgainOnceNobodyIsFound() {
        chain.providers
                .troubles()
                .add(Trouble.reset("instantly").operation("push").times(1));
        pushes().push(Order.of(MAIL, null, 5));

        toTheEnd();

        assertThat(count(MAIL, PushState.pushed)).isEqualTo(5);
        assertThat(chain.providers.arrivals("instantly", "lookup")).hasSize(10);
        assertThat(chain.providers.instantly().leads(Instantly.CAMPAIGN)).hasSize(5);
    }

    @Test
    void aCampaignThatDoesNotRunAndOneThatIsNotOnTheList() {
        pushes().push(Order.of(DRAFT, null, 5));

        toTheEnd();

        assertThat(count(DRAFT, PushState.failed)).isEqualTo(5);
        assertThat(chain.bean(DeadLetters.class).counts())
                .containsExactly(new DeadLetters.Count(null, "heyreach", "record", 5));
        assertThat(chain.state().getCollection("pushes").find().first().getString("reason"))
                .contains("The campaign is not active or has no LinkedIn accounts")
                .contains("the campaign must be active");
        assertThatThrownBy(() -> pushes().push(Order.of("heyreach/" + HeyReach.OTHER_CAMPAIGN, null, 5)))
                .isInstanceOf(ConflictException.class);
        assertThat(chain.providers.heyReach().leads(HeyReach.OTHER_CAMPAIGN)).isEmpty();
    }

    private List<Letter> letters() {
        return chain.bean(DeadLetters.class)
                .page(LetterFilter.of(null, "instantly", null, null, null, null, null), 0, 50, null)
                .letters();
    }

    private static Replay.Progress over(Replay replay) {
        Awaitility.await().until(() -> !replay.progress().state().equals("running"));
        return replay.progress();
    }

    /** The request got lost, and the platform does not understand what it is asked about it. */
    private void pushesThatNobodyKnowsOf() {
        chain.providers
                .troubles()
                .add(Trouble.reset("instantly").operation("push").times(1))
                .add(Trouble.garbage("instantly").operation("lookup"));
        pushes().push(Order.of(MAIL, null, 2));
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            chain.state()
                    .getCollection("pushes")
                    .updateMany(
                            new Document("state", "unknown").append("nextAt", new Document("$ne", null)),
                            new Document("$set", new Document("nextAt", new Date(0)).append("lookups", 29)));
            dispatch();
            return pushes().open().size() == 2 && untold() == 0;
        });
        chain.providers.troubles().clear();
        // which left it alone by then
        chain.bean(Circuits.class).close("instantly");
    }

    @Test
    void aPushOfWhichNobodyKnowsIsADeadLetterAndIsSentOnceHoweverManyReplayIt() {
        pushesThatNobodyKnowsOf();
        assertThat(letters()).hasSize(2).allSatisfy(letter -> assertThat(letter)
                .extracting(Letter::state, Letter::operation, Letter::kind)
                .containsExactly(Letter.State.OPEN, "push", "exhausted"));
        List<String> ids = letters().stream().map(Letter::id).toList();
        Replays replays = chain.bean(Replays.class);

        assertThat(over(replays.start(ids, true, "Ada")).sentence())
                .isEqualTo(
                        "2 letters tried and nothing written: 0 would be resolved, 0 would stay open, 2 would be asked"
                                + " again.");
        List<Replay> all = List.of(
                replays.start(ids, false, "Ada"),
                replays.start(ids, false, "Bo"),
                replays.start(LetterFilter.ALL, false, "Cy"));

        assertThat(all).allSatisfy(replay -> assertThat(over(replay).failure()).isNull());
        assertThat(letters()).extracting(Letter::state).containsOnly(Letter.State.REPLAYED);
        toTheEnd();
        assertThat(letters()).extracting(Letter::state).containsOnly(Letter.State.RESOLVED);
        assertThat(count(MAIL, PushState.pushed)).isEqualTo(2);
        // the replay has begun to count anew
        assertThat(chain.state().getCollection("pushes").find().map(push -> push.getInteger("sends")))
                .containsExactly(1, 1);
        assertThat(chain.providers.arrivals("instantly", "push"))
                .as("one got lost, and whoever was looked up later than the other one goes with a later batch")
                .hasSizeBetween(2, 3);
        assertThat(chain.providers.instantly().leads(Instantly.CAMPAIGN)).hasSize(2);
        assertThat(over(replays.start(ids, false, "Di")).sentence())
                .isEqualTo("0 letters replayed: 0 resolved, 0 open, 2 skipped.");
    }

    @Test
    void lettersOutliveTheApplicationAsDoesWhatIsOnItsWay() {
        pushesThatNobodyKnowsOf();
        List<String> ids = letters().stream().map(Letter::id).toList();
        over(chain.bean(Replays.class).start(ids.subList(0, 1), false, "Ada"));
        chain.stop();
        chain.start();

        toTheEnd();

        assertThat(letters())
                .extracting(Letter::state)
                .containsExactlyInAnyOrder(Letter.State.RESOLVED, Letter.State.OPEN);
        assertThat(pushes().open()).hasSize(1);
        assertThat(chain.providers.instantly().leads(Instantly.CAMPAIGN)).hasSize(1);
    }

    @Test
    void anOrderOutlivesTheApplication() {
        pushes().push(Order.of(MAIL, null, 5));
        chain.stop();
        chain.start();

        toTheEnd();

        assertThat(count(MAIL, PushState.pushed)).isEqualTo(5);
        assertThat(chain.providers.arrivals("instantly", "push")).hasSize(1);
    }
}
