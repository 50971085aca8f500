package dev.airtableroutes.sandbox.providers;

import java.time.Duration;

/**
 * One limit of a provider.
 *
 * @param operation that it counts; null when it counts all of them together
 * @param fixed whether its windows begin on the clock (the full minute); otherwise it counts in any stretch of that length
 */
public record Rate(String operation, int requests, Duration per, boolean fixed) {

    /** In any stretch of that length, all operations together. */
    public static Rate of(int requests, Duration per) {
        return new Rate(null, requests, per, false);
    }

    /** In windows that begin on the clock. */
    public static Rate fixed(int requests, Duration per) {
        return new Rate(null, requests, per, true);
    }

    /** The same for one operation alone. */
    public Rate on(String only) {
        return new Rate(only, requests, per, fixed);
    }

    boolean counts(String asked) {
        return operation == null || operation.equals(asked);
    }
}
