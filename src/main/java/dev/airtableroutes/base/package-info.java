/**
 * What Airtable holds: bases, tables and fields, as {@code mappings/bases/} describes them and as the live base answers,
 * and the difference between the two.
 */
package dev.airtableroutes.base;
