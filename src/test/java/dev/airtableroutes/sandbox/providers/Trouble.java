package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.airtableroutes.sandbox.http.Json;
import java.util.Arrays;
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
        Long maxMillis) {

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
        if (effect == null) {
            throw new IllegalArgumentException(
                    "A trouble needs an effect: one of " + Arrays.toString(Effect.values()) + ".");
        }
        if (effect == Effect.STATUS && status == null) {
            throw new IllegalArgumentException("A trouble with the effect STATUS needs a status.");
        }
        if ((effect == Effect.HANG || effect == Effect.DELAY) && millis == null) {
            throw new IllegalArgumentException("A trouble with the effect " + effect + " needs millis.");
        }
        if (every != null && every < 1) {
            throw new IllegalArgumentException("A trouble hits every 1st request or fewer, not every " + every + ".");
        }
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

    public Trouble containing(String part) {
        return with("containing", part);
    }

    public Trouble skip(int first) {
        return with("skip", first);
    }

    public Trouble times(int hits) {
        return with("times", hits);
    }

    public Trouble every(int kth) {
        return with("every", kth);
    }

    public Trouble probability(double of1) {
        return with("probability", of1);
    }

    public Trouble forMillis(long lasting) {
        return with("forMillis", lasting);
    }

    public Trouble body(Object json) {
        return with("body", json);
    }

    public Trouble headers(Map<String, String> added) {
        return with("headers", added);
    }

    public Trouble maxMillis(long atMost) {
        return with("maxMillis", atMost);
    }

    /** A trouble is what its JSON says: the same one with another value there. */
    private Trouble with(String name, Object value) {
        Map<String, Object> json = Json.MAPPER.convertValue(this, new TypeReference<>() {});
        json.put(name, value);
        return Json.MAPPER.convertValue(json, Trouble.class);
    }
}
