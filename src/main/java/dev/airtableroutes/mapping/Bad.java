package dev.airtableroutes.mapping;

/** What a {@link Converter} answers in place of a value that the field cannot hold. */
record Bad(String reason) {}
