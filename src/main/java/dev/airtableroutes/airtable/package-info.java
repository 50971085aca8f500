/** The Airtable Web API: what we ask, what it answers, and how often we may ask. */
package dev.airtableroutes.airtable;
