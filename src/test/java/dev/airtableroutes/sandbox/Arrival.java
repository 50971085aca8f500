package dev.airtableroutes.sandbox;

import java.time.Instant;

/**
 * One request that reached the local Airtable.
 *
 * @param nanos {@link System#nanoTime()} of its arrival, for differences
 * @param base the logical name of the base where the sandbox has it, else what stood in the path; {@code -} for none
 * @param table the same for the table
 * @param target path and query
 * @param status of the answer; 0 when none was sent, or not yet
 */
public record Arrival(long nanos, Instant at, String base, String table, String method, String target, int status) {}
