/**
 * Providers of leads and e-mail addresses, as their files in {@code mappings/integrations/} describe them: how a question
 * is put, what an answer means, and when nobody should ask.
 */
package dev.airtableroutes.provider;
