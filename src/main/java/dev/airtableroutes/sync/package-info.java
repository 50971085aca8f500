/**
 * One pass over one table: which documents to look at, what they become, what of it Airtable does not hold yet, and the
 * batches that carry it. The steps are beans that take a body and return a body; {@code routes/kamelets/} puts them in
 * order.
 */
package dev.airtableroutes.sync;
