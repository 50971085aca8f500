package dev.airtableroutes.console;

import dev.airtableroutes.console.Words.When;

/**
 * A table on the first page.
 *
 * @param trouble why nothing runs although it could: the route does not; or null
 * @param progress of the pass under way; or null
 * @param last the latest pass that has ended; or null
 * @param next when a pass is due; null when nobody knows, or when it is paused
 * @param paused since when and by whom, as a sentence; or null
 * @param letters open ones; null when there are none
 */
record TableRow(
        String table,
        String base,
        String name,
        String collection,
        String route,
        String trouble,
        Progress progress,
        PassLine last,
        When next,
        String paused,
        String letters) {}
