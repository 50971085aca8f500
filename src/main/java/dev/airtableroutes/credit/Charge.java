package dev.airtableroutes.credit;

import java.math.BigDecimal;

/**
 * What one turn of a provider costs.
 *
 * @param turn id of the turn, and of the charge
 * @param provider who asks for it
 * @param operation what it was asked for: {@code find}
 * @param purse that it is paid from, and whose monthly cap holds: {@code hunter}, {@code findymail.verifier}
 * @param subject id of the lead, search or push
 * @param run the run whose cap holds
 * @param price what is held back before the call, in the provider's credits
 * @param input hash of what is asked, by which others see that the answer is under way; null when nobody else asks it
 */
public record Charge(
        String turn,
        String provider,
        String operation,
        String purse,
        String subject,
        String run,
        BigDecimal price,
        String input) {

    public Charge(String turn, String provider, String operation, String subject, String run, BigDecimal price) {
        this(turn, provider, operation, provider, subject, run, price, null);
    }

    /** How far it has come. */
    public enum State {
        /** Held back; no request has left. */
        RESERVED,
        /** A request may have left, so it may cost. */
        SENT,
        /** It is known what it cost. */
        SETTLED,
        /** No answer came and none can be had: the price counts, since it may have been charged. */
        UNKNOWN,
        /** It cost nothing and was no answer. */
        RELEASED
    }
}
