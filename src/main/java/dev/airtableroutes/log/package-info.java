/**
 * What every line of the log says beside its words: the pass, the table, the turn, the document that it is about; and the
 * line about a request that failed.
 */
package dev.airtableroutes.log;
