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
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code ledger}: what Airtable holds of each document, and the records that are nobody's.
 *
 * <pre>
 * {_id: "scope d id", t: scope, d: document id, r: record id, f: {field: encoded cell}, k: [keys], h: fingerprint, s: listing,
 *  o: id of the record that is being taken over, whose f is what was sent, b: what was there before,
 *  m: whether it was made for the document}
 * {_id: "scope r id", t: scope, free: record id, f: .., k: [keys], s: listing}
 * </pre>
 */
final class Entries {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final ReplaceOptions REPLACE_OR_INSERT = new ReplaceOptions().upsert(true);
    /** Ids in one look-up: some servers compare each document that they find with each id that was asked for. */
    private static final int LOOK_UP = 100;

    /** Records in one search for the cells that link to them, each of which reads all entries of a table. */
    private static final int RECORDS = 1000;

    private static final int DUPLICATE_KEY = 11000;

    private final MongoCollection<Document> entries;

    Entries(MongoDatabase state) {
        this.entries = state.getCollection("ledger");
    }

    void prepare() {
        // all three for what is in doubt: records that are nobody's have no r either
        entries.createIndex(Indexes.ascending("t", "r", "d"));
    }

    /** Those of documents, by document id. */
    Map<Object, Entry> of(String scope, Collection<?> documentIds, boolean withCells) {
        Map<Object, Entry> found = new HashMap<>();
        if (documentIds.isEmpty()) {
            return found;
        }
        // of the type that it has now: what was a long may have been an int
        Map<String, Object> asked = new HashMap<>();
        documentIds.forEach(id -> asked.put(id(scope, id), id));
        List<String> ids = List.copyOf(asked.keySet());
        for (int from = 0; from < ids.size(); from += LOOK_UP) {
            List<String> some = ids.subList(from, Math.min(from + LOOK_UP, ids.size()));
            FindIterable<Document> query = entries.find(Filters.in("_id", some)).batchSize(LOOK_UP + 1);
            if (!withCells) {
                query = query.projection(Projections.include("d", "r", "h"));
            }
            query.forEach(entry -> {
                Object id = asked.get(entry.getString("_id"));
                found.put(id, entry(id, entry, withCells));
            });
        }
        return found;
    }

    private static Entry entry(Object documentId, Document entry, boolean withCells) {
        TakeOver takesOver = takeOver(entry);
        return new Entry(
                documentId,
                entry.getString("r"),
                withCells ? takesOver == null ? cells(entry) : Map.of() : null,
                withCells ? keys(entry) : null,
                entry.get("h", Number.class).longValue(),
                takesOver);
    }

    /** What an entry, or a note of what is sent, says of a take-over; null when there is none. */
    static TakeOver takeOver(Document entry) {
        String recordId = entry.getString("o");
        if (recordId == null) {
            return null;
        }
        // those of earlier versions counted a record that was made for the document as a try, and do not say what was
        // there
        boolean madeAsWasNoted = entry.get("h", Number.class).longValue() > 0;
        Map<String, String> before = entry.containsKey("b") ? cells(entry, "b") : Map.of();
        return new TakeOver(recordId, entry.getBoolean("m", madeAsWasNoted), cells(entry), before);
    }

    /** The other way round. */
    static Document withTakeOver(Document entry, TakeOver takesOver) {
        return takesOver == null
                ? entry
                : entry.append("f", cells(takesOver.sent()))
                        .append("b", cells(takesOver.before()))
                        .append("o", takesOver.recordId())
                        .append("m", takesOver.made());
    }

    /** Documents with one of these texts, or one that may hold one of them, in a cell. No index helps: it is for rare cases. */
    List<Object> linkingTo(Collection<String> recordIds, LinkField field) {
        List<Object> found = new ArrayList<>();
        List<String> ids = List.copyOf(recordIds);
        String cell = "f." + field.field();
        for (int from = 0; from < ids.size(); from += RECORDS) {
            Set<String> some = Set.copyOf(ids.subList(from, Math.min(from + RECORDS, ids.size())));
            Bson mayHold = Filters.or(Filters.in(cell, some), Filters.regex(cell, Encoded.SEVERAL));
            entries.find(Filters.and(Filters.eq("t", field.scope()), Filters.exists("d"), mayHold))
                    .projection(Projections.include("d", cell))
                    .forEach(entry -> {
                        if (Encoded.mayHold(cells(entry).get(field.field()), some)) {
                            found.add(entry.get("d"));
                        }
                    });
        }
        return found;
    }

    /** Records that are nobody's, by record id. */
    Map<String, FreeRecord> free(String scope, Collection<String> recordIds) {
        Map<String, FreeRecord> found = new HashMap<>();
        if (recordIds.isEmpty()) {
            return found;
        }
        for (Document record : entries.find(Filters.in(
                "_id", recordIds.stream().map(id -> freeId(scope, id)).toList()))) {
            String recordId = record.getString("free");
            found.put(recordId, new FreeRecord(recordId, cells(record), keys(record)));
        }
        return found;
    }

    /** The entries as they are from now on. */
    void confirm(String scope, List<Confirmed> confirmed) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        List<WriteModel<Document>> noLongerFree = new ArrayList<>();
        for (Confirmed one : confirmed) {
            Entry entry = one.entry();
            Document document = document(scope, entry);
            writes.add(one.isNew() ? new InsertOneModel<>(document) : replace(document));
            if (one.wasFree()) {
                noLongerFree.add(new DeleteOneModel<>(Filters.eq("_id", freeId(scope, entry.recordId()))));
            }
        }
        // first: a record that is known and still free would be offered to the next document with its other key
        write(noLongerFree);
        if (!writes.isEmpty()) {
            insertOrReplace(writes);
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

    /**
     * Records as Airtable listed them.
     *
     * @param owners the entries of those that belong to a document, by record id; the others are nobody's
     */
    void listed(String scope, List<FreeRecord> records, Map<String, Entry> owners, String listing) {
        write(records.stream()
                .map(record -> {
                    Entry owner = owners.get(record.recordId());
                    return owner == null ? free(scope, record, listing) : seenAgain(scope, owner, record, listing);
                })
                .toList());
    }

    private static WriteModel<Document> free(String scope, FreeRecord record, String listing) {
        return replace(new Document("_id", freeId(scope, record.recordId()))
                .append("t", scope)
                .append("free", record.recordId())
                .append("f", cells(record.cells()))
                .append("k", record.keys())
                .append("s", listing));
    }

    /**
     * A fingerprint of 0 makes the next pass compare cell by cell, with what Airtable really holds. An entry that is still
     * under way lost its confirmation halfway, after the record was claimed: it has its record now.
     */
    private static WriteModel<Document> seenAgain(String scope, Entry entry, FreeRecord record, String listing) {
        Bson id = Filters.eq("_id", id(scope, entry.documentId()));
        boolean same = !entry.underWay() && entry.holds(record.cells());
        return new UpdateOneModel<>(
                id,
                same
                        ? Updates.set("s", listing)
                        : Updates.combine(
                                Updates.set("r", record.recordId()),
                                Updates.set("f", cells(entry.corrected(record.cells()))),
                                Updates.set("h", 0L),
                                Updates.set("s", listing),
                                Updates.unset("o"),
                                Updates.unset("b"),
                                Updates.unset("m")));
    }

    /** Documents whose record a listing did not see. */
    List<Object> unseen(String scope, String listing) {
        Bson unseen = Filters.and(Filters.eq("t", scope), Filters.ne("s", listing), Filters.ne("r", null));
        return entries.find(unseen)
                .projection(Projections.include("d"))
                .map(entry -> entry.get("d"))
                .into(new ArrayList<>());
    }

    /** The records that are nobody's and that a listing did not see, with the keys that they carry. */
    Map<String, List<String>> unseenFree(String scope, String listing) {
        Bson unseen = Filters.and(Filters.eq("t", scope), Filters.exists("free"), Filters.ne("s", listing));
        Map<String, List<String>> found = new HashMap<>();
        entries.find(unseen)
                .projection(Projections.include("free", "k"))
                .forEach(record -> found.put(record.getString("free"), keys(record)));
        return found;
    }

    /** Entries whose cells people changed: the next pass compares them cell by cell. */
    void agreed(String scope, List<Entry> agreed) {
        write(agreed.stream()
                .map(entry -> new UpdateOneModel<Document>(
                        Filters.eq("_id", id(scope, entry.documentId())),
                        Updates.combine(Updates.set("f", cells(entry.cells())), Updates.set("h", 0L))))
                .toList());
    }

    /** Entries without a record, for creations and take-overs that no answer is recorded of. */
    void underWay(String scope, List<Entry> started) {
        write(started.stream().map(entry -> replace(document(scope, entry))).toList());
    }

    /** The entries without a record. */
    List<Entry> inDoubt(String scope) {
        return entries.find(Filters.and(Filters.eq("t", scope), Filters.eq("r", null), Filters.ne("d", null)))
                .map(entry -> entry(entry.get("d"), entry, true))
                .into(new ArrayList<>());
    }

    /** A document without one of its keys: the next pass compares it cell by cell. */
    void giveUp(String scope, Object documentId, String key) {
        entries.updateOne(
                Filters.eq("_id", id(scope, documentId)),
                Updates.combine(Updates.pull("k", key), Updates.set("h", 0L)));
    }

    void forget(String scope, Object documentId) {
        entries.deleteOne(Filters.eq("_id", id(scope, documentId)));
    }

    /** A record is nobody's from now on; no listing has seen it as such. */
    void setFree(String scope, FreeRecord record) {
        write(List.of(free(scope, record, null)));
    }

    void forgetFree(String scope, String recordId) {
        entries.deleteOne(Filters.eq("_id", freeId(scope, recordId)));
    }

    Iterable<List<Object>> documents(String scope, int pageSize) {
        FindIterable<Document> query = entries.find(Filters.and(Filters.eq("t", scope), Filters.exists("d")))
                .projection(Projections.include("d"))
                .batchSize(pageSize);
        return () -> pages(query.iterator(), pageSize);
    }

    long size(String scope) {
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

    private void write(List<? extends WriteModel<Document>> writes) {
        if (!writes.isEmpty()) {
            entries.bulkWrite(writes, UNORDERED);
        }
    }

    private static Document document(String scope, Entry entry) {
        Document document = new Document("_id", id(scope, entry.documentId()))
                .append("t", scope)
                .append("d", entry.documentId())
                .append("r", entry.recordId())
                .append("f", cells(entry.cells()))
                .append("k", entry.keys())
                .append("h", entry.fingerprint());
        return withTakeOver(document, entry.takesOver());
    }

    private static WriteModel<Document> replace(Document document) {
        return new ReplaceOneModel<>(Filters.eq("_id", document.get("_id")), document, REPLACE_OR_INSERT);
    }

    private static String id(String scope, Object documentId) {
        return scope + " d " + Keys.document(documentId);
    }

    private static String freeId(String scope, String recordId) {
        return scope + " r " + recordId;
    }

    static Document cells(Map<String, String> cells) {
        Document document = new Document();
        document.putAll(cells);
        return document;
    }

    static Map<String, String> cells(Document entry) {
        return cells(entry, "f");
    }

    private static Map<String, String> cells(Document entry, String name) {
        Map<String, String> cells = new HashMap<>();
        entry.get(name, Document.class).forEach((field, cell) -> cells.put(field, (String) cell));
        return cells;
    }

    private static List<String> keys(Document entry) {
        return entry.getList("k", String.class, List.of());
    }
}
