package dev.airtableroutes.lead;

import dev.airtableroutes.provider.Outcome;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * One answer of a provider about a lead: where a value comes from and what it cost.
 *
 * @param provider its name
 * @param operation what it was asked for
 * @param address what was verified; null for others
 * @param outcome what the answer came to
 * @param httpStatus of the answer; null when there was none
 * @param credits what it cost
 * @param latencyMs how long it took
 * @param at when it was settled
 * @param cached whether it was known from before, and cost nothing
 */
record Attempt(
        String provider,
        String operation,
        String address,
        Outcome outcome,
        Integer httpStatus,
        BigDecimal credits,
        long latencyMs,
        Instant at,
        boolean cached) {

    /** Whether it is a hit that made the candidate what it is. */
    boolean saidOf(Candidate candidate) {
        boolean itsOwn = provider.equals(candidate.foundBy()) || provider.equals(candidate.verifiedBy());
        return outcome.hit() && itsOwn && (address == null || address.equals(candidate.address()));
    }

    boolean asked(String provider, String operation) {
        return this.provider.equals(provider) && this.operation.equals(operation);
    }

    /** It needed no call, since too little was known to ask. */
    boolean notAsked() {
        return outcome == Outcome.BAD_INPUT && httpStatus == null;
    }

    /** Somebody who may know an address did not answer, as far as we know. */
    boolean unanswered() {
        return outcome == Outcome.UNAVAILABLE || outcome == Outcome.UNKNOWN;
    }

    /** Whether it was before that time that its provider did not know. A verification is no such thing: its word holds. */
    boolean missedBefore(Instant time) {
        return outcome == Outcome.MISS && !operation.equals(Step.VERIFY) && at.isBefore(time);
    }
}
