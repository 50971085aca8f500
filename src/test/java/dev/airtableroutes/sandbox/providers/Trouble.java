package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.order.Order;
import java.util.Map;

/**
 * Trouble to order: which requests it hits, how often, and what they get instead of a good answer. What is null does not
 * restrict. Also the JSON of {@code POST /_sandbox/troubles}. It strikes behind authentication and rate limits.
 *
 * @param effect what happens
 * @param provider its name, {@code hunter}
 * @param operation find, verify, search, push, lookup, balance or token
 * @param containing part of path, query or body, as sent
 * @param skip matching requests to let through first
 * @param times how many requests it hits in all
 * @param every hits only each such one of the matching requests
 * @param probability from 0 to 1, for each matching request
 * @param forMillis how long it lasts from the order on
 * @param status of {@link Effect#STATUS} and {@link Effect#HTML}
 * @param body JSON of {@link Effect#STATUS}; by default the provider's own for that status
 * @param headers to add to the answer, {@code Retry-After} for one
 * @param applied whether the answer is worked out, and charged, all the same before the request gets the bad one
 * @param millis how long {@link Effect#HANG} and {@link Effect#DELAY} last, at least
 * @param maxMillis how long they last at most; null for {@code millis} each time
 */
public record Trouble(
        Effect effect,
        String provider,
        String operation,
        String containing,
        Integer skip,
        Integer times,
        Integer every,
        Double probability,
        Long forMillis,
        Integer status,
        Object body,
        Map<String, String> headers,
        boolean applied,
        Long millis,
        Long maxMillis)
        implements Order<Trouble> {

    public enum Effect {
        /** An error status in the provider's own shape. */
        STATUS,
        /** A page of HTML, as a proxy in between sends it; 502 when no status is given. */
        HTML,
        /** 200 with JSON that means nothing. */
        GARBAGE,
        /** The connection is reset, no answer. */
        RESET,
        /** The connection is closed, no answer. */
        CLOSE,
        /** Silence for some time, then the connection is closed. */
        HANG,
        /** Answered in full and charged, but late. */
        DELAY,
        /** Charged; the answer's JSON stops halfway, though the HTTP is whole. */
        TRUNCATE,
        /** Charged; the connection closes halfway through the answer. */
        CUT
    }

    public Trouble {
        Order.check("trouble", Effect.class, effect, status, millis, every);
    }

    private static Trouble of(Effect effect, String provider, Integer status, Long millis, boolean applied) {
        return new Trouble(
                effect, provider, null, null, null, null, null, null, null, status, null, null, applied, millis, null);
    }

    /** An error status, its body in the provider's own shape. */
    public static Trouble status(String provider, int status) {
        return of(Effect.STATUS, provider, status, null, false);
    }

    public static Trouble html(String provider, int status) {
        return of(Effect.HTML, provider, status, null, false);
    }

    /** 200 with JSON that means nothing; not charged unless {@link #afterCharging()}. */
    public static Trouble garbage(String provider) {
        return of(Effect.GARBAGE, provider, null, null, false);
    }

    /** A reset before anything was worked out. */
    public static Trouble reset(String provider) {
        return of(Effect.RESET, provider, null, null, false);
    }

    public static Trouble close(String provider) {
        return of(Effect.CLOSE, provider, null, null, false);
    }

    public static Trouble hang(String provider, long millis) {
        return of(Effect.HANG, provider, null, millis, false);
    }

    public static Trouble delay(String provider, long millis) {
        return of(Effect.DELAY, provider, null, millis, true);
    }

    public static Trouble truncate(String provider) {
        return of(Effect.TRUNCATE, provider, null, null, true);
    }

    public static Trouble cut(String provider) {
        return of(Effect.CUT, provider, null, null, true);
    }

    /** The answer is worked out and charged all the same before the request gets the bad one. */
    public Trouble afterCharging() {
        return with("applied", true);
    }

    public Trouble operation(String only) {
        return with("operation", only);
    }

    public Trouble maxMillis(long atMost) {
        return with("maxMillis", atMost);
    }
}
