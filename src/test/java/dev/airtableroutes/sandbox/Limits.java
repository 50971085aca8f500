package dev.airtableroutes.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Airtable's limits: 5 requests in any sliding second for a base, 50 for a token; one more is answered with 429 and
 * closes the base (or the token) for 30 seconds. Requests in that time get 429 too and do not prolong it.
 *
 * <p>Whatever reaches a base counts, also what is then refused for another reason; that is the stricter reading.
 *
 * @see <a href="https://airtable.com/developers/web/api/rate-limits">Rate limits</a>
 */
public final class Limits {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static final class Window {
        final ArrayDeque<Long> arrivals = new ArrayDeque<>();
        long closedUntil;
        boolean closed;
    }

    private final Map<String, Window> windows = new HashMap<>();
    private boolean enabled = true;
    private int perBase = 5;
    private int perToken = 50;
    private Duration lockout = Duration.ofSeconds(30);
    private int errorShape = 3;
    private long quotaLeft = Long.MAX_VALUE;

    Limits() {}

    /** No limit at all, for measuring something else. */
    public synchronized Limits enabled(boolean on) {
        enabled = on;
        return this;
    }

    /** Requests in any sliding second. */
    public synchronized Limits perBase(int requests) {
        perBase = requests;
        return this;
    }

    /** Requests in any sliding second, over all bases. */
    public synchronized Limits perToken(int requests) {
        perToken = requests;
        return this;
    }

    /** How long a base or token stays closed after a 429. */
    public synchronized Limits lockout(Duration closed) {
        lockout = closed;
        return this;
    }

    /** @param shape 3 as production has been seen to answer 429, or 1 as the documentation shows it */
    public synchronized Limits errorShape(int shape) {
        if (shape != 1 && shape != 3) {
            throw new IllegalArgumentException("A 429 has shape 1 or 3, not " + shape + ".");
        }
        errorShape = shape;
        return this;
    }

    /** The workspace's monthly quota is used up: 429 on record endpoints, while the metadata API still answers. */
    public synchronized Limits quotaExceeded(boolean exceeded) {
        return quotaLeft(exceeded ? 0 : Long.MAX_VALUE);
    }

    /** @param requests that the record endpoints still answer this month */
    public synchronized Limits quotaLeft(long requests) {
        quotaLeft = requests;
        return this;
    }

    /** Opens every base and token, and forgets what has arrived. */
    public synchronized void forget() {
        windows.clear();
    }

    /**
     * Counts one request.
     *
     * @param base null where the request belongs to no base
     * @param now nanoseconds at which it arrived
     * @return the error to answer with, or null
     */
    synchronized AirtableError arrive(String base, String token, boolean records, long now) {
        if (enabled) {
            boolean overBase = base != null && over("base " + base, perBase, now);
            boolean overToken = token != null && over("token " + token, perToken, now);
            if (overBase || overToken) {
                return AirtableError.rate(errorShape);
            }
        }
        return records && quotaLeft-- <= 0 ? AirtableError.quota() : null;
    }

    private boolean over(String key, int limit, long now) {
        Window window = windows.computeIfAbsent(key, unseen -> new Window());
        if (window.closed && now - window.closedUntil < 0) {
            return true;
        }
        window.closed = false;
        while (!window.arrivals.isEmpty() && now - window.arrivals.peekFirst() >= SECOND) {
            window.arrivals.pollFirst();
        }
        if (window.arrivals.size() >= limit) {
            window.closed = true;
            window.closedUntil = now + lockout.toNanos();
            window.arrivals.clear();
            return true;
        }
        window.arrivals.addLast(now);
        return false;
    }

    synchronized AirtableError rateError() {
        return AirtableError.rate(errorShape);
    }
}
