package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.lead.Waterfall.Availability;
import dev.airtableroutes.lead.Waterfall.Decision;
import dev.airtableroutes.provider.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WaterfallTest {

    private static final Instant SOON = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = SOON.plusSeconds(60);
    private static final String JANE = "jane@acme.com";

    private final Waterfall waterfall =
            new Waterfall(new Rules.Waterfall(List.of("a", "b", "c"), List.of("v", "a", "w")), 2);

    private static Attempt attempt(String provider, String operation, String address, Outcome outcome) {
        return new Attempt(provider, operation, address, outcome, 200, BigDecimal.ONE, 1, SOON, false);
    }

    private static Attempt find(String provider, Outcome outcome) {
        return attempt(provider, Step.FIND, null, outcome);
    }

    private static Candidate candidate(Status status, String by) {
        return new Candidate(JANE, status, 50, by, null);
    }

    private static Function<Step, Availability> all() {
        return step -> new Availability.On();
    }

    private static Function<Step, Availability> but(Map<String, Availability> others) {
        return step -> others.getOrDefault(step.provider(), new Availability.On());
    }

    private Decision next(List<Attempt> attempts, List<Candidate> candidates) {
        return waterfall.next(attempts, candidates, all());
    }

    private static Decision ask(String provider) {
        return new Decision.Ask(new Step(provider, Step.FIND, null));
    }

    private static Decision verify(String provider) {
        return new Decision.Ask(new Step(provider, Step.VERIFY, JANE));
    }

    @Test
    void theFirstIsAskedFirstAndAMissLeadsToTheNext() {
        assertThat(next(List.of(), List.of())).isEqualTo(ask("a"));
        assertThat(next(List.of(find("a", Outcome.MISS)), List.of())).isEqualTo(ask("b"));
        assertThat(next(List.of(find("a", Outcome.BAD_INPUT), find("b", Outcome.UNKNOWN)), List.of()))
                .isEqualTo(ask("c"));
    }

    @Test
    void aLeadThatNobodyCanBeAskedAboutSaysWhatIsMissing() {
        List<Attempt> tooLittle =
                List.of(find("a", Outcome.BAD_INPUT), find("b", Outcome.BAD_INPUT), find("c", Outcome.BAD_INPUT));

        assertThat(next(tooLittle, List.of()))
                .isEqualTo(
                        new Decision.End(
                                State.NOT_FOUND,
                                "The lead says too little to ask any provider: write a name and a company, or a profile, into it to have it enriched."));
    }

    @Test
    void aVerifiedAddressEndsIt() {
        assertThat(next(List.of(find("a", Outcome.HIT_VERIFIED)), List.of(candidate(Status.VERIFIED, "a"))))
                .isEqualTo(new Decision.End(State.FOUND));
    }

    @Test
    void anAddressIsVerifiedByAnotherThanItsFinder() {
        assertThat(next(List.of(find("a", Outcome.HIT)), List.of(candidate(Status.UNVERIFIED, "a"))))
                .isEqualTo(verify("v"));
        assertThat(waterfall.next(
                        List.of(find("a", Outcome.HIT)),
                        List.of(candidate(Status.UNVERIFIED, "a")),
                        but(Map.of("v", new Availability.Off()))))
                .isEqualTo(verify("w"));
    }

    @Test
    void acatchAllGoesOnAndIsKeptInTheEnd() {
        List<Candidate> candidates = List.of(candidate(Status.CATCH_ALL, "a"));

        assertThat(next(List.of(find("a", Outcome.HIT_RISKY)), candidates)).isEqualTo(ask("b"));
        assertThat(next(
                        List.of(find("a", Outcome.HIT_RISKY), find("b", Outcome.MISS), find("c", Outcome.MISS)),
                        candidates))
                .isEqualTo(new Decision.End(State.FOUND));
    }

    @Test
    void anInvalidAddressIsNone() {
        assertThat(next(
                        List.of(find("a", Outcome.HIT), find("b", Outcome.MISS), find("c", Outcome.MISS)),
                        List.of(candidate(Status.INVALID, "a"))))
                .isEqualTo(new Decision.End(State.NOT_FOUND));
    }

    @Test
    void whoDoesNotAnswerIsAskedAgainAndThenPassedOver() {
        Attempt silent = find("a", Outcome.UNAVAILABLE);

        assertThat(next(List.of(silent), List.of())).isEqualTo(ask("a"));
        assertThat(next(List.of(silent, silent), List.of())).isEqualTo(ask("b"));
        assertThat(next(
                        List.of(silent, find("a", Outcome.MISS), find("b", Outcome.MISS), find("c", Outcome.MISS)),
                        List.of()))
                .as("it answered in the end")
                .isEqualTo(new Decision.End(State.NOT_FOUND));
        assertThat(next(List.of(silent, silent, find("b", Outcome.MISS), find("c", Outcome.MISS)), List.of()))
                .isEqualTo(new Decision.End(State.ERROR));
    }

    @Test
    void whoHasNoCreditsIsPassedOverAndAskedInTheEnd() {
        Map<String, Availability> aIsOut = Map.of("a", new Availability.Not(LATER, "no credits"));

        assertThat(waterfall.next(List.of(), List.of(), but(aIsOut))).isEqualTo(ask("b"));
        assertThat(waterfall.next(List.of(find("b", Outcome.MISS), find("c", Outcome.MISS)), List.of(), but(aIsOut)))
                .isEqualTo(new Decision.Later(LATER, "no credits"));
    }

    @Test
    void theEarliestTimeCounts() {
        assertThat(waterfall.next(
                        List.of(find("c", Outcome.MISS)),
                        List.of(),
                        but(Map.of(
                                "a", new Availability.Not(LATER, "late"),
                                "b", new Availability.Not(SOON, "soon")))))
                .isEqualTo(new Decision.Later(SOON, "soon"));
        assertThat(waterfall.next(
                        List.of(find("c", Outcome.MISS)),
                        List.of(),
                        but(Map.of(
                                "a", new Availability.Not(null, "a person"),
                                "b", new Availability.Not(SOON, "soon")))))
                .isEqualTo(new Decision.Later(SOON, "soon"));
    }

    @Test
    void anObjectionEndsEverything() {
        assertThat(next(List.of(find("a", Outcome.SUPPRESSED)), List.of(candidate(Status.VERIFIED, "b"))))
                .isEqualTo(new Decision.End(State.SUPPRESSED));
    }

    /** Whatever is answered, it ends; nobody is asked more often than the tries allow, and nobody after a verified hit. */
    @Property
    void itEndsAndAsksNobodyTwice(@ForAll @Size(200) List<Outcome> answers) {
        List<Attempt> attempts = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        Set<List<Object>> asked = new HashSet<>();
        for (Outcome answer : answers) {
            Decision decision = next(attempts, candidates);
            if (!(decision instanceof Decision.Ask ask)) {
                return;
            }
            Step step = ask.step();
            long same = attempts.stream()
                    .filter(one -> one.asked(step.provider(), step.operation()))
                    .count();
            assertThat(asked.add(List.of(step, same))).isTrue();
            assertThat(same).isLessThan(2);
            assertThat(candidates).noneMatch(candidate -> candidate.status() == Status.VERIFIED);
            attempts.add(attempt(step.provider(), step.operation(), step.address(), answer));
            if (answer.hit() && step.operation().equals(Step.FIND) && candidates.isEmpty()) {
                candidates.add(candidate(
                        answer == Outcome.HIT_VERIFIED ? Status.VERIFIED : Status.UNVERIFIED, step.provider()));
            }
        }
        assertThat(next(attempts, candidates)).isInstanceOf(Decision.End.class);
    }
}
