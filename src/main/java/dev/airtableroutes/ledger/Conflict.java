package dev.airtableroutes.ledger;

/** A record that Airtable confirmed for one document belongs to another already. */
public record Conflict(Object documentId, Object ownerId, String recordId) {}
