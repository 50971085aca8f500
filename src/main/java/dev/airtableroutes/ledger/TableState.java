package dev.airtableroutes.ledger;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * How far a table has come.
 *
 * @param listed whether Airtable's records were read once, so that the ledger is whole
 * @param cursor everything that changed before is delivered; null before the first whole pass
 * @param fullAt when the collection was last read wholly; null before
 * @param mapping fingerprint of the mapping, and of the live table, at the last whole pass
 * @param readBackAt people's changes before that are in the documents; null when all records have to be read to know
 * @param underWay whether something may have been sent whose outcome nobody knows
 * @param begunAt when the first pass began, however it ended; null before
 * @param lookedAt what people made or changed before that, of records that are nobody's, is in the ledger; null when nobody
 *     knows
 */
public record TableState(
        boolean listed,
        Instant cursor,
        Instant fullAt,
        String mapping,
        Instant readBackAt,
        boolean underWay,
        Instant begunAt,
        Instant lookedAt) {

    private static final String SENT = "sent";

    private static final UpdateOptions UPDATE_OR_INSERT = new UpdateOptions().upsert(true);

    public static TableState read(MongoDatabase state, String scope) {
        Document found = tables(state)
                .find(Filters.eq("_id", scope))
                .projection(Projections.exclude(SENT))
                .first();
        return found == null
                ? new TableState(false, null, null, null, null, false, null, null)
                : new TableState(
                        found.getBoolean("listed", false),
                        instant(found.getDate("cursor")),
                        instant(found.getDate("fullAt")),
                        found.getString("mapping"),
                        instant(found.getDate("readBackAt")),
                        found.getBoolean("underWay", false),
                        instant(found.getDate("begunAt")),
                        instant(found.getDate("lookedAt")));
    }

    public static void listed(MongoDatabase state, String scope) {
        set(state, scope, "listed", true);
    }

    /** The next pass has to find out what became of what was sent. */
    public static void underWay(MongoDatabase state, String scope) {
        set(state, scope, "underWay", true);
    }

    /**
     * Something is about to be sent.
     *
     * @param sent creations that are found again by a key, and take-overs, as entries under way; they take the place of what
     *     was sent before
     */
    public static void sends(MongoDatabase state, String scope, Collection<Entry> sent) {
        List<Document> notes = sent.stream().map(TableState::note).toList();
        update(state, scope, Updates.combine(Updates.set("underWay", true), Updates.set(SENT, notes)));
    }

    /** What was about to be sent when nobody could tell any more what became of it. */
    public static List<Entry> sent(MongoDatabase state, String scope) {
        Document found = tables(state)
                .find(Filters.eq("_id", scope))
                .projection(Projections.include(SENT))
                .first();
        return found == null
                ? List.of()
                : found.getList(SENT, Document.class, List.of()).stream()
                        .map(TableState::entry)
                        .toList();
    }

    private static Document note(Entry entry) {
        Document note = new Document("d", entry.documentId())
                .append("k", entry.keys())
                .append("f", Entries.cells(entry.cells()))
                .append("h", entry.fingerprint());
        return Entries.withTakeOver(note, entry.takesOver());
    }

    private static Entry entry(Document note) {
        TakeOver takesOver = Entries.takeOver(note);
        // notes of earlier versions have none
        Map<String, String> cells = takesOver == null && note.containsKey("f") ? Entries.cells(note) : Map.of();
        long tries = note.get("h", 0L);
        return new Entry(note.get("d"), null, cells, note.getList("k", String.class), tries, takesOver);
    }

    /** What became of all that was sent is known. */
    public static void settled(MongoDatabase state, String scope) {
        update(state, scope, Updates.combine(Updates.set("underWay", false), Updates.unset(SENT)));
    }

    public static void begun(MongoDatabase state, String scope, Instant at) {
        set(state, scope, "begunAt", at);
    }

    public static void looked(MongoDatabase state, String scope, Instant at) {
        set(state, scope, "lookedAt", at);
    }

    public static void cursor(MongoDatabase state, String scope, Instant cursor) {
        set(state, scope, "cursor", cursor);
    }

    /** What people may change was read as of then; null: from now on nobody knows. */
    public static void readBack(MongoDatabase state, String scope, Instant at) {
        set(state, scope, "readBackAt", at);
    }

    public static void full(MongoDatabase state, String scope, Instant at, String mapping) {
        update(state, scope, Updates.combine(Updates.set("fullAt", at), Updates.set("mapping", mapping)));
    }

    private static void set(MongoDatabase state, String scope, String name, Object value) {
        update(state, scope, Updates.set(name, value));
    }

    private static void update(MongoDatabase state, String scope, Bson update) {
        tables(state).updateOne(Filters.eq("_id", scope), update, UPDATE_OR_INSERT);
    }

    private static MongoCollection<Document> tables(MongoDatabase state) {
        return state.getCollection("tables");
    }

    private static Instant instant(Date date) {
        return date == null ? null : date.toInstant();
    }
}
