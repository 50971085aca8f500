/**
 * The files of {@code routes/}: loaded one by one, so that a broken one does not stop the others, and checked against
 * Camel's schema, the contracts of the kamelets and our rules for names.
 */
package dev.airtableroutes.route;
