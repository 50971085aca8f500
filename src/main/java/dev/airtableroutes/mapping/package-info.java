/**
 * How a document becomes a record: the files of {@code mappings/tables/}, their checks, and the conversion of each value
 * for the type that the field has in Airtable.
 */
package dev.airtableroutes.mapping;
