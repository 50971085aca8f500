package dev.airtableroutes.ledger;

/**
 * A document that wants another look.
 *
 * @param id what the wait is called in the ledger
 * @param table of the document, by its logical name
 * @param documentId the document that waits
 */
public record Wait(String id, String table, Object documentId) {}
