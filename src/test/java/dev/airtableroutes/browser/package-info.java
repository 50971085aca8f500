/** A browser for tests of pages. */
package dev.airtableroutes.browser;
