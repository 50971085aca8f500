/** What could not be delivered, and why: nothing else is ever left out. */
package dev.airtableroutes.deadletter;
