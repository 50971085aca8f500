/** What can go wrong, by what has to be done about it: wait, put this record aside, or change the configuration. */
package dev.airtableroutes.failure;
