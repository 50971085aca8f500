package dev.airtableroutes.ledger;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code waiting}: the documents that want another look, at once or when a key of another table has an owner.
 *
 * <pre>
 * {_id: .., k: "scope k key", t: table, d: document id, ready: bool}
 * </pre>
 */
final class Waits {

    private static final UpdateOptions UPDATE_OR_INSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<Document> waiting;

    Waits(MongoDatabase state) {
        this.waiting = state.getCollection("waiting");
    }

    void prepare() {
        waiting.createIndex(Indexes.ascending("k"));
        waiting.createIndex(Indexes.ascending("ready", "t"));
    }

    /** What the wait of a document for a key is called. */
    static String id(String targetScope, String key, String sourceTable, Object documentId) {
        return Claims.id(targetScope, key) + "\u0001by " + sourceTable + " " + Keys.document(documentId);
    }

    void add(String targetScope, String key, String sourceTable, Object documentId) {
        waiting.updateOne(
                wait(targetScope, key, sourceTable, documentId),
                Updates.combine(
                        Updates.set("k", Claims.id(targetScope, key)),
                        Updates.set("t", sourceTable),
                        Updates.set("d", documentId)),
                UPDATE_OR_INSERT);
    }

    /** The wait of one document is over. */
    void end(String targetScope, String key, String sourceTable, Object documentId) {
        waiting.updateOne(wait(targetScope, key, sourceTable, documentId), Updates.set("ready", true));
    }

    /** Tells those who wait for one of these keys that a link can be set. */
    void tell(String scope, Collection<String> arrived) {
        if (!arrived.isEmpty() && somebodyWaits()) {
            waiting.updateMany(Filters.in("k", Claims.ids(scope, arrived)), Updates.set("ready", true));
        }
    }

    /** Asked each time: another process may have added one. */
    private boolean somebodyWaits() {
        return waiting.find().projection(Projections.include("_id")).first() != null;
    }

    List<Wait> on(String targetScope, Collection<String> wanted) {
        return wanted.isEmpty() || !somebodyWaits()
                ? List.of()
                : waiting.find(Filters.in("k", Claims.ids(targetScope, wanted)))
                        .map(Waits::wait)
                        .into(new ArrayList<>());
    }

    void lookAgain(String scope, String table, List<Object> documentIds) {
        if (!documentIds.isEmpty()) {
            waiting.insertMany(documentIds.stream()
                    .map(id -> new Document("_id", scope + " again " + UUID.randomUUID())
                            .append("t", table)
                            .append("d", id)
                            .append("ready", true))
                    .toList());
        }
    }

    List<Wait> ready(int most, Collection<String> tables) {
        return waiting.find(Filters.and(Filters.eq("ready", true), Filters.in("t", tables)))
                .limit(most)
                .map(Waits::wait)
                .into(new ArrayList<>());
    }

    void settled(List<Wait> waits) {
        if (!waits.isEmpty()) {
            waiting.deleteMany(Filters.in("_id", waits.stream().map(Wait::id).toList()));
        }
    }

    private static Bson wait(String targetScope, String key, String sourceTable, Object documentId) {
        return Filters.eq("_id", id(targetScope, key, sourceTable, documentId));
    }

    private static Wait wait(Document wait) {
        return new Wait(wait.getString("_id"), wait.getString("t"), wait.get("d"));
    }
}
