/**
 * People that may become customers: found in searches, enriched by one provider after the other, verified and kept. The
 * lead's document is the queue and the state machine; the routes of {@code routes/leads/} and
 * {@code routes/integrations/} move it on.
 */
package dev.airtableroutes.lead;
