package dev.airtableroutes.sandbox.providers;

import java.time.Instant;

/**
 * One request that reached a provider.
 *
 * @param nanos {@link System#nanoTime()} at which its first byte was there, for differences
 * @param answered {@link System#nanoTime()} at which the answer went off; 0 while it is being worked on
 * @param operation what the endpoint is for: find, verify, search, push, lookup, balance, token; {@code -} for none
 * @param target path and query, the provider's name first
 * @param status of the answer; 0 when none was sent, or not yet
 */
public record ProviderArrival(
        long nanos,
        long answered,
        Instant at,
        String provider,
        String operation,
        String method,
        String target,
        int status) {}
