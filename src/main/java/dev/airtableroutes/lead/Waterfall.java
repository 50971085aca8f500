package dev.airtableroutes.lead;

import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.provider.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Decides who is asked next about a lead. It stops at the first verified address; an address that its finder did not
 * verify is verified by another provider before the next finder is asked.
 *
 * @param providers who is asked, in which order
 * @param tries how often a provider that does not answer is asked
 * @param unknown whether only a handle is known, so that nobody can be asked before it is resolved
 */
record Waterfall(Rules.Waterfall providers, int tries, boolean unknown) {

    private static final String NOBODY_KNOWS =
            "A search found only a handle, and no provider could say whose it is; whoever writes a name and a company, or a"
                    + " profile, into the lead can have it enriched.";

    private static final String TOO_LITTLE =
            "The lead says too little to ask any provider: write a name and a company, or a profile, into it to have it"
                    + " enriched.";

    Waterfall(Rules.Waterfall providers, int tries) {
        this(providers, tries, false);
    }

    /** What stands in the way of asking a provider, if anything. */
    sealed interface Availability {

        /** It can be asked. */
        record On() implements Availability {}

        /** It has no key or no such operation: as if it did not stand in the order. */
        record Off() implements Availability {}

        /** Not now. @param until when it may be asked again; null when that depends on a person @param why a sentence */
        record Not(Instant until, String why) implements Availability {}
    }

    /** What happens next. */
    sealed interface Decision {

        /** A sentence, where there is something to say. */
        default String why() {
            return null;
        }

        record Ask(Step step) implements Decision {}

        /** Nobody can be asked now who has not been. @param until null when that depends on a person */
        record Later(Instant until, String why) implements Decision {}

        /** @param why a sentence, where the state does not say it */
        record End(State state, String why) implements Decision {

            End(State state) {
                this(state, null);
            }
        }
    }

    /**
     * @param attempts what was answered so far
     * @param candidates the addresses so far
     * @param available whether a provider can be asked for a step
     */
    Decision next(List<Attempt> attempts, List<Candidate> candidates, Function<Step, Availability> available) {
        if (attempts.stream().anyMatch(attempt -> attempt.outcome() == Outcome.SUPPRESSED)) {
            return new Decision.End(State.SUPPRESSED);
        }
        if (candidates.stream().anyMatch(candidate -> candidate.status() == Status.VERIFIED)) {
            return new Decision.End(State.FOUND);
        }
        return unresolved(unknown, attempts)
                ? first(open(Step.RESOLVE, providers.resolve(), attempts), available, unresolved(attempts))
                : first(
                        open(attempts, candidates),
                        available,
                        best(candidates).isPresent() ? new Decision.End(State.FOUND) : nothing(attempts));
    }

    /** The first who can be asked; else who can later, else the end. */
    private static Decision first(List<Step> open, Function<Step, Availability> available, Decision.End end) {
        Availability.Not blocked = null;
        for (Step step : open) {
            Availability now = available.apply(step);
            if (now instanceof Availability.On) {
                return new Decision.Ask(step);
            }
            // an address waits for no verifier while another finder can be asked
            blocked = now instanceof Availability.Not not ? earlier(blocked, not) : blocked;
        }
        return blocked != null ? new Decision.Later(blocked.until(), blocked.why()) : end;
    }

    private static Decision.End unresolved(List<Attempt> attempts) {
        State end = unanswered(Step.RESOLVE, attempts).isEmpty() ? State.NOT_FOUND : State.ERROR;
        return new Decision.End(end, NOBODY_KNOWS);
    }

    /** What has not been asked yet: verifiers of the addresses found, then finders. */
    private List<Step> open(List<Attempt> attempts, List<Candidate> candidates) {
        List<Step> steps = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.status() == Status.UNVERIFIED) {
                providers.verify().stream()
                        .filter(verifier -> !verifier.equals(candidate.foundBy()))
                        .map(verifier -> new Step(verifier, Step.VERIFY, candidate.address()))
                        .filter(step -> !done(step, attempts))
                        .forEach(steps::add);
            }
        }
        steps.addAll(open(Step.FIND, providers.find(), attempts));
        return steps;
    }

    private List<Step> open(String operation, List<String> names, List<Attempt> attempts) {
        return names.stream()
                .map(name -> new Step(name, operation, null))
                .filter(step -> !done(step, attempts))
                .toList();
    }

    private boolean done(Step step, List<Attempt> attempts) {
        List<Attempt> same = attempts.stream()
                .filter(attempt -> attempt.asked(step.provider(), step.operation())
                        && Objects.equals(attempt.address(), step.address()))
                .toList();
        return same.stream().anyMatch(attempt -> attempt.outcome() != Outcome.UNAVAILABLE) || same.size() >= tries;
    }

    /** Nobody knows an address; or somebody might, who never answered. */
    private static Decision.End nothing(List<Attempt> attempts) {
        boolean nobodyCouldBeAsked =
                !attempts.isEmpty() && attempts.stream().allMatch(attempt -> attempt.outcome() == Outcome.BAD_INPUT);
        return unanswered(Step.FIND, attempts).isEmpty()
                ? new Decision.End(State.NOT_FOUND, nobodyCouldBeAsked ? TOO_LITTLE : null)
                : new Decision.End(State.ERROR);
    }

    /** Whether it is still to be said whose a handle is, before anybody can be asked for an address. */
    private static boolean unresolved(boolean unknown, List<Attempt> attempts) {
        return unknown
                && attempts.stream()
                        .noneMatch(attempt -> attempt.operation().equals(Step.RESOLVE)
                                && attempt.outcome().hit());
    }

    /** Those who never answered what a lead waits for, an address or whose its handle is, each with the last try. */
    static Map<String, Attempt> unanswered(boolean unknown, List<Attempt> attempts) {
        return unanswered(unresolved(unknown, attempts) ? Step.RESOLVE : Step.FIND, attempts);
    }

    private static Map<String, Attempt> unanswered(String operation, List<Attempt> attempts) {
        Map<String, Attempt> unanswered = new TreeMap<>();
        attempts.stream()
                .filter(attempt -> attempt.operation().equals(operation))
                .filter(attempt -> attempts.stream()
                        .noneMatch(other -> other.asked(attempt.provider(), operation) && !other.unanswered()))
                .forEach(attempt -> unanswered.put(attempt.provider(), attempt));
        return unanswered;
    }

    private static Availability.Not earlier(Availability.Not one, Availability.Not other) {
        if (one == null || one.until() == null) {
            return other.until() == null && one != null ? one : other;
        }
        return other.until() != null && other.until().isBefore(one.until()) ? other : one;
    }

    /** The address to work with: the surest; of equals the one that was found first. Invalid ones are none. */
    static Optional<Candidate> best(List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> candidate.status() != Status.INVALID)
                .min(Comparator.comparing(Candidate::status)
                        .thenComparing(
                                Comparator.comparing(Candidate::confidence).reversed()));
    }
}
