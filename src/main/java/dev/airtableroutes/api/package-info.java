/** What programs ask of the application: REST under {@code /api}, and an MBean. */
package dev.airtableroutes.api;
