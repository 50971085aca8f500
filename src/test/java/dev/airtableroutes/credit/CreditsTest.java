package dev.airtableroutes.credit;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.MemoryMongo;
import dev.airtableroutes.credit.Charge.State;
import dev.airtableroutes.credit.Credits.Blocked;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreditsTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-31T23:59:00Z"), ZoneOffset.UTC);
    private static final BigDecimal NOTHING = BigDecimal.ZERO;

    private final MongoDatabase state = MemoryMongo.database();
    private final Credits credits = new Credits(state, CLOCK);

    private static BigDecimal credits(String text) {
        return new BigDecimal(text);
    }

    private static Charge charge(String turn, String price) {
        return new Charge(turn, "hunter", "find", "lead", "run", credits(price));
    }

    private static Caps caps(String lead, String run, String month) {
        return new Caps(
                lead == null ? null : credits(lead),
                run == null ? null : credits(run),
                month == null ? Map.of() : Map.of("hunter", credits(month)));
    }

    @Test
    void whatIsHeldBackCountsUntilItIsSettled() {
        assertThat(credits.reserve(charge("t1", "1"), NOTHING, caps(null, null, "1.2")))
                .isEmpty();
        assertThat(credits.reserve(charge("t2", "0.3"), NOTHING, caps(null, null, "1.2")))
                .contains(Blocked.FOR_NOW);

        credits.sending("t1");
        credits.settle("t1", null, false, false, "MISS");

        assertThat(credits.reserve(charge("t2", "0.3"), NOTHING, caps(null, null, "1.2")))
                .isEmpty();
        assertThat(credits.thisMonth("hunter")).isEqualByComparingTo("0.3");
    }

    @Test
    void whatIsSettledBlocksForGood() {
        credits.reserve(charge("t1", "1"), NOTHING, Caps.NONE);
        credits.settle("t1", null, true, true, "HIT");

        assertThat(credits.reserve(charge("t2", "0.3"), NOTHING, caps(null, null, "1.2")))
                .contains(Blocked.MONTH);
    }

    @Test
    void eachCapHolds() {
        assertThat(credits.reserve(charge("t1", "1"), credits("4.5"), caps("5", null, null)))
                .contains(Blocked.LEAD);
        assertThat(credits.reserve(charge("t1", "1"), NOTHING, caps("5", "0.99", null)))
                .contains(Blocked.RUN);
        assertThat(credits.reserve(charge("t1", "1"), NOTHING, caps("5", "1", "1")))
                .isEmpty();
        assertThat(credits.state("t1")).contains(State.RESERVED);
    }

    private static Charge verification(String turn, String price) {
        return new Charge(turn, "findymail", "verify", "findymail.verifier", "lead", "run", credits(price), null);
    }

    private static Charge finding(String turn, String price) {
        return new Charge(turn, "findymail", "find", "lead", "run", credits(price));
    }

    @Test
    void whatIsPaidFromAnotherPurseUsesUpNoCapOfThisOne() {
        Caps each = new Caps(null, null, Map.of("findymail", credits("2")));
        assertThat(credits.reserve(verification("v1", "2"), NOTHING, each)).isEmpty();
        credits.settle("v1", null, true, true, "HIT_VERIFIED");

        assertThat(credits.reserve(verification("v2", "1"), NOTHING, each)).contains(Blocked.MONTH);
        assertThat(credits.reserve(finding("f1", "2"), NOTHING, each)).isEmpty();
        Caps own = new Caps(null, null, Map.of("findymail", credits("2"), "findymail.verifier", credits("3")));
        assertThat(credits.reserve(verification("v2", "1"), NOTHING, own)).isEmpty();
        assertThat(credits.reserve(finding("f2", "1"), NOTHING, own)).contains(Blocked.FOR_NOW);

        Credits again = new Credits(state, CLOCK);
        assertThat(again.thisMonth("findymail")).isEqualByComparingTo("2");
        assertThat(again.thisMonth("findymail.verifier")).isEqualByComparingTo("3");
        assertThat(again.spent(null)).extracting(Spent::operation).containsExactly("find", "verify");
    }

    @Test
    void whatCostsNothingIsNeverBlocked() {
        assertThat(credits.reserve(charge("t1", "0"), credits("9"), caps("1", "0", "0")))
                .isEmpty();
    }

    @Test
    void theProviderSaysWhatItChargedElseThePriceCounts() {
        credits.reserve(charge("t1", "1"), NOTHING, Caps.NONE);
        credits.sending("t1");
        credits.settle("t1", credits("0.2"), true, true, "HIT_VERIFIED");
        credits.reserve(charge("t2", "1"), NOTHING, Caps.NONE);
        credits.sending("t2");
        credits.settle("t2", null, true, true, "HIT_VERIFIED");

        assertThat(credits.spentOn("lead")).isEqualByComparingTo("1.2");
        assertThat(credits.spent(null)).singleElement().satisfies(spent -> {
            assertThat(spent.calls()).isEqualTo(2);
            assertThat(spent.hits()).isEqualTo(2);
            assertThat(spent.credits()).isEqualByComparingTo("1.2");
            assertThat(spent.perHit()).isEqualByComparingTo("0.6");
        });
    }

    /** The provider gives the answer again for nothing, because the one that got lost was charged. */
    @Test
    void aRepetitionThatIsFreeCostsWhatTheLostAnswerDid() {
        credits.reserve(charge("t1", "1"), NOTHING, Caps.NONE);
        credits.sending("t1");
        credits.sending("t1");

        credits.settle("t1", credits("0"), true, true, "HIT_VERIFIED");

        assertThat(credits.spentOn("lead")).isEqualByComparingTo("1");
    }

    @Test
    void aRepetitionThatMissesCostsNothing() {
        credits.reserve(charge("t1", "1"), NOTHING, Caps.NONE);
        credits.sending("t1");
        credits.sending("t1");

        credits.settle("t1", credits("0"), false, false, "MISS");

        assertThat(credits.spentOn("lead")).isEqualByComparingTo("0");
    }

    @Test
    void whatNobodyKnowsCountsAsSpent() {
        credits.reserve(charge("t1", "1"), NOTHING, Caps.NONE);
        credits.sending("t1");
        credits.unknown("t1");

        assertThat(credits.thisMonth("hunter")).isEqualByComparingTo("1");
        assertThat(credits.spent("run")).singleElement().satisfies(spent -> {
            assertThat(spent.credits()).isEqualByComparingTo("0");
            assertThat(spent.unknown()).isEqualByComparingTo("1");
        });
    }

    @Test
    void whatWasGivenUpBeforeItLeftCostsNothingAndDoesNotLeave() {
        credits.reserve(charge("t1", "1"), NOTHING, Caps.NONE);
        credits.abandon("t1");

        assertThat(credits.sending("t1")).isFalse();
        credits.settle("t1", null, true, true, "HIT_VERIFIED");

        assertThat(credits.state("t1")).contains(State.RELEASED);
        assertThat(credits.thisMonth("hunter")).isEqualByComparingTo("0");
    }

    @Test
    void whatNobodyPaysForLeaves() {
        assertThat(credits.sending("instantly.push.1")).isTrue();
    }

    @Test
    void aTurnIsSettledOnce() {
        credits.reserve(charge("t1", "1"), NOTHING, Caps.NONE);
        credits.settle("t1", null, true, true, "HIT_VERIFIED");
        credits.settle("t1", null, true, true, "HIT_VERIFIED");
        credits.release("t1", "LOST");
        credits.unknown("t1");

        assertThat(credits.thisMonth("hunter")).isEqualByComparingTo("1");
        assertThat(credits.state("t1")).contains(State.SETTLED);
    }

    @Test
    void afterARestartTheTotalsAreTheSame() {
        credits.reserve(charge("held back", "1"), NOTHING, Caps.NONE);
        credits.reserve(charge("settled", "2"), NOTHING, Caps.NONE);
        credits.settle("settled", credits("1.5"), true, true, "HIT_VERIFIED");
        credits.reserve(charge("released", "4"), NOTHING, Caps.NONE);
        credits.release("released", "UNAVAILABLE");

        Credits again = new Credits(state, CLOCK);

        assertThat(again.thisMonth("hunter"))
                .isEqualByComparingTo(credits.thisMonth("hunter"))
                .isEqualByComparingTo("2.5");
        assertThat(again.tally("run", "hunter")).isEqualTo(credits.tally("run", "hunter"));
        assertThat(again.reserve(charge("more", "0.5"), NOTHING, caps(null, "2.9", null)))
                .contains(Blocked.FOR_NOW);
        assertThat(again.reserve(charge("more", "0.5"), NOTHING, caps(null, "1.9", null)))
                .contains(Blocked.RUN);
    }

    /** Killed between holding back and claiming the lead: the next claim has the same id. */
    @Test
    void aChargeThatNobodyClaimedIsTakenUpAgain() {
        credits.reserve(charge("t1", "1"), NOTHING, caps(null, "1", null));

        assertThat(new Credits(state, CLOCK).reserve(charge("t1", "1"), NOTHING, caps(null, "1", null)))
                .isEmpty();
        assertThat(credits.thisMonth("hunter")).isEqualByComparingTo("1");
    }

    @Test
    void anewMonthBeginsWithNothing() {
        credits.reserve(charge("t1", "1"), NOTHING, Caps.NONE);

        Credits april = new Credits(state, Clock.offset(CLOCK, Duration.ofMinutes(1)));

        assertThat(april.thisMonth("hunter")).isEqualByComparingTo("0");
    }

    @Test
    void aProviderThatFindsTooLittleIsBelowItsBreakEven() {
        for (int i = 0; i < 20; i++) {
            credits.reserve(charge("t" + i, "1"), NOTHING, Caps.NONE);
            credits.settle("t" + i, null, i == 0, i == 0, "x");
        }

        assertThat(credits.tally("run", "hunter").below(20, 5)).isFalse();
        assertThat(credits.tally("run", "hunter").below(20, 5.1)).isTrue();
        assertThat(credits.tally("run", "hunter").below(21, 50)).isFalse();
        assertThat(credits.tally("another run", "hunter").below(1, 50)).isFalse();
    }

    @Test
    void theLatestRunOfAProviderIsToldForADayAndAfterAStart() {
        find("run one", "t1", true, CLOCK);
        find("run two", "t2", false, Clock.offset(CLOCK, Duration.ofMinutes(5)));

        Credits again = new Credits(state, Clock.offset(CLOCK, Duration.ofHours(1)));
        assertThat(again.latestTally("hunter")).isEqualTo(new Credits.Tally(1, 0));
        assertThat(again.latestTally("apollo").calls()).isZero();
        Credits tomorrow = new Credits(state, Clock.offset(CLOCK, Duration.ofHours(25)));
        assertThat(tomorrow.latestTally("hunter").calls()).isZero();
    }

    private void find(String run, String turn, boolean hit, Clock clock) {
        Credits then = new Credits(state, clock);
        then.reserve(new Charge(turn, "hunter", "find", "lead", run, credits("1")), NOTHING, Caps.NONE);
        then.settle(turn, null, hit, hit, "x");
        assertThat(then.latestTally("hunter")).isEqualTo(new Credits.Tally(1, hit ? 1 : 0));
    }
}
