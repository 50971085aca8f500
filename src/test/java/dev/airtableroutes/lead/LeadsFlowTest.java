package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** The state machine in the lead's document, from hit to end, with providers that answer what a test says. */
class LeadsFlowTest extends LeadsFixture {

    @Test
    void theFirstVerifiedAddressEndsItAndBecomesAContact() {
        found("Jane Doe", "person.title", "CTO");
        says("a", only(Outcome.MISS));
        says("b", hit(Outcome.HIT_VERIFIED, "Jane@Acme.com"));

        run();

        assertThat(asked).containsExactly("a", "b");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(lead().text("email", "address")).isEqualTo(JANE);
        assertThat(lead().text("email", "status")).isEqualTo("verified");
        assertThat(lead().text("email", "foundBy")).isEqualTo("B");
        assertThat(lead().document().getEmbedded(List.of("email", "confidence"), Integer.class))
                .isEqualTo(90);
        assertThat(lead().attempts())
                .extracting(Attempt::provider, Attempt::outcome, Attempt::cached)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", Outcome.MISS, false),
                        org.assertj.core.groups.Tuple.tuple("b", Outcome.HIT_VERIFIED, false));
        assertThat(lead().creditsSpent()).isEqualByComparingTo("1");
        assertThat(source.getCollection("contacts").find().first())
                .containsEntry("_id", lead().text("contactId"))
                .containsEntry("email", JANE)
                .containsEntry("title", "CTO")
                .containsEntry("verified", true)
                .containsEntry("dataQualityScore", 90);
    }

    @Test
    void anUnverifiedAddressIsVerifiedByAnother() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT, JANE));
        says("v", only(Outcome.HIT_VERIFIED));

        run();

        assertThat(asked).containsExactly("a", "v verifies " + JANE);
        assertThat(lead().candidates()).containsExactly(new Candidate(JANE, Candidate.Status.VERIFIED, 98, "a", "v"));
    }

    @Test
    void anAddressThatTurnsOutBadIsDroppedAndTheNextIsAsked() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT, "wrong@acme.com"));
        says("v", only(Outcome.MISS));
        says("b", hit(Outcome.HIT_VERIFIED, JANE));

        run();

        assertThat(asked).containsExactly("a", "v verifies wrong@acme.com", "b");
        assertThat(lead().text("email", "address")).isEqualTo(JANE);
    }

    @Test
    void webmailIsLeftAlone() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, "jane@gmail.com"));

        run();

        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(lead().candidates()).isEmpty();
        assertThat(source.getCollection("contacts").countDocuments()).isZero();
    }

    @Test
    void noLeadIsAskedForTwiceWhenTheAnswerIsKnown() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        source.getCollection("leads").drop();
        found("Jane Doe");

        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(lead().attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.cached()).isTrue();
            assertThat(attempt.credits()).isEqualByComparingTo("0");
        });
        assertThat(spent()).isEqualByComparingTo("1");
    }

    @Test
    void aMissIsForgottenEarlierThanAHit() {
        found("Jane Doe");
        run();
        assertThat(asked).containsExactly("a", "b", "paid");
        source.getCollection("leads").drop();
        clock.pass(Duration.ofDays(22));
        found("Jane Doe");

        run();

        assertThat(asked).containsExactly("a", "b", "paid", "a", "b", "paid");
    }

    @Test
    void whoObjectedIsNeverAskedFor() {
        suppressions.add(new Who(null, null, "jane doe", "www.acme.com"), "opt-out");
        found("Jane Doe");
        assertThat(leads.list(new Document())).isEmpty();

        found("Joe Doe");
        suppressions.add(new Who(null, null, "JOE DOE", "acme.com"), "opt-out");
        run();

        assertThat(asked).isEmpty();
        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
        assertThat(lead().text("enrichment", "reason")).isEqualTo("opt-out");
    }

    @Test
    void aProviderThatSaysHandsOffEndsItForGood() {
        found("Jane Doe");
        says("a", only(Outcome.SUPPRESSED));

        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
        assertThat(suppressions.reason(new Who(null, null, "Jane Doe", "acme.com")))
                .isPresent();
        assertThat(spent()).isZero();
    }

    @Test
    void aLateAnswerIsPolledUnderTheSameCharge() {
        found("Jane Doe");
        says("a", only(Outcome.PENDING), only(Outcome.PENDING), hit(Outcome.HIT_VERIFIED, JANE));

        run();
        assertThat(asked).containsExactly("a");
        clock.pass(Duration.ofSeconds(5));
        run();
        clock.pass(Duration.ofSeconds(10));
        run();

        assertThat(asked).containsExactly("a", "a", "a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(state.getCollection("charges").countDocuments()).isEqualTo(1);
        assertThat(spent()).isEqualByComparingTo("1");
    }

    @Test
    void anAnswerThatGotLostIsAskedAgainWhereThatIsFree() {
        found("Jane Doe");
        Answer again = new Answer(
                "",
                "",
                Outcome.HIT_VERIFIED,
                200,
                Map.of("email.address", JANE),
                List.of(),
                BigDecimal.ZERO,
                null,
                null,
                null);
        says("a", only(Outcome.UNKNOWN), again);

        run();
        clock.pass(Duration.ofSeconds(5));
        run();

        assertThat(asked).containsExactly("a", "a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(spent()).isEqualByComparingTo("1");
    }

    @Test
    void anAnswerThatGotLostIsNotAskedForAgainWhereThatCosts() {
        found("Jane Doe");
        says("paid", only(Outcome.UNKNOWN));

        run();
        clock.pass(Duration.ofDays(1));
        run();

        assertThat(asked).containsExactly("a", "b", "paid");
        assertThat(lead().state()).isEqualTo(State.ERROR);
        assertThat(credits.spent(null))
                .filteredOn(one -> one.provider().equals("paid"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.credits()).isEqualByComparingTo("0");
                    assertThat(one.unknown()).isEqualByComparingTo("1");
                });
    }

    @Test
    void aProviderThatIsAskedTooOftenIsGivenTimeAndNobodyElseWaits() {
        found("Jane Doe");
        found("Joe Doe");
        found("Jim Doe");
        Instant reset = clock.instant().plusSeconds(60);
        says("a", Answer.without("", "", Outcome.RATE_LIMITED, 429, reset, null));

        round();
        int whileItRests = round();
        assertThat(whileItRests).as("a is asked nothing").isLessThan(2);
        clock.pass(Duration.ofSeconds(61));
        run();

        assertThat(leads.list(new Document())).allMatch(lead -> lead.state() == State.NOT_FOUND);
        assertThat(asked.stream().filter("a"::equals)).hasSize(4);
    }

    @Test
    void aProviderThatSaysAtOnceAgainIsAskedLessAndLessAndThenCountsAsDown() {
        found("Jane Doe");
        int calls = 0;
        Instant end = clock.instant().plus(Duration.ofHours(3));
        // soon after the first answers in small steps; later it is asked so seldom that larger ones lose nothing
        Instant soon = clock.instant().plus(Duration.ofMinutes(10));
        while (clock.instant().isBefore(end)) {
            says("a", Answer.without("", "", Outcome.RATE_LIMITED, 429, clock.instant(), null));
            for (int tick = 0; tick < 4; tick++) {
                calls += (int) turns.due().stream()
                        .filter(turn -> turn.provider().equals("a"))
                        .peek(this::settled)
                        .count();
            }
            clock.pass(clock.instant().isBefore(soon) ? Duration.ofSeconds(10) : Duration.ofMinutes(1));
        }

        assertThat(calls).isLessThan(30);
        assertThat(lead().attempts()).extracting(Attempt::provider).contains("a");
        assertThat(lead().step().map(Step::provider)).contains("b");
        assertThat(credits.thisMonth("a")).isEqualByComparingTo("0");
    }

    private void settled(Turn turn) {
        credits.sending(turn.id());
        answers.settle(
                new Answer(
                        turn.provider(),
                        turn.operation(),
                        Outcome.RATE_LIMITED,
                        429,
                        Map.of(),
                        List.of(),
                        null,
                        clock.instant(),
                        null,
                        null),
                turn);
    }

    @Test
    void aProviderThatIsDownIsTriedAgainLaterAndThenPassedOver() {
        found("Jane Doe");
        says("a", only(Outcome.UNAVAILABLE), only(Outcome.UNAVAILABLE));
        says("b", hit(Outcome.HIT_VERIFIED, JANE));

        run();
        assertThat(asked).containsExactly("a");
        clock.pass(Duration.ofSeconds(5));
        run();

        assertThat(asked).containsExactly("a", "a", "b");
        assertThat(lead().state()).isEqualTo(State.FOUND);
    }

    @Test
    void aProviderWithoutCreditsIsPassedOverAndItsLeadsWaitForIt() {
        found("Jane Doe");
        when(circuits.open("a")).thenReturn(true);
        when(circuits.until("a")).thenReturn(Optional.of(clock.instant().plus(Duration.ofHours(1))));
        when(circuits.reason("a")).thenReturn("A has no credits.");

        run();
        assertThat(asked).containsExactly("b", "paid");
        assertThat(lead().state()).isEqualTo(State.QUEUED);
        assertThat(lead().text("enrichment", "reason")).isEqualTo("A has no credits.");

        when(circuits.open("a")).thenReturn(false);
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        clock.pass(Duration.ofHours(1));
        run();
        assertThat(asked).containsExactly("b", "paid", "a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
    }

    @Test
    void aCapOfTheLeadStopsItBeforeItCosts() {
        rules = rules(new Caps(new BigDecimal("0.5"), null, Map.of()));
        restart();
        found("Jane Doe");

        run();

        assertThat(asked).isEmpty();
        assertThat(lead().state()).isEqualTo(State.BUDGET_BLOCKED);
        assertThat(lead().text("enrichment", "reason")).isEqualTo("The cap of 0.5 credits a lead is reached.");
    }

    @Test
    void aCapOfTheRunHoldsForAllAndEndsWithTheDay() {
        rules = rules(new Caps(null, new BigDecimal("1"), Map.of()));
        restart();
        found("Jane Doe");
        found("Joe Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE), hit(Outcome.HIT_VERIFIED, "joe@acme.com"));

        run();
        // until it is known what the call under way costs, the other one waits
        clock.pass(Duration.ofSeconds(2));
        run();
        assertThat(spent()).isEqualByComparingTo("1");
        assertThat(leads.list(new Document()))
                .extracting(Lead::state)
                .containsExactlyInAnyOrder(State.FOUND, State.BUDGET_BLOCKED);

        clock.pass(Duration.ofHours(12));
        run();
        assertThat(spent()).isEqualByComparingTo("2");
    }

    @Test
    void aCapOfAProviderAndMonthLeadsToTheNextProvider() {
        rules = rules(new Caps(null, null, Map.of("a", BigDecimal.ZERO)));
        restart();
        found("Jane Doe");
        says("b", hit(Outcome.HIT_VERIFIED, JANE));

        run();

        assertThat(asked).containsExactly("b");
    }

    @Test
    void theSamePersonUnderTwoKeysIsAskedForOnce() {
        found("Jane Doe", "person.linkedinUrl", "https://linkedin.com/in/jane");
        found("JANE  DOE", "company.domain", "https://www.acme.com/team");
        hits.store(
                Map.of("person.linkedinUrl", "https://de.linkedin.com/in/Jane?x", "person.fullName", "Jane Doe"),
                new Hits.Source("reddit", "q", null, null));

        assertThat(lead().document().getList("keys", String.class))
                .containsExactly("linkedin:jane", "person:jane doe@acme.com");
    }

    @Test
    void aHitThatNamesNobodyIsDropped() {
        assertThat(hits.store(Map.of("source.url", "https://example.com"), new Hits.Source("serper", "q", null, null)))
                .isEqualTo(new Hits.Stored(0, 0, 1));
        assertThat(leads.list(new Document())).isEmpty();
    }

    /** Killed at each moment: nothing is paid for twice, and the lead ends where it would have. */
    @Test
    void killedBeforeTheRequestLeft() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        assertThat(turns.due()).hasSize(1);

        restart();
        clock.pass(Duration.ofMinutes(6));
        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(spent()).isEqualByComparingTo("1");
    }

    @Test
    void killedWhileTheRequestWasUnderWay() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        turns.due().forEach(turn -> credits.sending(turn.id()));

        restart();
        clock.pass(Duration.ofMinutes(6));
        run();
        clock.pass(Duration.ofSeconds(5));
        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(spent()).isEqualByComparingTo("1");
    }

    @Test
    void killedBetweenTheMoneyAndTheLead() {
        found("Jane Doe");
        Turn turn = turns.due().get(0);
        credits.sending(turn.id());
        Answer answer = new Answer(
                "a",
                "find",
                Outcome.HIT_VERIFIED,
                200,
                Map.of("email.address", JANE),
                List.of(),
                null,
                null,
                null,
                null);
        String input = questions.inputHash(turn).orElseThrow();
        cache.keep(new AnswerCache.Asked(input, turn.id(), List.of()), answer, Duration.ofDays(60));
        credits.settle(turn.id(), null, true, true, "HIT_VERIFIED");

        restart();
        clock.pass(Duration.ofMinutes(6));
        run();

        assertThat(asked).isEmpty();
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(lead().creditsSpent()).isEqualByComparingTo("1");
        assertThat(credits.state(turn.id())).contains(Charge.State.SETTLED);
    }

    /** Killed after it was given up for unknown, and before the lead knows: it is not asked, and not paid for, again. */
    @Test
    void killedBetweenTheUnknownAndTheLead() {
        found("Jane Doe");
        round();
        round();
        Turn turn = turns.due().get(0);
        assertThat(turn.provider()).isEqualTo("paid");
        credits.sending(turn.id());
        credits.unknown(turn.id());

        restart();
        clock.pass(Duration.ofMinutes(6));
        run();

        assertThat(asked).containsExactly("a", "b");
        assertThat(lead().state()).isEqualTo(State.ERROR);
        assertThat(spent()).isEqualByComparingTo("1");
    }

    /** The first answer got lost, and may have been charged: that the second is refused does not undo it. */
    @Test
    void aRefusalDoesNotUndoWhatMayHaveBeenPaid() {
        found("Jane Doe");
        says("a", only(Outcome.UNKNOWN), only(Outcome.NO_CREDITS));

        run();
        clock.pass(Duration.ofSeconds(5));
        run();

        assertThat(credits.spent(null))
                .filteredOn(one -> one.provider().equals("a"))
                .singleElement()
                .satisfies(one -> assertThat(one.unknown()).isEqualByComparingTo("1"));
        assertThat(asked).containsExactly("a", "a", "b", "paid");
    }

    /** What may be paid for is not given up for a circuit that closes soon: to ask again is free. */
    @Test
    void aLostAnswerIsAskedForAgainWhenTheCircuitCloses() {
        found("Jane Doe");
        says("a", only(Outcome.UNKNOWN), hit(Outcome.HIT_VERIFIED, JANE));
        run();
        circuitOfA(Duration.ofMinutes(1));
        clock.pass(Duration.ofSeconds(10));
        run();
        assertThat(asked).as("nobody else is paid meanwhile").containsExactly("a");

        when(circuits.open("a")).thenReturn(false);
        clock.pass(Duration.ofMinutes(1));
        run();

        assertThat(asked).containsExactly("a", "a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(credits.spent(null)).singleElement().satisfies(one -> {
            assertThat(one.credits()).isEqualByComparingTo("1");
            assertThat(one.unknown()).isEqualByComparingTo("0");
        });
    }

    /** The circuit may open while the turn stands in the queue. */
    @Test
    void aLostAnswerThatIsSkippedByTheCircuitIsAskedForAgain() {
        found("Jane Doe");
        Answer skipped =
                Answer.without("", "", Outcome.SKIPPED, null, clock.instant().plusSeconds(70), null);
        says("a", only(Outcome.UNKNOWN), skipped, hit(Outcome.HIT_VERIFIED, JANE));

        run();
        clock.pass(Duration.ofSeconds(10));
        run();
        clock.pass(Duration.ofMinutes(1));
        run();

        assertThat(asked).containsExactly("a", "a", "a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(spent()).isEqualByComparingTo("1");
    }

    @Test
    void whoIsInTheQueueOfAProviderThatRunsOutOfCreditsGoesOnToTheNext() {
        found("Jane Doe");
        found("Joe Doe");
        found("Jim Doe");
        Answer noCredits =
                Answer.without("", "", Outcome.NO_CREDITS, 402, clock.instant().plus(Duration.ofHours(1)), null);
        says("a", noCredits, noCredits);

        round();
        circuitOfA(Duration.ofHours(1));
        run();

        assertThat(asked.stream().filter("a"::equals)).as("its places").hasSize(2);
        assertThat(asked.stream().filter("b"::equals)).hasSize(3);
    }

    private void circuitOfA(Duration open) {
        when(circuits.open("a")).thenReturn(true);
        when(circuits.until("a")).thenReturn(Optional.of(clock.instant().plus(open)));
        when(circuits.reason("a")).thenReturn("A is in trouble.");
    }

    /** Nothing stays held back for a turn that nobody waits for any more. */
    @Test
    void aTurnThatIsGivenUpHoldsNothingBack() {
        found("Jane Doe");
        says("a", only(Outcome.PENDING));
        run();
        when(circuits.open("a")).thenReturn(true);
        clock.pass(Duration.ofSeconds(10));
        run();

        assertThat(credits.spent(null)).allSatisfy(one -> assertThat(one.open()).isEqualByComparingTo("0"));
    }

    @Test
    void anObjectorWhoIsFoundUnderAnotherNameStaysOut() {
        suppressions.add(Who.byEmail(JANE), "opt-out");
        found("J. Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));

        run();

        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
        assertThat(lead().candidates()).isEmpty();
        assertThat(source.getCollection("contacts").countDocuments()).isZero();
        assertThat(spent()).as("it was charged all the same").isEqualByComparingTo("1");
    }

    @Test
    void aVerificationThatIsRenewedCountsFromNow() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        clock.pass(Duration.ofDays(46));
        says("v", only(Outcome.HIT_VERIFIED));
        runs.verify("old", new Selection(null, List.of(), 10));
        run();

        assertThat(asked).containsExactly("a", "v verifies " + JANE);
        assertThat(runs.verify("again", new Selection(null, List.of(), 10))).isZero();
    }

    @Test
    void aLeadThatSomebodyEditsMeanwhileKeepsTheEdit() {
        found("Jane Doe");
        Turn turn = turns.due().get(0);
        credits.sending(turn.id());
        source.getCollection("leads").updateOne(new Document(), new Document("$set", new Document("notes", "called")));

        answers.settle(answered(turn), turn);
        run();

        assertThat(lead().text("notes")).isEqualTo("called");
        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
    }

    @Test
    void enrichingAgainAsksOnlyWhoDidNotAnswer() {
        found("Jane Doe");
        says("a", only(Outcome.UNAVAILABLE), only(Outcome.UNAVAILABLE));
        run();
        clock.pass(Duration.ofSeconds(5));
        run();
        assertThat(lead().state()).isEqualTo(State.ERROR);
        asked.clear();
        says("a", hit(Outcome.HIT_VERIFIED, JANE));

        assertThat(runs.enrich("run", new Selection(null, List.of(), 10))).isEqualTo(1);
        run();

        assertThat(asked).containsExactly("a");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(runs.progress("run").states()).isEqualTo(Map.of("found", 1L));
        assertThat(runs.progress("run").credits()).isEqualByComparingTo("1");
    }

    @Test
    void anAddressThatIsOldIsVerifiedAnew() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        assertThat(runs.verify("young", new Selection(null, List.of(), 10))).isZero();
        clock.pass(Duration.ofDays(46));
        says("v", only(Outcome.MISS));
        says("b", hit(Outcome.HIT_VERIFIED, "jane.doe@acme.com"));

        assertThat(runs.verify("old", new Selection(null, List.of(), 10))).isEqualTo(1);
        run();

        assertThat(asked).containsExactly("a", "v verifies " + JANE);
        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(lead().text("email", "status")).isEqualTo("invalid");

        runs.enrich("another", new Selection(null, List.of(State.NOT_FOUND), 10));
        run();
        assertThat(asked).as("another address is another order").containsExactly("a", "v verifies " + JANE, "b");
        assertThat(lead().text("email", "address")).isEqualTo("jane.doe@acme.com");
    }

    /** Whoever is killed on the way to a verification goes on with the next one, and nobody else does. */
    @Test
    void aVerificationThatWasLeftGoesOnWithTheNext() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        clock.pass(Duration.ofDays(46));
        Selection all = new Selection(null, List.of(), 10);
        assertThat(forecasts.ofVerifying(all).expected()).isEqualTo(Map.of("v", new BigDecimal("1.0")));
        runs.verify("old", all);
        assertThat(turns.due("another")).isEmpty();
        restart();

        assertThat(forecasts.ofEnriching(all).expected()).as("no finder").doesNotContainKeys("b", "paid");
        assertThat(runs.verify("next", all)).isEqualTo(1);
        assertThat(turns.due("old")).isEmpty();
        says("v", only(Outcome.MISS));
        run();

        assertThat(asked).containsExactly("a", "v verifies " + JANE);
        assertThat(runs.progress("next").states()).isEqualTo(Map.of("not_found", 1L));
    }

    @Test
    void aForecastCostsNothing() {
        found("Jane Doe");
        rules = rules(new Caps(new BigDecimal("2"), null, Map.of()));
        restart();

        Forecast forecast = forecasts.ofEnriching(new Selection(null, List.of(), 10));

        assertThat(forecast.leads()).isEqualTo(1);
        assertThat(forecast.atMost()).isEqualByComparingTo("2");
        assertThat(forecast.expected()).containsOnlyKeys("a", "b", "paid", "v");
        assertThat(forecast.expectedInAll()).isBetween(new BigDecimal("1.2"), new BigDecimal("1.4"));
        assertThat(asked).isEmpty();
        assertThat(lead().state()).isEqualTo(State.NEW);
    }

    @Test
    void aForecastCountsWhatVerifyingMayCost() {
        found("Jane Doe");
        Selection all = new Selection(null, List.of(), 10);
        assertThat(forecasts.ofEnriching(all).atMost())
                .as("three finders, and the verifier for what each may find")
                .isEqualByComparingTo("6");
        off.add("v");
        assertThat(forecasts.ofEnriching(all).atMost()).isEqualByComparingTo("3");
        off.clear();

        says("a", hit(Outcome.HIT, JANE));
        round();
        assertThat(forecasts.ofEnriching(all).atMost())
                .as("the address that is there, two finders and what they may find")
                .isEqualByComparingTo("5");
        assertThat(forecasts.ofEnriching(all).expected().get("v"))
                .isBetween(new BigDecimal("1.0"), new BigDecimal("1.8"));

        run();
        assertThat(spent()).isLessThanOrEqualTo(new BigDecimal("6"));
    }

    @Test
    void aForecastCountsThoseWhoAreAskedAgain() {
        found("Jane Doe");
        says("paid", only(Outcome.UNKNOWN));
        run();
        assertThat(lead().state()).isEqualTo(State.ERROR);

        assertThat(forecasts.ofEnriching(new Selection(null, List.of(), 10)).atMost())
                .as("the one of whom nobody knows, and who verifies")
                .isEqualByComparingTo("2");
    }

    @Test
    void anErasedPersonIsGoneEverywhereAndStaysOut() {
        found("Jane Doe", "person.linkedinUrl", "https://linkedin.com/in/jane");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        source.getCollection("campaign_events")
                .insertOne(
                        new Document("_id", "e1").append("leadId", lead().id()).append("detail", JANE));
        state.getCollection("pushes")
                .insertMany(List.of(
                        new Document("_id", "p1").append("leadId", lead().id().toString()),
                        new Document("_id", "p2")
                                .append("leadId", "deleted before")
                                .append("contactId", Identity.contactId(JANE))));
        state.getCollection("webhook_inbox")
                .insertMany(List.of(
                        new Document("_id", "w1")
                                .append("email", JANE)
                                .append("who", Suppressions.hashes(Who.byEmail(JANE))),
                        new Document("_id", "w2")
                                .append("profile", "https://www.linkedin.com/in/jane")
                                .append(
                                        "who",
                                        Suppressions.hashes(new Who(null, "linkedin.com/in/jane", null, null)))));

        Erasure.Erased erased = erasure.erase("JANE@acme.com");

        assertThat(erased.count("lead-generation/leads")).isEqualTo(1);
        assertThat(erased.count("lead-generation/contacts")).isEqualTo(1);
        assertThat(erased.count("lead-generation/results")).isEqualTo(1);
        assertThat(erased.answers()).isEqualTo(1);
        assertThat(state.getCollection("pushes").countDocuments()).isZero();
        assertThat(state.getCollection("webhook_inbox").countDocuments()).isZero();
        for (MongoDatabase database : List.of(source, state)) {
            for (String collection : database.listCollectionNames()) {
                for (Document document : database.getCollection(collection).find()) {
                    assertThat(document.toJson().toLowerCase(java.util.Locale.ROOT))
                            .as(collection)
                            .doesNotContain("jane");
                }
            }
        }
        found("Jane Doe");
        hits.store(Map.of("person.linkedinUrl", "linkedin.com/in/JANE"), new Hits.Source("serper", "q", null, null));
        assertThat(leads.list(new Document())).isEmpty();
        assertThat(spent()).isEqualByComparingTo("1");
    }

    @Test
    void doNotContactInAirtableIsHeeded() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        source.getCollection("contacts")
                .updateOne(new Document(), new Document("$set", new Document("doNotContact", true)));

        assertThat(privacy.heed()).isEqualTo(1);

        assertThat(lead().state()).isEqualTo(State.SUPPRESSED);
        assertThat(suppressions.reason(Who.byEmail(JANE))).contains("Do Not Contact in Airtable");
    }

    @Test
    void aLeadThatNobodyTouchedIsDeletedInTheEnd() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        clock.pass(Duration.ofDays(364));
        assertThat(privacy.forgetOld()).isZero();
        clock.pass(Duration.ofDays(2));
        assertThat(privacy.forgetOld()).isEqualTo(1);
        assertThat(leads.list(new Document())).isEmpty();
        assertThat(source.getCollection("contacts").countDocuments()).isZero();
    }
}
