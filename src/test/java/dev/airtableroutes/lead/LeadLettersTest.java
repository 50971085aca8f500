package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.deadletter.Again;
import dev.airtableroutes.deadletter.Asker.Known;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.ReplayLocks;
import dev.airtableroutes.provider.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** A lead whose provider never answered, and whom nobody else found, is a dead letter until somebody has it asked again. */
class LeadLettersTest extends LeadsFixture {

    private List<Letter> all() {
        return deadLetters.page(LetterFilter.ALL, 0, 50, null).letters();
    }

    private Letter letter() {
        assertThat(all()).hasSize(1);
        return all().get(0);
    }

    private void lost() {
        found("Jane Doe");
        says("paid", only(Outcome.UNKNOWN));
        run();
        tell();
    }

    @Test
    void aTurnThatIsLostAndThatNobodyMadeGoodIsALetter() {
        lost();

        assertThat(lead().state()).isEqualTo(State.ERROR);
        Letter letter = letter();
        assertThat(letter.state()).isEqualTo(Letter.State.OPEN);
        assertThat(letter)
                .extracting(Letter::provider, Letter::operation, Letter::kind, Letter::errorType, Letter::httpStatus)
                .containsExactly("paid", "find", "exhausted", "UNKNOWN", 200);
        assertThat(letter.documentId().raw()).isEqualTo(lead().id());
        assertThat(letter.reason())
                .isEqualTo(
                        "It stays unknown what PAID answered when it was asked for the address of this lead; its price "
                                + "of 1 credits counts as spent, and nobody else found one.");
        assertThat(letter.toString())
                .as("no personal data")
                .doesNotContain("Jane")
                .doesNotContain("acme.com");
        assertThat(letters.known(letter)).contains(new Known("Name", "Jane Doe"), new Known("Enrichment", "error"));
        tell();
        assertThat(letter().attempts()).isEqualTo(1);
    }

    @Test
    void whoIsFoundBySomebodyElseOrByNobodyIsNone() {
        found("Jane Doe");
        says("a", only(Outcome.UNAVAILABLE), only(Outcome.UNAVAILABLE));
        says("b", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        clock.pass(Duration.ofMinutes(1));
        run();
        found("Joe Doe");
        run();
        tell();

        assertThat(leads.list(Filters.empty())).extracting(Lead::state).containsExactly(State.FOUND, State.NOT_FOUND);
        assertThat(all()).isEmpty();
        assertThat(news.untold()).isEmpty();
    }

    @Test
    void aProviderThatIsDownForAllItsTriesIsALetter() {
        found("Jane Doe");
        says("a", only(Outcome.UNAVAILABLE), only(Outcome.UNAVAILABLE));
        for (int i = 0; i < 5; i++) {
            run();
            clock.pass(Duration.ofMinutes(1));
        }
        tell();

        assertThat(letter().errorType()).isEqualTo("UNAVAILABLE");
        assertThat(letter().reason()).startsWith("A did not answer");
    }

    /** The mark comes with the end of the lead, so whoever dies in between has told nothing twice and forgotten nothing. */
    @Test
    void aKillBeforeTheLetterAndOneBehindItLeaveOne() {
        found("Jane Doe");
        says("paid", only(Outcome.UNKNOWN));
        run();
        restart();
        news.untold().forEach(lead -> news.standings(lead).forEach(deadLetters::settle));
        restart();

        tell();

        assertThat(letter().attempts()).isEqualTo(1);
        assertThat(news.untold()).isEmpty();
    }

    @Test
    void aReplayAsksThatProviderAgainAndItsAnswerResolvesTheLetter() {
        lost();
        int before = asked.size();

        assertThat(letters.replay(letter(), true))
                .isEqualTo(Again.underWay(
                        "PAID is asked again, which may be paid for the second time. With whoever is asked after it that costs up to 2 credits.",
                        BigDecimal.valueOf(2)));
        run();
        assertThat(asked).as("a dry run asks nobody").hasSize(before);

        says("paid", hit(Outcome.HIT_VERIFIED, JANE));
        assertThat(letters.replay(letter(), false).state()).isEqualTo(Letter.State.REPLAYED);
        assertThat(letters.replay(letter(), false).what()).isEqualTo("The lead is asked about already.");
        run();
        tell();

        assertThat(asked.subList(before, asked.size())).containsExactly("paid");
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(letter().state()).isEqualTo(Letter.State.RESOLVED);
        assertThat(spent()).as("the price of the lost turn, and of this one").isEqualByComparingTo("2");
        assertThat(letters.replay(letter(), false).state()).isEqualTo(Letter.State.RESOLVED);
    }

    @Test
    void oneThatIsLostAgainIsTheSameLetter() {
        lost();
        clock.pass(Duration.ofMinutes(1));
        says("paid", only(Outcome.UNKNOWN));
        letters.replay(letter(), false);
        run();
        tell();

        assertThat(letter().state()).isEqualTo(Letter.State.OPEN);
        assertThat(letter().attempts()).isEqualTo(2);
    }

    @Test
    void anotherLookSettlesItAsWell() {
        lost();
        says("paid", only(Outcome.MISS));

        runs.enrich("r", new LeadRuns.Selection(null, List.of(), 10));
        run();
        tell();

        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(letter().state()).isEqualTo(Letter.State.RESOLVED);
    }

    @Test
    void whatMustNotBeSpentIsSaidAndNotSpent() {
        lost();
        rules = rules(new Caps(null, BigDecimal.ONE, Map.of()));
        restart();

        replayed();

        assertThat(spent()).isEqualByComparingTo("1");
        assertThat(letter().state()).isEqualTo(Letter.State.OPEN);
        assertThat(letter().reason())
                .startsWith("PAID was to be asked again, and was not: The cap of 1 credits a run is reached: ");
    }

    @Test
    void whatIsNotAskedForCostsNothing() {
        lost();
        rules = rules(new Caps(BigDecimal.ONE, null, Map.of()));
        restart();
        assertThat(letters.replay(letter(), true)).isEqualTo(Again.refused("The cap of 1 credits a lead is reached."));

        rules = rules(new Caps(null, null, Map.of("paid", BigDecimal.ONE)));
        restart();
        assertThat(letters.replay(letter(), true))
                .isEqualTo(Again.underWay(
                        "PAID is asked again, not before " + nextMonth()
                                + ", and others before for up to 0 credits: The cap of 1 credits a month for paid is reached.",
                        BigDecimal.ZERO));

        rules = rules(Caps.NONE);
        restart();
        when(circuits.open("paid")).thenReturn(true);
        when(circuits.reason("paid")).thenReturn("Its key is refused.");
        assertThat(letters.replay(letter(), true)).isEqualTo(Again.refused("Its key is refused."));
        assertThat(lead().state()).as("and the lead stays as it was").isEqualTo(State.ERROR);
    }

    private Instant nextMonth() {
        return clock.instant()
                .atZone(ZoneOffset.UTC)
                .plusMonths(1)
                .withDayOfMonth(1)
                .truncatedTo(ChronoUnit.DAYS)
                .toInstant();
    }

    /** It goes on by itself, but not before next month, and nobody would look so long at what is replayed. */
    @Test
    void whatWaitsForTheNextMonthIsOpenAgainAfterADayAndSaysForWhat() {
        lost();
        rules = rules(new Caps(null, null, Map.of("paid", BigDecimal.ONE)));
        restart();
        ReplayLocks locks = replayed();
        locks.openWaiting();
        assertThat(letter().state()).isEqualTo(Letter.State.REPLAYED);
        String why = "not before " + nextMonth();
        assertThat(letters.replay(letter(), false).what())
                .isEqualTo("The lead is asked about again by itself, " + why
                        + ": The cap of 1 credits a month for paid is reached.");

        state.getCollection("dead_letters")
                .updateOne(
                        new Document(),
                        new Document(
                                "$set",
                                new Document("movedAt", Date.from(Instant.now().minus(Duration.ofDays(1))))));
        locks.openWaiting();

        assertThat(letter().state()).isEqualTo(Letter.State.OPEN);
        assertThat(letter().history())
                .last()
                .extracting(Letter.Event::note)
                .asString()
                .startsWith("Nothing has come of the replay for a day. PAID is asked again, " + why)
                .endsWith("The cap of 1 credits a month for paid is reached.");

        says("paid", hit(Outcome.HIT_VERIFIED, JANE));
        clock.pass(Duration.between(clock.instant(), nextMonth()));
        run();
        run();
        tell();
        assertThat(lead().state()).isEqualTo(State.FOUND);
        assertThat(letter().state()).isEqualTo(Letter.State.RESOLVED);
    }

    @Test
    void aProviderThatIsOffIsNotAsked() {
        lost();
        off.add("paid");

        assertThat(letters.replay(letter(), false)).isEqualTo(Again.refused("paid is off."));
    }

    @Test
    void aLeadThatIsGoneHasNothingLeftToAsk() {
        lost();
        Letter letter = letter();
        source.getCollection("leads").deleteMany(new Document());

        assertThat(letters.replay(letter, false)).isEqualTo(Again.settled("The lead is gone."));
        assertThat(letters.known(letter)).isEmpty();
    }

    @Test
    void anErasureTakesTheLetterWithIt() {
        found("Jane Doe", "email.address", JANE);
        says("paid", only(Outcome.UNKNOWN));
        source.getCollection("leads")
                .updateOne(new Document(), new Document("$set", new Document("enrichment.candidates", List.of())));
        run();
        tell();
        assertThat(letter().state()).isEqualTo(Letter.State.OPEN);

        erasure.erase(JANE);

        assertThat(all()).isEmpty();
        assertThat(deadLetters.none()).isTrue();
    }

    /** Between the reading and the telling. */
    @Test
    void ofWhoIsErasedMeanwhileNothingIsKept() {
        found("Jane Doe");
        says("paid", only(Outcome.UNKNOWN));
        run();
        Lead read = news.untold().get(0);
        source.getCollection("leads").deleteMany(new Document());

        news.standings(read).forEach(deadLetters::settle);
        news.told(read);

        assertThat(all()).isEmpty();
    }

    @Test
    void aLeadThatMovedOnMeanwhileIsToldOfOnceMore() {
        found("Jane Doe");
        says("paid", only(Outcome.UNKNOWN), hit(Outcome.HIT_VERIFIED, JANE));
        run();
        Lead read = news.untold().get(0);
        runs.enrich("r", new LeadRuns.Selection(null, List.of(), 10));
        run();
        tell();

        news.standings(read).forEach(deadLetters::settle);
        news.told(read);
        assertThat(letter().state()).isEqualTo(Letter.State.OPEN);
        tell();

        assertThat(letter().state()).isEqualTo(Letter.State.RESOLVED);
    }

    private List<Letter> of(String provider) {
        return all().stream()
                .filter(letter -> provider.equals(letter.provider()))
                .toList();
    }

    private void enrich() {
        runs.enrich("r", new LeadRuns.Selection(null, List.of(), 10));
        for (int i = 0; i < 5; i++) {
            run();
            clock.pass(Duration.ofMinutes(1));
        }
        tell();
    }

    /** Whoever is not asked anew has not answered either. */
    @Test
    void theLetterOfAnotherProviderStaysWhenItCannotBeAsked() {
        found("Jane Doe");
        says("a", only(Outcome.UNAVAILABLE), only(Outcome.UNAVAILABLE));
        says("paid", only(Outcome.UNKNOWN));
        for (int i = 0; i < 5; i++) {
            run();
            clock.pass(Duration.ofMinutes(1));
        }
        tell();
        assertThat(all()).hasSize(2).extracting(Letter::state).containsOnly(Letter.State.OPEN);

        off.add("paid");
        says("a", only(Outcome.UNAVAILABLE), only(Outcome.UNAVAILABLE));
        enrich();
        assertThat(lead().state()).isEqualTo(State.ERROR);
        assertThat(of("paid")).extracting(Letter::state).containsExactly(Letter.State.OPEN);

        enrich();
        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(of("a")).extracting(Letter::state).containsExactly(Letter.State.RESOLVED);
        assertThat(of("paid")).extracting(Letter::state).containsExactly(Letter.State.OPEN);
    }

    @Test
    void anEndAtWhichNobodyWasAskedResolvesNothing() {
        lost();
        off.addAll(List.of("a", "b", "paid"));
        enrich();
        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);

        assertThat(letter().state()).isEqualTo(Letter.State.OPEN);
        assertThat(letters.replay(letter(), true)).isEqualTo(Again.refused("paid is off."));
        off.clear();
        says("paid", hit(Outcome.HIT_VERIFIED, JANE));
        assertThat(letters.replay(letter(), false).state()).isEqualTo(Letter.State.REPLAYED);
        run();
        tell();
        assertThat(letter().state()).isEqualTo(Letter.State.RESOLVED);
    }

    private void unresolved() {
        hits.store(
                Map.of("person.handle", "jane_d", "source.community", "saas"),
                new Hits.Source("reddit", "crm", null, null));
        says("r", only(Outcome.UNAVAILABLE), only(Outcome.UNAVAILABLE));
        for (int i = 0; i < 5; i++) {
            run();
            clock.pass(Duration.ofMinutes(1));
        }
        tell();
    }

    @Test
    void aHandleOfWhichNobodySaidWhoseItIsIsALetterAndIsAskedForAgain() {
        unresolved();
        assertThat(lead().state()).isEqualTo(State.ERROR);
        assertThat(letter())
                .extracting(Letter::provider, Letter::operation, Letter::kind, Letter::state)
                .containsExactly("r", "resolve", "exhausted", Letter.State.OPEN);
        assertThat(letter().reason())
                .isEqualTo("R did not answer when it was asked whose the handle of this lead is, however often it was "
                        + "asked, and nobody else knew.");
        assertThat(letters.asks("resolve")).isTrue();

        says("r", only(Outcome.MISS));
        assertThat(letters.replay(letter(), false).state()).isEqualTo(Letter.State.REPLAYED);
        run();
        tell();

        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(letter().state()).isEqualTo(Letter.State.RESOLVED);
    }

    /** One try failed, and the next was answered. */
    @Test
    void aHandleThatNobodyKnowsIsNoErrorAndNoLetter() {
        hits.store(
                Map.of("person.handle", "jane_d", "source.community", "saas"),
                new Hits.Source("reddit", "crm", null, null));
        says("r", only(Outcome.UNAVAILABLE), only(Outcome.MISS));
        run();
        clock.pass(Duration.ofMinutes(1));
        run();
        tell();

        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(all()).isEmpty();
    }

    /** What somebody has written into the lead makes the question needless. */
    @Test
    void whoIsKnownSinceNeedNotBeResolved() {
        unresolved();
        source.getCollection("leads")
                .updateOne(
                        new Document(),
                        new Document(
                                "$set",
                                new Document("person.fullName", "Jane Doe").append("company.domain", "acme.com")));

        enrich();

        assertThat(lead().state()).isEqualTo(State.NOT_FOUND);
        assertThat(letter().state()).isEqualTo(Letter.State.RESOLVED);
        assertThat(letter().history())
                .last()
                .extracting(Letter.Event::note)
                .isEqualTo("Nobody needs its answer any more.");
    }

    @Test
    void whoIsNotInTheOrderAnyMoreIsNotSaidToBeAsked() {
        lost();
        rules = rules(new Rules.Waterfall(List.of("a"), List.of()), Map.of(), Caps.NONE, Map.of());
        restart();

        assertThat(letters.replay(letter(), false))
                .isEqualTo(
                        Again.refused(
                                "PAID is not asked to find for such a lead any more; put it into mappings/leads.yaml, or discard the letter."));
    }

    /** That its address alone was to be verified was another question. */
    @Test
    void aLeadThatWasOnlyVerifiedSinceIsAskedAboutAgain() {
        lost();
        source.getCollection("leads")
                .updateOne(new Document(), new Document("$set", new Document("enrichment.only", "verify")));

        letters.replay(letter(), false);
        says("paid", hit(Outcome.HIT_VERIFIED, JANE));
        run();

        assertThat(lead().state()).isEqualTo(State.FOUND);
    }

    /** The letter is replayed, and what comes of it is told. */
    private ReplayLocks replayed() {
        ReplayLocks locks = new ReplayLocks(deadLetters, state);
        locks.take(all(), "Ada");
        locks.letGo(letter().id(), letters.replay(letter(), false));
        run();
        tell();
        return locks;
    }
}
