package dev.airtableroutes.sandbox;

import dev.airtableroutes.sandbox.order.Order;
import java.util.Map;

/**
 * Trouble to order: which requests it hits, how often, and what they get instead of a good answer. What is null does not
 * restrict. Also the JSON of {@code POST /_sandbox/faults}.
 *
 * @param effect what happens
 * @param method HTTP method
 * @param base logical name or id
 * @param table logical name, Airtable's name or id
 * @param path part of the path and query, percent signs as sent
 * @param containing part of the request body
 * @param skip matching requests to let through first
 * @param times how many requests it hits in all
 * @param every hits only each such one of the matching requests, the third, sixth, …
 * @param probability from 0 to 1, for each matching request
 * @param forMillis how long it lasts from the order on
 * @param status of {@link Effect#STATUS} and {@link Effect#HTML}
 * @param body JSON of {@link Effect#STATUS}; by default Airtable's own for that status
 * @param headers to add to the answer, {@code Retry-After} for one
 * @param applied whether the request does its work all the same before it gets the bad answer
 * @param millis how long {@link Effect#HANG} and {@link Effect#DELAY} last, unless the faults are cleared before
 */
public record Fault(
        Effect effect,
        String method,
        String base,
        String table,
        String path,
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
        Long millis)
        implements Order<Fault> {

    public enum Effect {
        /** An error status with a JSON body. */
        STATUS,
        /** A page of HTML, as a proxy in between sends it; 502 when no status is given. */
        HTML,
        /** The connection is reset, no answer. */
        RESET,
        /** The connection is closed, no answer. */
        CLOSE,
        /** Silence for some time, then the connection is closed; if it applies the request, it does so at once. */
        HANG,
        /** The request is applied and answered in full, but late. */
        DELAY,
        /** Applied; the answer's JSON stops halfway, though the HTTP is whole. */
        TRUNCATE,
        /** Applied; the connection closes halfway through the answer. */
        CUT
    }

    public Fault {
        Order.check("fault", Effect.class, effect, status, millis, every);
    }

    private static Fault of(Effect effect, Integer status, boolean applied, Long millis) {
        return new Fault(
                effect, null, null, null, null, null, null, null, null, null, null, status, null, null, applied,
                millis);
    }

    public static Fault status(int status) {
        return of(Effect.STATUS, status, false, null);
    }

    public static Fault html(int status) {
        return of(Effect.HTML, status, false, null);
    }

    public static Fault reset() {
        return of(Effect.RESET, null, false, null);
    }

    public static Fault close() {
        return of(Effect.CLOSE, null, false, null);
    }

    public static Fault hang(long millis) {
        return of(Effect.HANG, null, false, millis);
    }

    public static Fault delay(long millis) {
        return of(Effect.DELAY, null, true, millis);
    }

    public static Fault truncate() {
        return of(Effect.TRUNCATE, null, true, null);
    }

    public static Fault cut() {
        return of(Effect.CUT, null, true, null);
    }

    /** The request does its work all the same before it gets the bad answer. */
    public Fault afterApplying() {
        return with("applied", true);
    }

    public Fault method(String only) {
        return with("method", only);
    }

    public Fault base(String only) {
        return with("base", only);
    }

    public Fault table(String only) {
        return with("table", only);
    }

    public Fault path(String part) {
        return with("path", part);
    }

    /** The answer says this as well. */
    public Fault header(String name, String value) {
        return with("headers", Map.of(name, value));
    }
}
