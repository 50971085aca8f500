/** How people are compared, and who must not be processed. */
package dev.airtableroutes.privacy;
