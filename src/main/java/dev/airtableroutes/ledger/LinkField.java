package dev.airtableroutes.ledger;

/**
 * A field whose cells link to records of a table.
 *
 * @param scope where the ledger keeps the documents that have such cells
 * @param table their table, by its logical name
 * @param field the field's logical name
 */
public record LinkField(String scope, String table, String field) {}
