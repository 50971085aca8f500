/**
 * The three kinds of failure, and there is no fourth: {@link dev.airtableroutes.failure.WaitException wait} and do the
 * same again, {@link dev.airtableroutes.failure.RecordException this record} goes to the dead letters, or the
 * {@link dev.airtableroutes.failure.ConfigurationException configuration} needs a person.
 */
package dev.airtableroutes.failure;
