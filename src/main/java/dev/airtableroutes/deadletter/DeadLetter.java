package dev.airtableroutes.deadletter;

import java.util.List;

/**
 * One document, or one cell of it, that did not reach Airtable.
 *
 * @param route the route that gave up
 * @param table logical name
 * @param documentId the document's {@code _id}
 * @param kind what sort of trouble
 * @param field the logical field at fault, or null
 * @param value the offending value, cut; or null
 * @param others ids of the documents or records that the document collides with
 * @param httpStatus Airtable's, or 0 when no request was needed to know
 * @param errorType Airtable's, or null
 * @param reason the sentence that a person needs
 */
public record DeadLetter(
        String route,
        String table,
        Object documentId,
        Kind kind,
        String field,
        String value,
        List<String> others,
        int httpStatus,
        String errorType,
        String reason) {

    /** The sorts of trouble, by the names that people see. */
    public enum Kind {
        RECORD("record"),
        CELL("cell"),
        DUPLICATE_KEY("duplicate-key"),
        AMBIGUOUS("ambiguous"),
        EXHAUSTED("exhausted");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** A letter about a document of a table, written without asking Airtable. */
    public static DeadLetter of(
            String table,
            Object documentId,
            Kind kind,
            String field,
            String value,
            List<String> others,
            String reason) {
        return new DeadLetter(table.replace('/', '-'), table, documentId, kind, field, value, others, 0, null, reason);
    }

    /** The same fault of the same document has the same id, however often it comes back. */
    public String id() {
        String fault = String.join(
                "\n",
                table,
                documentId.getClass().getSimpleName(),
                documentId.toString(),
                kind.text(),
                field == null ? "" : field);
        return java.util
                .UUID
                .nameUUIDFromBytes(fault.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }
}
