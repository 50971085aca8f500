/** The command line: one-shot runs, the schema of a base, and what a run reports. */
package dev.airtableroutes.command;
