/** The files of {@code routes/}: loaded one by one, so that a broken one does not stop the others. */
package dev.airtableroutes.route;
