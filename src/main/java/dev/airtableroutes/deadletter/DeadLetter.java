package dev.airtableroutes.deadletter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One document, or one cell of it, that did not reach Airtable; or one question to a provider, about a lead, a push or a
 * search, of which nothing came and that waits for a person.
 *
 * @param route the route that gave up
 * @param table logical name; null when a provider was asked
 * @param asked what a provider was asked; null of a table's document
 * @param documentId the {@code _id} of the document, lead, push or search
 * @param kind what sort of trouble
 * @param field the logical field at fault, or null
 * @param value the offending value, cut; or null
 * @param fields the cells that are or may be at fault, by logical field, as text; of a question what it was about
 * @param others ids of the documents or records that the document collides with
 * @param httpStatus Airtable's or the provider's, or 0 when no request was needed to know
 * @param errorType Airtable's, or the outcome of the provider's answer; or null
 * @param reason the sentence that a person needs
 */
public record DeadLetter(
        String route,
        String table,
        Asked asked,
        Object documentId,
        Kind kind,
        String field,
        String value,
        Map<String, String> fields,
        List<String> others,
        int httpStatus,
        String errorType,
        String reason) {

    /**
     * A question to a provider.
     *
     * @param provider name of its file, {@code instantly}
     * @param operation {@code find}, {@code resolve}, {@code search} or {@code push}
     * @param turn the turn of which nothing came: told twice, as after a kill, it is one attempt
     */
    public record Asked(String provider, String operation, String turn) {}

    private static final int LONGEST_WORD = 40;
    private static final int HASH_DIGITS = 12;

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

        /** All of them, for a sentence. */
        public static String all() {
            return Arrays.stream(values()).map(Kind::text).collect(Collectors.joining(", "));
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
        Map<String, String> fields = field == null || value == null ? Map.of() : Map.of(field, value);
        return new DeadLetter(
                route(table), table, null, documentId, kind, field, value, fields, others, 0, null, reason);
    }

    /** A letter about a record of a table, or a cell of it, that Airtable refused. */
    public static DeadLetter refused(
            String table,
            Object documentId,
            Kind kind,
            String field,
            String value,
            Map<String, String> fields,
            int httpStatus,
            String errorType,
            String reason) {
        return new DeadLetter(
                route(table),
                table,
                null,
                documentId,
                kind,
                field,
                value,
                fields,
                List.of(),
                httpStatus,
                errorType,
                reason);
    }

    private static String route(String table) {
        return table.replace('/', '-');
    }

    /** A letter about a question to a provider. */
    public static DeadLetter of(
            Asked asked,
            Object documentId,
            Kind kind,
            Map<String, String> about,
            Integer httpStatus,
            String outcome,
            String reason) {
        return new DeadLetter(
                asked.provider() + "-" + asked.operation(),
                null,
                asked,
                documentId,
                kind,
                null,
                null,
                about,
                List.of(),
                httpStatus == null ? 0 : httpStatus,
                outcome,
                reason);
    }

    /** The table, or the provider. */
    public String place() {
        return table == null ? asked.provider() : table;
    }

    private String part() {
        return asked == null ? field : asked.operation();
    }

    /**
     * The same fault of the same document has the same id, however often it comes back. Readable, and safe in a URL:
     * {@code cuculi-users.u17.cell.event_count.0f3a…}.
     */
    public String id() {
        String text = DocumentIds.text(documentId);
        String fault = String.join(
                "\n", place(), DocumentIds.type(documentId), text, kind.text(), part() == null ? "" : part());
        String hash = UUID.nameUUIDFromBytes(fault.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "")
                .substring(0, HASH_DIGITS);
        String where = String.join(".", word(place()), word(text), kind.text());
        return part() == null ? where + "." + hash : where + "." + word(part()) + "." + hash;
    }

    private static String word(String text) {
        String word = text.replaceAll("[^A-Za-z0-9_-]+", "-");
        return word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD);
    }
}
