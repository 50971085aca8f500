/** How the product and the systems around it are: for people by health, for Prometheus by meters. */
package dev.airtableroutes.health;
