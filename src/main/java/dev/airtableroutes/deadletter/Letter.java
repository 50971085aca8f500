package dev.airtableroutes.deadletter;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;

/**
 * A dead letter as it is kept.
 *
 * @param id readable and safe in a URL
 * @param state what is to be done about it
 * @param since when it was opened last; its age counts from here
 * @param firstAt when the fault was first seen
 * @param at when it was last seen
 * @param table logical name; null when a provider was asked
 * @param provider the one that was asked; null of a table's document
 * @param operation what it was asked: {@code find}, {@code resolve}, {@code search} or {@code push}; or null
 * @param turn the turn of which nothing came, as in the collection charges; or null
 * @param documentId the id, with its type, of the document, lead, push or search
 * @param field the logical field at fault, or null
 * @param fields the cells that are or may be at fault, by logical field, or what a provider was asked about; secrets
 *     hidden, long text cut
 * @param others ids of the documents or records that the document collides with
 * @param httpStatus Airtable's or the provider's; null when no request was needed to know
 * @param errorType Airtable's, or the outcome of the provider's answer; or null
 * @param attempts how often the document was tried and the fault found
 * @param history the latest events, oldest first
 */
public record Letter(
        String id,
        State state,
        Instant since,
        Instant firstAt,
        Instant at,
        String route,
        String table,
        String provider,
        String operation,
        String turn,
        DocumentId documentId,
        String kind,
        String field,
        String value,
        Map<String, String> fields,
        List<String> others,
        Integer httpStatus,
        String errorType,
        String reason,
        int attempts,
        List<Event> history) {

    /** What is to be done about a letter. */
    public enum State {
        /** A person is wanted. */
        OPEN,
        /** Somebody has asked for a replay, which is under way; at a provider it may take its time. */
        REPLAYED,
        /** The document was delivered, or is gone. */
        RESOLVED,
        /** A person has decided that it does not matter. */
        DISCARDED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An id of a document: its BSON type and its text; {@code raw} is what MongoDB finds it by. */
    public record DocumentId(
            String type, String text, @JsonIgnore Object raw) {

        static DocumentId of(Object id) {
            return new DocumentId(DocumentIds.type(id), DocumentIds.text(id), id);
        }
    }

    /**
     * What happened to a letter.
     *
     * @param what {@code failed}, {@code replayed}, {@code under way}, {@code not delivered}, {@code resolved} or {@code discarded}
     * @param by the person who asked for it, or null
     * @param note a sentence, or null
     */
    public record Event(Instant at, String what, String by, String note) {

        Document document() {
            Document event = new Document("at", Date.from(at)).append("what", what);
            if (by != null) {
                event.append("by", by);
            }
            return note == null ? event : event.append("note", note);
        }

        private static Event of(Document event) {
            return new Event(
                    event.getDate("at").toInstant(),
                    event.getString("what"),
                    event.getString("by"),
                    event.getString("note"));
        }
    }

    static Letter of(Document letter) {
        int status = letter.getInteger("httpStatus", 0);
        return new Letter(
                letter.getString("_id"),
                State.valueOf(letter.getString("state").toUpperCase(Locale.ROOT)),
                letter.getDate("since").toInstant(),
                letter.getDate("firstAt").toInstant(),
                letter.getDate("at").toInstant(),
                letter.getString("route"),
                letter.getString("table"),
                letter.getString("provider"),
                letter.getString("operation"),
                letter.getString("turn"),
                DocumentId.of(letter.get("documentId")),
                letter.getString("kind"),
                letter.getString("field"),
                letter.getString("value"),
                fields(letter),
                letter.getList("others", String.class, List.of()),
                status == 0 ? null : status,
                letter.getString("errorType"),
                letter.getString("reason"),
                letter.getInteger("attempts", 0),
                letter.getList("history", Document.class, List.of()).stream()
                        .map(Event::of)
                        .toList());
    }

    /** A field may have a dot in its name, which MongoDB would take for a path. */
    static List<Document> pairs(Map<String, String> fields) {
        List<Document> pairs = new ArrayList<>();
        new TreeMap<>(fields).forEach((field, value) -> pairs.add(new Document("n", field).append("v", value)));
        return pairs;
    }

    private static Map<String, String> fields(Document letter) {
        Map<String, String> fields = new TreeMap<>();
        letter.getList("fields", Document.class, List.of())
                .forEach(pair -> fields.put(pair.getString("n"), pair.getString("v")));
        return fields;
    }

    /** The table, or the provider. */
    public String place() {
        return table == null ? provider : table;
    }

    /** Nobody has mended it yet. */
    public boolean pending() {
        return state == State.OPEN || state == State.REPLAYED;
    }
}
