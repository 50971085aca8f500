package dev.airtableroutes.ledger;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The ledger in MongoDB.
 *
 * <pre>
 * ledger   {_id: "scope d id", t: scope, d: document id, r: record id, f: {field: encoded cell}, k: [keys], h: fingerprint, s: listing}
 *          {_id: "scope r id", t: scope, free: record id, f: .., k: [keys], s: listing}               a record that nobody owns
 * keys     {_id: "scope k key", d: document id, r: record id}  or  {_id: .., free: [record ids]}
 * waiting  {_id: .., k: "scope k key", t: table, d: document id, ready: bool}       each document that waits for the key
 * </pre>
 *
 * Every look-up but those of waits is by {@code _id}, a plain text and unique: two documents cannot own one key whatever happens at the same
 * time. Keys are written before the entry: a document with an entry always has its keys.
 */
public class MongoLedger implements Ledger {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final ReplaceOptions REPLACE_OR_INSERT = new ReplaceOptions().upsert(true);
    private static final UpdateOptions UPDATE_OR_INSERT = new UpdateOptions().upsert(true);
    /** Ids in one look-up: some servers compare each document that they find with each id that was asked for. */
    private static final int LOOK_UP = 100;

    private static final int DUPLICATE_KEY = 11000;

    private final MongoCollection<Document> entries;
    private final MongoCollection<Document> keys;
    private final MongoCollection<Document> waiting;
    /** Whether there is a wait at all, asked once and then known: this process is the only one that adds waits. */
    private volatile Boolean waits;

    public MongoLedger(MongoDatabase state) {
        this.entries = state.getCollection("ledger");
        this.keys = state.getCollection("keys");
        this.waiting = state.getCollection("waiting");
    }

    @Override
    public void prepare() {
        entries.createIndex(Indexes.ascending("t"));
        waiting.createIndex(Indexes.ascending("k"));
        waiting.createIndex(Indexes.ascending("ready", "t"));
    }

    @Override
    public Map<Object, Entry> entries(String scope, Collection<?> documentIds, boolean withCells) {
        Map<Object, Entry> found = new HashMap<>();
        if (documentIds.isEmpty()) {
            return found;
        }
        List<String> ids = documentKeys(scope, documentIds);
        for (int from = 0; from < ids.size(); from += LOOK_UP) {
            List<String> some = ids.subList(from, Math.min(from + LOOK_UP, ids.size()));
            FindIterable<Document> query = entries.find(Filters.in("_id", some)).batchSize(LOOK_UP + 1);
            if (!withCells) {
                query = query.projection(Projections.include("d", "r", "h"));
            }
            query.forEach(entry -> found.put(entry.get("d"), entry(entry, withCells)));
        }
        return found;
    }

    private static Entry entry(Document entry, boolean withCells) {
        return new Entry(
                entry.get("d"),
                entry.getString("r"),
                withCells ? cells(entry) : null,
                withCells ? entry.getList("k", String.class, List.of()) : null,
                entry.get("h", Number.class).longValue());
    }

    @Override
    public Map<String, Claim> claims(String scope, Collection<String> wanted) {
        Map<String, Claim> found = new HashMap<>();
        if (wanted.isEmpty()) {
            return found;
        }
        int prefix = key(scope, "").length();
        for (Document key : keys.find(Filters.in("_id", keys(scope, wanted))).batchSize(wanted.size() + 1)) {
            found.put(
                    key.getString("_id").substring(prefix),
                    new Claim(key.get("d"), key.getString("r"), key.getList("free", String.class, List.of())));
        }
        return found;
    }

    @Override
    public Map<String, FreeRecord> free(String scope, Collection<String> recordIds) {
        Map<String, FreeRecord> found = new HashMap<>();
        if (recordIds.isEmpty()) {
            return found;
        }
        for (Document record : entries.find(Filters.in(
                "_id", recordIds.stream().map(id -> record(scope, id)).toList()))) {
            String recordId = record.getString("free");
            found.put(recordId, new FreeRecord(recordId, cells(record), record.getList("k", String.class, List.of())));
        }
        return found;
    }

    @Override
    public List<Conflict> confirm(String scope, List<Confirmed> confirmed) {
        List<Conflict> conflicts = claimKeys(scope, confirmed);
        Set<Object> refused = new HashSet<>();
        conflicts.forEach(conflict -> refused.add(conflict.documentId()));
        List<WriteModel<Document>> writes = new ArrayList<>();
        List<WriteModel<Document>> noLongerFree = new ArrayList<>();
        List<String> arrived = new ArrayList<>();
        for (Confirmed one : confirmed) {
            Entry entry = one.entry();
            if (refused.contains(entry.documentId())) {
                continue;
            }
            String id = document(scope, entry.documentId());
            Document document = new Document("_id", id)
                    .append("t", scope)
                    .append("d", entry.documentId())
                    .append("r", entry.recordId())
                    .append("f", new Document(new LinkedHashMap<>(entry.cells())))
                    .append("k", entry.keys())
                    .append("h", entry.fingerprint());
            writes.add(
                    one.isNew()
                            ? new InsertOneModel<>(document)
                            : new ReplaceOneModel<>(Filters.eq("_id", id), document, REPLACE_OR_INSERT));
            release(scope, entry.documentId(), one.releasedKeys());
            one.gainedKeys().forEach(key -> arrived.add(key(scope, key)));
            if (one.wasFree()) {
                noLongerFree.add(new DeleteOneModel<>(Filters.eq("_id", record(scope, entry.recordId()))));
            }
        }
        tell(arrived);
        // first: a record that is known and still free would be offered to the next document with its other key
        if (!noLongerFree.isEmpty()) {
            entries.bulkWrite(noLongerFree, UNORDERED);
        }
        if (!writes.isEmpty()) {
            insertOrReplace(writes);
        }
        return conflicts;
    }

    /**
     * Tells those who wait that a link can be set. Before the entry is written: who is cut off in between confirms again,
     * and tells them again.
     */
    private void tell(List<String> arrived) {
        if (!arrived.isEmpty() && somebodyWaits()) {
            waiting.updateMany(Filters.in("k", arrived), Updates.set("ready", true));
        }
    }

    /** A new entry is there already when its creation was under way, or when its confirmation was cut off and repeated. */
    private void insertOrReplace(List<WriteModel<Document>> writes) {
        try {
            entries.bulkWrite(writes, UNORDERED);
        } catch (MongoBulkWriteException there) {
            List<WriteModel<Document>> replacements = new ArrayList<>();
            for (BulkWriteError error : there.getWriteErrors()) {
                if (error.getCode() != DUPLICATE_KEY
                        || !(writes.get(error.getIndex()) instanceof InsertOneModel<Document> insert)) {
                    throw there;
                }
                Document document = insert.getDocument();
                replacements.add(new ReplaceOneModel<>(Filters.eq("_id", document.get("_id")), document));
            }
            entries.bulkWrite(replacements, UNORDERED);
        }
    }

    private boolean somebodyWaits() {
        Boolean known = waits;
        if (known == null) {
            known = waiting.find().projection(Projections.include("_id")).first() != null;
            if (waits == null) {
                waits = known;
            }
        }
        return Boolean.TRUE.equals(waits);
    }

    /** Inserts the keys that nobody holds; takes over the ones that only free records carry; leaves all others. */
    private List<Conflict> claimKeys(String scope, List<Confirmed> confirmed) {
        Map<String, Entry> wanted = new LinkedHashMap<>();
        for (Confirmed one : confirmed) {
            if (one.isNew()) {
                wanted.put(key(scope, Keys.record(one.entry().recordId())), one.entry());
            }
            one.gainedKeys().forEach(key -> wanted.putIfAbsent(key(scope, key), one.entry()));
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
        conflicts.forEach(conflict -> unclaim(scope, conflict, confirmed));
        return conflicts;
    }

    /** Takes back the keys of a document that turned out to have no record of its own. */
    private void unclaim(String scope, Conflict conflict, List<Confirmed> confirmed) {
        confirmed.stream()
                .filter(one -> one.entry().documentId().equals(conflict.documentId()))
                .forEach(one -> release(scope, conflict.documentId(), one.gainedKeys()));
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

    @Override
    public void listed(String scope, List<FreeRecord> records, String listing) {
        Map<String, Claim> owners = claims(
                scope,
                records.stream().map(record -> Keys.record(record.recordId())).toList());
        Map<Object, Entry> known = entries(
                scope,
                owners.values().stream()
                        .filter(Claim::owned)
                        .map(Claim::documentId)
                        .toList(),
                true);
        List<WriteModel<Document>> notes = new ArrayList<>();
        List<WriteModel<Document>> claims = new ArrayList<>();
        List<String> arrived = new ArrayList<>();
        for (FreeRecord record : records) {
            Claim claim = owners.get(Keys.record(record.recordId()));
            Entry entry = claim == null ? null : known.get(claim.documentId());
            if (entry != null) {
                notes.add(seenAgain(scope, entry, record, listing));
                if (entry.underWay()) {
                    arrived.addAll(keys(scope, entry.keys()));
                }
            } else {
                notes.add(free(scope, record, listing));
                for (String key : record.keys()) {
                    claims.add(new UpdateOneModel<>(
                            Filters.eq("_id", key(scope, key)),
                            Updates.addToSet("free", record.recordId()),
                            UPDATE_OR_INSERT));
                }
            }
        }
        if (!claims.isEmpty()) {
            keys.bulkWrite(claims, UNORDERED);
        }
        tell(arrived);
        if (!notes.isEmpty()) {
            entries.bulkWrite(notes, UNORDERED);
        }
    }

    /**
     * A fingerprint of 0 makes the next pass compare cell by cell, with what Airtable really holds. An entry that is still
     * under way lost its confirmation halfway, after the record was claimed: it has its record now.
     */
    private static WriteModel<Document> seenAgain(String scope, Entry entry, FreeRecord record, String listing) {
        Bson id = Filters.eq("_id", document(scope, entry.documentId()));
        boolean same = !entry.underWay() && entry.holds(record.cells());
        return new UpdateOneModel<>(
                id,
                same
                        ? Updates.set("s", listing)
                        : Updates.combine(
                                Updates.set("r", record.recordId()),
                                Updates.set("f", new Document(new LinkedHashMap<>(entry.corrected(record.cells())))),
                                Updates.set("h", 0L),
                                Updates.set("s", listing)));
    }

    @Override
    public void agreed(String scope, List<Entry> agreed) {
        List<WriteModel<Document>> notes = new ArrayList<>();
        for (Entry entry : agreed) {
            notes.add(new UpdateOneModel<>(
                    Filters.eq("_id", document(scope, entry.documentId())),
                    Updates.combine(
                            Updates.set("f", new Document(new LinkedHashMap<>(entry.cells()))), Updates.set("h", 0L))));
        }
        if (!notes.isEmpty()) {
            entries.bulkWrite(notes, UNORDERED);
        }
    }

    private static WriteModel<Document> free(String scope, FreeRecord record, String listing) {
        String id = record(scope, record.recordId());
        return new ReplaceOneModel<>(
                Filters.eq("_id", id),
                new Document("_id", id)
                        .append("t", scope)
                        .append("free", record.recordId())
                        .append("f", new Document(new LinkedHashMap<>(record.cells())))
                        .append("k", record.keys())
                        .append("s", listing),
                REPLACE_OR_INSERT);
    }

    @Override
    public void endListing(String scope, String listing) {
        List<Object> gone = new ArrayList<>();
        List<Document> goneFree = new ArrayList<>();
        Bson unseen = Filters.and(Filters.eq("t", scope), Filters.ne("s", listing), Filters.ne("r", null));
        for (Document entry : entries.find(unseen).projection(Projections.include("d"))) {
            gone.add(entry.get("d"));
        }
        Bson unseenFree = Filters.and(Filters.eq("t", scope), Filters.exists("free"), Filters.ne("s", listing));
        for (Document record : entries.find(unseenFree).projection(Projections.include("free", "k"))) {
            goneFree.add(record);
        }
        forget(scope, gone);
        goneFree.forEach(record -> forgetFree(scope, record));
    }

    @Override
    public void forgetFree(String scope, String recordId) {
        Document record =
                entries.find(Filters.eq("_id", record(scope, recordId))).first();
        if (record != null) {
            forgetFree(scope, record);
        }
    }

    private void forgetFree(String scope, Document record) {
        String recordId = record.getString("free");
        for (String key : record.getList("k", String.class, List.of())) {
            Bson id = Filters.eq("_id", key(scope, key));
            keys.updateOne(id, Updates.pull("free", recordId));
            keys.deleteOne(Filters.and(id, Filters.exists("d", false), Filters.eq("free", List.of())));
        }
        entries.deleteOne(Filters.eq("_id", record.get("_id")));
    }

    @Override
    public void underWay(String scope, List<Entry> started) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        for (Entry entry : started) {
            String id = document(scope, entry.documentId());
            writes.add(new ReplaceOneModel<>(
                    Filters.eq("_id", id),
                    new Document("_id", id)
                            .append("t", scope)
                            .append("d", entry.documentId())
                            .append("r", null)
                            .append("f", new Document(new LinkedHashMap<>(entry.cells())))
                            .append("k", entry.keys())
                            .append("h", entry.fingerprint()),
                    REPLACE_OR_INSERT));
        }
        entries.bulkWrite(writes, UNORDERED);
    }

    @Override
    public void forget(String scope, Collection<?> documentIds) {
        entries(scope, documentIds, true).forEach((documentId, entry) -> {
            List<String> held = new ArrayList<>(entry.keys());
            if (entry.recordId() != null) {
                held.add(Keys.record(entry.recordId()));
            }
            release(scope, documentId, held);
            entries.deleteOne(Filters.eq("_id", document(scope, documentId)));
        });
    }

    /**
     * What is known of the record is kept first, and what makes it the document's goes last: cut off anywhere, the rest is
     * done when the next document comes for the key.
     */
    @Override
    public void setFree(String scope, Map<String, Claim> held) {
        Map<Object, Entry> known =
                entries(scope, held.values().stream().map(Claim::documentId).toList(), true);
        Map<String, FreeRecord> kept =
                free(scope, held.values().stream().map(Claim::recordId).toList());
        held.forEach((key, claim) -> {
            Entry entry = known.get(claim.documentId());
            FreeRecord record = entry != null && !entry.underWay()
                    ? new FreeRecord(entry.recordId(), entry.cells(), entry.keys())
                    : kept.getOrDefault(claim.recordId(), new FreeRecord(claim.recordId(), Map.of(), List.of(key)));
            entries.bulkWrite(List.of(free(scope, record, null)));
            entries.deleteOne(Filters.eq("_id", document(scope, claim.documentId())));
            release(scope, claim.documentId(), List.of(Keys.record(record.recordId())));
            Set<String> shared = new HashSet<>(record.keys());
            shared.add(key);
            keys.updateMany(
                    new Document("_id", new Document("$in", keys(scope, shared))).append("d", claim.documentId()),
                    Updates.combine(
                            Updates.unset("d"), Updates.unset("r"), Updates.addToSet("free", record.recordId())));
        });
    }

    /** A key that free records carry as well stays with them: the next document with it takes one of them over. */
    private void release(String scope, Object documentId, List<String> held) {
        if (held.isEmpty()) {
            return;
        }
        Document owned = new Document("_id", new Document("$in", keys(scope, held))).append("d", documentId);
        Bson byNobodyElse = Filters.or(Filters.exists("free", false), Filters.eq("free", List.of()));
        keys.deleteMany(Filters.and(owned, byNobodyElse));
        keys.updateMany(owned, Updates.combine(Updates.unset("d"), Updates.unset("r")));
    }

    @Override
    public Iterable<List<Object>> documents(String scope, int pageSize) {
        FindIterable<Document> query = entries.find(Filters.and(Filters.eq("t", scope), Filters.exists("d")))
                .projection(Projections.include("d"))
                .batchSize(pageSize);
        return () -> pages(query.iterator(), pageSize);
    }

    @Override
    public long size(String scope) {
        return entries.countDocuments(Filters.eq("t", scope));
    }

    private static Iterator<List<Object>> pages(Iterator<Document> documents, int pageSize) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return documents.hasNext();
            }

            @Override
            public List<Object> next() {
                List<Object> page = new ArrayList<>(pageSize);
                while (documents.hasNext() && page.size() < pageSize) {
                    page.add(documents.next().get("d"));
                }
                return page;
            }
        };
    }

    @Override
    public void await(String targetScope, String key, String sourceTable, Object documentId) {
        String wanted = key(targetScope, key);
        Bson waiter = Filters.eq("_id", wait(targetScope, key, sourceTable, documentId));
        waits = true;
        waiting.updateOne(
                waiter,
                Updates.combine(Updates.set("k", wanted), Updates.set("t", sourceTable), Updates.set("d", documentId)),
                UPDATE_OR_INSERT);
        // the other side may have arrived between our looking and our noting it down
        Document held = keys.find(Filters.eq("_id", wanted)).first();
        if (held != null && held.containsKey("d")) {
            waiting.updateOne(waiter, Updates.set("ready", true));
        }
    }

    /** What the wait of a document for a key is called. */
    static String wait(String targetScope, String key, String sourceTable, Object documentId) {
        return key(targetScope, key) + "\u0001by " + sourceTable + " " + Keys.document(documentId);
    }

    @Override
    public List<Wait> waits(String targetScope, Collection<String> wanted) {
        return wanted.isEmpty() || !somebodyWaits()
                ? List.of()
                : waiting.find(Filters.in("k", keys(targetScope, wanted)))
                        .map(MongoLedger::wait)
                        .into(new ArrayList<>());
    }

    @Override
    public void lookAgain(String scope, String table, List<Object> documentIds) {
        if (!documentIds.isEmpty()) {
            waiting.insertMany(documentIds.stream()
                    .map(id -> new Document("_id", scope + " again " + UUID.randomUUID())
                            .append("t", table)
                            .append("d", id)
                            .append("ready", true))
                    .toList());
        }
    }

    @Override
    public List<Wait> ready(int most, Collection<String> tables) {
        return waiting.find(Filters.and(Filters.eq("ready", true), Filters.in("t", tables)))
                .limit(most)
                .map(MongoLedger::wait)
                .into(new ArrayList<>());
    }

    private static Wait wait(Document wait) {
        return new Wait(wait.getString("_id"), wait.getString("t"), wait.get("d"));
    }

    @Override
    public void settled(List<Wait> waits) {
        if (!waits.isEmpty()) {
            waiting.deleteMany(Filters.in("_id", waits.stream().map(Wait::id).toList()));
        }
    }

    static String key(String scope, String key) {
        return scope + " k " + key;
    }

    private static List<String> keys(String scope, Collection<String> keys) {
        return keys.stream().map(key -> key(scope, key)).toList();
    }

    private static String record(String scope, String recordId) {
        return scope + " r " + recordId;
    }

    private static String document(String scope, Object documentId) {
        return scope + " d " + Keys.document(documentId);
    }

    private static List<String> documentKeys(String scope, Collection<?> documentIds) {
        return documentIds.stream().map(id -> document(scope, id)).toList();
    }

    private static Map<String, String> cells(Document entry) {
        Map<String, String> cells = new HashMap<>();
        entry.get("f", Document.class).forEach((field, cell) -> cells.put(field, (String) cell));
        return cells;
    }
}
