/** The command line: one-shot runs of tables and leads, dead letters, the schema of a base, and what a run reports. */
package dev.airtableroutes.command;
