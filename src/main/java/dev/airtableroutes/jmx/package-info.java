/** How Camel's routes and steps are told to whoever watches them. */
package dev.airtableroutes.jmx;
