/**
 * What we know Airtable holds, per document: which record is whose, what its cells were when Airtable last confirmed
 * them, and who owns which key. Everything else can be found out again; this is the state that a kill must not tear.
 */
package dev.airtableroutes.ledger;
