package dev.airtableroutes.ledger;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/**
 * How far a table has come.
 *
 * @param listed whether Airtable's records were read once, so that the ledger is whole
 * @param cursor everything that changed before is delivered; null before the first whole pass
 * @param fullAt when the collection was last read wholly; null before
 * @param mapping fingerprint of the mapping, and of the live table, at the last whole pass
 * @param readBackAt people's changes before that are in the documents; null when all records have to be read to know
 * @param underWay whether creations without a key may have been sent whose outcome nobody knows
 * @param begunAt when the first pass began, however it ended; null before
 */
public record TableState(
        boolean listed,
        Instant cursor,
        Instant fullAt,
        String mapping,
        Instant readBackAt,
        boolean underWay,
        Instant begunAt) {

    private static final UpdateOptions UPDATE_OR_INSERT = new UpdateOptions().upsert(true);

    public static TableState read(MongoDatabase state, String scope) {
        Document found = tables(state).find(Filters.eq("_id", scope)).first();
        return found == null
                ? new TableState(false, null, null, null, null, false, null)
                : new TableState(
                        found.getBoolean("listed", false),
                        instant(found.getDate("cursor")),
                        instant(found.getDate("fullAt")),
                        found.getString("mapping"),
                        instant(found.getDate("readBackAt")),
                        found.getBoolean("underWay", false),
                        instant(found.getDate("begunAt")));
    }

    public static void listed(MongoDatabase state, String scope) {
        set(state, scope, "listed", true);
    }

    public static void underWay(MongoDatabase state, String scope, boolean underWay) {
        set(state, scope, "underWay", underWay);
    }

    public static void begun(MongoDatabase state, String scope, Instant at) {
        set(state, scope, "begunAt", at);
    }

    public static void cursor(MongoDatabase state, String scope, Instant cursor) {
        set(state, scope, "cursor", cursor);
    }

    /** What people may change was read as of then; null: from now on nobody knows. */
    public static void readBack(MongoDatabase state, String scope, Instant at) {
        set(state, scope, "readBackAt", at);
    }

    public static void full(MongoDatabase state, String scope, Instant at, String mapping) {
        tables(state)
                .updateOne(
                        Filters.eq("_id", scope),
                        Updates.combine(Updates.set("fullAt", at), Updates.set("mapping", mapping)),
                        UPDATE_OR_INSERT);
    }

    private static void set(MongoDatabase state, String scope, String name, Object value) {
        tables(state).updateOne(Filters.eq("_id", scope), Updates.set(name, value), UPDATE_OR_INSERT);
    }

    private static MongoCollection<Document> tables(MongoDatabase state) {
        return state.getCollection("tables");
    }

    private static Instant instant(Date date) {
        return date == null ? null : date.toInstant();
    }
}
