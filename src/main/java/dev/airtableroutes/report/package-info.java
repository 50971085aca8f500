/** What a run will cost, and what it did: for a person as text and Markdown, for a program as JSON. */
package dev.airtableroutes.report;
