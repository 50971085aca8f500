package dev.airtableroutes.sandbox;

import java.util.Map;

/**
 * What the local Airtable has seen since its start or the last reset.
 *
 * @param requests in all, admin calls left out
 * @param rejected answers with 429
 * @param statuses requests by base and status; status 0 for those that got no answer
 * @param maxInOneSecond most arrivals in any sliding second, by base
 */
public record Stats(
        long requests, long rejected, Map<String, Map<Integer, Long>> statuses, Map<String, Integer> maxInOneSecond) {}
