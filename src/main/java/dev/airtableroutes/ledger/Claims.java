package dev.airtableroutes.ledger;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code keys}: who holds which key of a table, a document or records that are nobody's.
 *
 * <pre>
 * {_id: "scope k key", d: document id, r: record id}  or  {_id: .., free: [record ids]}
 * </pre>
 */
final class Claims {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final UpdateOptions UPDATE_OR_INSERT = new UpdateOptions().upsert(true);
    private static final int DUPLICATE_KEY = 11000;

    private final MongoCollection<Document> keys;

    Claims(MongoDatabase state) {
        this.keys = state.getCollection("keys");
    }

    /** Those on keys, by key; a key that nobody holds is absent. */
    Map<String, Claim> on(String scope, Collection<String> wanted) {
        Map<String, Claim> found = new HashMap<>();
        if (wanted.isEmpty()) {
            return found;
        }
        int prefix = id(scope, "").length();
        for (Document key : keys.find(Filters.in("_id", ids(scope, wanted))).batchSize(wanted.size() + 1)) {
            found.put(
                    key.getString("_id").substring(prefix),
                    new Claim(key.get("d"), key.getString("r"), key.getList("free", String.class, List.of())));
        }
        return found;
    }

    /** Whether a document holds the key. */
    boolean owned(String scope, String key) {
        Document held = keys.find(Filters.eq("_id", id(scope, key))).first();
        return held != null && held.containsKey("d");
    }

    /**
     * Inserts the keys that nobody holds; takes over the ones that only free records carry; leaves all others.
     *
     * @return the documents whose record another document owns; they get none of their keys
     */
    List<Conflict> claim(String scope, List<Confirmed> confirmed) {
        Map<String, Entry> wanted = new LinkedHashMap<>();
        for (Confirmed one : confirmed) {
            if (one.isNew()) {
                wanted.put(id(scope, Keys.record(one.entry().recordId())), one.entry());
            }
            one.gainedKeys().forEach(key -> wanted.putIfAbsent(id(scope, key), one.entry()));
        }
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<WriteModel<Document>> inserts = new ArrayList<>();
        List<String> ids = new ArrayList<>(wanted.keySet());
        for (String id : ids) {
            Entry owner = wanted.get(id);
            inserts.add(new InsertOneModel<>(
                    new Document("_id", id).append("d", owner.documentId()).append("r", owner.recordId())));
        }
        List<Conflict> conflicts = new ArrayList<>();
        try {
            keys.bulkWrite(inserts, UNORDERED);
        } catch (MongoBulkWriteException held) {
            for (BulkWriteError error : held.getWriteErrors()) {
                if (error.getCode() != DUPLICATE_KEY) {
                    throw held;
                }
                String id = ids.get(error.getIndex());
                takeOver(id, wanted.get(id), conflicts);
            }
        }
        conflicts.forEach(conflict -> giveBack(scope, conflict, confirmed));
        return conflicts;
    }

    private void takeOver(String id, Entry entry, List<Conflict> conflicts) {
        // one document and no $and, which would keep some servers from the index
        Bson nobodys = new Document("_id", id).append("d", new Document("$exists", false));
        Bson ours = Updates.combine(
                Updates.set("d", entry.documentId()), Updates.set("r", entry.recordId()), Updates.unset("free"));
        if (keys.updateOne(nobodys, ours).getMatchedCount() > 0) {
            return;
        }
        Document held = keys.find(Filters.eq("_id", id)).first();
        if (held == null) {
            return;
        }
        Object owner = held.get("d");
        if (owner.equals(entry.documentId())) {
            keys.updateOne(Filters.eq("_id", id), Updates.set("r", entry.recordId()));
        } else if (id.endsWith(Keys.record(entry.recordId()))) {
            conflicts.add(new Conflict(entry.documentId(), owner, entry.recordId()));
        }
    }

    /** Takes back the keys of a document that turned out to have no record of its own. */
    private void giveBack(String scope, Conflict conflict, List<Confirmed> confirmed) {
        confirmed.stream()
                .filter(one -> one.entry().documentId().equals(conflict.documentId()))
                .forEach(one -> release(scope, conflict.documentId(), one.gainedKeys()));
    }

    /** A key that free records carry as well stays with them: the next document with it takes one of them over. */
    void release(String scope, Object documentId, List<String> held) {
        if (held.isEmpty()) {
            return;
        }
        Document owned = owned(scope, held, documentId);
        Bson byNobodyElse = Filters.or(Filters.exists("free", false), Filters.eq("free", List.of()));
        keys.deleteMany(Filters.and(owned, byNobodyElse));
        keys.updateMany(owned, Updates.combine(Updates.unset("d"), Updates.unset("r")));
    }

    /** A key of one document is another's from now on. */
    void handOver(String scope, String key, Object from, Entry to) {
        keys.updateOne(
                owned(scope, List.of(key), from),
                Updates.combine(Updates.set("d", to.documentId()), Updates.set("r", to.recordId())));
    }

    /** Records that are nobody's carry their keys from now on, beside whoever holds them. */
    void carry(String scope, List<FreeRecord> records) {
        List<WriteModel<Document>> claims = new ArrayList<>();
        for (FreeRecord record : records) {
            for (String key : record.keys()) {
                claims.add(new UpdateOneModel<>(
                        Filters.eq("_id", id(scope, key)),
                        Updates.addToSet("free", record.recordId()),
                        UPDATE_OR_INSERT));
            }
        }
        if (!claims.isEmpty()) {
            keys.bulkWrite(claims, UNORDERED);
        }
    }

    /** What a document holds of these keys, its record carries alone from now on. */
    void setFree(String scope, Collection<String> held, Object documentId, String recordId) {
        keys.updateMany(
                owned(scope, held, documentId),
                Updates.combine(Updates.unset("d"), Updates.unset("r"), Updates.addToSet("free", recordId)));
    }

    /** A record that was nobody's carries these keys no longer. */
    void drop(String scope, String recordId, List<String> carried) {
        for (String key : carried) {
            Bson id = Filters.eq("_id", id(scope, key));
            keys.updateOne(id, Updates.pull("free", recordId));
            keys.deleteOne(Filters.and(id, Filters.exists("d", false), Filters.eq("free", List.of())));
        }
    }

    private static Document owned(String scope, Collection<String> held, Object documentId) {
        return new Document("_id", new Document("$in", ids(scope, held))).append("d", documentId);
    }

    static String id(String scope, String key) {
        return scope + " k " + key;
    }

    static List<String> ids(String scope, Collection<String> keys) {
        return keys.stream().map(key -> id(scope, key)).toList();
    }
}
