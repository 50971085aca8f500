package dev.airtableroutes.sync;

/** A document of a table may have changed: worth a look, never the truth. */
public record Hint(String table, Object documentId) {}
