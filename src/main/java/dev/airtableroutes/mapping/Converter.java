package dev.airtableroutes.mapping;

/** From a value of a document to the canonical value of one field. */
@FunctionalInterface
interface Converter {

    /** The canonical value, null for nothing, a {@link Bad} for what does not fit; never an exception. */
    Object convert(Object value);
}
