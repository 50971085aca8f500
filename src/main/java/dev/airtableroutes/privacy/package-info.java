/** What must not be done with a person's data, and what becomes of them: suppression, erasure, retention. */
package dev.airtableroutes.privacy;
