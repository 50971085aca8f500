package dev.airtableroutes.ledger;

import java.util.Collection;
import java.util.List;

/**
 * Documents that want another look, and what the wait is called in the ledger.
 *
 * @param id of the wait
 * @param by the documents that wait
 */
public record Wait(String id, List<By> by) {

    /** A document of a table, by its logical name. */
    public record By(String table, Object documentId) {}

    /** What of it documents of these tables wait for. */
    Wait of(Collection<String> tables) {
        return new Wait(
                id, by.stream().filter(one -> tables.contains(one.table())).toList());
    }
}
