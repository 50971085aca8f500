package dev.airtableroutes.sync;

import java.time.Instant;
import java.util.Map;

/**
 * A table as it stands.
 *
 * @param pass the one under way, or the latest; null before the first
 * @param deadLetters open ones, by kind
 */
public record TableView(
        String table,
        String base,
        String route,
        String collection,
        boolean running,
        boolean paused,
        Instant pausedSince,
        String pausedBy,
        Instant next,
        PassReport pass,
        Map<String, Long> deadLetters) {}
