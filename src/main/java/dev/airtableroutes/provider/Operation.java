package dev.airtableroutes.provider;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a provider can be asked, as far as others need to know.
 *
 * @param atOnce how many questions may be under way: the consumers of its route
 * @param price credits that one question can cost at most, reserved before it is put
 * @param charged the outcomes that cost the price when the answer does not say what was charged
 * @param purse that it is paid from, {@link #CREDITS} where the provider has one
 * @param repeatFree whether the same question, put again, costs nothing
 * @param batch how many subjects go in one question; null for one
 * @param recipe how it is asked for and how the answer is read
 */
public record Operation(
        Verb verb,
        int atOnce,
        BigDecimal price,
        Charged charged,
        String purse,
        boolean repeatFree,
        Batch batch,
        Recipe recipe) {

    /** The purse of a provider that has one, and of an operation that names none. */
    static final String CREDITS = "credits";

    /**
     * Subjects that go together, as the {@code rows} of one.
     *
     * @param most how many
     * @param by path of what the provider tells them apart by: {@code email.address}
     */
    public record Batch(int most, String by) {}

    /** When a provider takes its price. */
    public enum Charged {
        /** Only for what it has verified itself. */
        verified,
        hit,
        answer,
        never;

        Set<Outcome> outcomes() {
            if (this == verified) {
                return EnumSet.of(Outcome.HIT_VERIFIED);
            }
            Set<Outcome> hits = EnumSet.of(Outcome.HIT, Outcome.HIT_RISKY, Outcome.HIT_VERIFIED);
            if (this == answer) {
                hits.add(Outcome.MISS);
            }
            return this == never ? Set.of() : hits;
        }
    }

    /** Whether the provider takes its price for this outcome. */
    public boolean charges(Outcome outcome) {
        return charged.outcomes().contains(outcome);
    }

    /** The credits that an answer cost: what it says itself, else the price by its outcome. For UNKNOWN nobody knows: 0. */
    public BigDecimal cost(Answer answer) {
        if (answer.credits() != null) {
            return answer.credits();
        }
        return charges(answer.outcome()) ? price : BigDecimal.ZERO;
    }
}
