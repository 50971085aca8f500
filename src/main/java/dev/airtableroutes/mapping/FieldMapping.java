package dev.airtableroutes.mapping;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where one field comes from, and what happens on the way.
 *
 * @param from dotted paths into the document; the first that finds something wins. Empty for a constant
 * @param value the constant; null when the field comes from the document
 * @param otherwise {@code default} in the file: what stands in when the document says nothing, or null
 * @param each a path into every element of the list that was found, or null
 * @param join what stands between the elements of a list in a text
 * @param stripHtml the text is HTML, of which only the text is wanted
 * @param divide what a number is divided by, or null
 * @param min the smallest number that is no bad cell, after the division, or null
 * @param max the largest, or null
 * @param zone where a date or time that names no zone was written down
 * @param values source value -> option of a select
 * @param createOptions Airtable may make select options that it does not have
 * @param once written when the record is created, never again
 * @param owner who may change the cell
 * @param link the logical name of the table whose records are wanted, or null
 * @param by the match field of that table which the value is looked up in, or {@code _id}; null without a link
 */
public record FieldMapping(
        List<String> from,
        Object value,
        Object otherwise,
        String each,
        String join,
        boolean stripHtml,
        BigDecimal divide,
        BigDecimal min,
        BigDecimal max,
        ZoneId zone,
        Map<String, String> values,
        boolean createOptions,
        boolean once,
        Owner owner,
        String link,
        String by) {

    /** In place of a match field: the document of the linked table that has the value as its {@code _id}. */
    static final String DOCUMENT_ID = "_id";

    public FieldMapping {
        from = List.copyOf(from);
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** The same, looked up in a field of the linked table. */
    FieldMapping lookedUpIn(String matchField) {
        return new FieldMapping(
                from,
                value,
                otherwise,
                each,
                join,
                stripHtml,
                divide,
                min,
                max,
                zone,
                values,
                createOptions,
                once,
                owner,
                link,
                matchField);
    }

    /** Whether people may change the cell, so that it is read back into the document. */
    public boolean readBack() {
        return owner != Owner.document;
    }

    /** A constant, converted as plainly as its field allows. */
    static FieldMapping constant(Object value) {
        return new FieldMapping(
                List.of(),
                value,
                null,
                null,
                ", ",
                false,
                null,
                null,
                null,
                ZoneOffset.UTC,
                Map.of(),
                false,
                false,
                Owner.document,
                null,
                null);
    }
}
