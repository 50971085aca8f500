/**
 * The three kinds of failure, and there is no fourth: {@link dev.airtableroutes.failure.WaitException wait} and do the
 * same again; this record goes to the dead letters, which is no exception but a result; or the
 * {@link dev.airtableroutes.failure.ConfigurationException configuration} needs a person.
 */
package dev.airtableroutes.failure;
