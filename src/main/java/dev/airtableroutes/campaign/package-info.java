/**
 * Leads go into campaigns of other platforms, once and only when somebody ordered it, and what happens there comes back as
 * events. The documents of {@code pushes} and {@code webhook_inbox} are the queues; the routes of {@code routes/leads/} and
 * {@code routes/integrations/} move them on.
 */
package dev.airtableroutes.campaign;
