package dev.airtableroutes.deadletter;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The dead letters in the state database. The same fault of the same document is one letter that counts attempts. */
@Component("deadLetters")
public class DeadLetters {

    private static final UpdateOptions UPDATE_OR_INSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<Document> letters;

    public DeadLetters(@Qualifier("state") MongoDatabase state) {
        this.letters = state.getCollection("dead_letters");
    }

    /** Stores the letter, or counts one more attempt of the same fault. */
    public DeadLetter store(DeadLetter letter) {
        Instant now = Instant.now();
        letters.updateOne(
                Filters.eq("_id", letter.id()),
                Updates.combine(
                        Updates.setOnInsert("firstAt", now),
                        Updates.set("at", now),
                        Updates.set("route", letter.route()),
                        Updates.set("table", letter.table()),
                        Updates.set("documentId", letter.documentId()),
                        Updates.set("kind", letter.kind().text()),
                        Updates.set("field", letter.field()),
                        Updates.set("value", letter.value()),
                        Updates.set("others", letter.others()),
                        Updates.set("httpStatus", letter.httpStatus()),
                        Updates.set("errorType", letter.errorType()),
                        Updates.set("reason", letter.reason()),
                        Updates.set("state", "open"),
                        Updates.unset("resolvedAt"),
                        Updates.inc("attempts", 1)),
                UPDATE_OR_INSERT);
        return letter;
    }

    /** The texts of the ids of the documents of a table that have open letters. */
    public Set<String> troubled(String table) {
        Set<String> documents = new HashSet<>();
        for (Document letter : letters.find(Filters.and(Filters.eq("table", table), Filters.eq("state", "open")))
                .projection(Projections.include("documentId"))) {
            documents.add(String.valueOf(letter.get("documentId")));
        }
        return documents;
    }

    /** The document was delivered: its open letters are resolved, but for the ones of this pass. */
    public void delivered(String table, Object documentId, Collection<String> exceptIds) {
        resolve(open(table, documentId, exceptIds));
    }

    /**
     * The document asks for nothing new: letters about what the mapping could not convert are resolved, but for the ones
     * of this pass. What Airtable refused stays refused.
     */
    public void unchanged(String table, Object documentId, Collection<String> exceptIds) {
        resolve(Filters.and(open(table, documentId, exceptIds), Filters.eq("httpStatus", 0)));
    }

    private static Bson open(String table, Object documentId, Collection<String> exceptIds) {
        return Filters.and(
                Filters.eq("table", table),
                Filters.eq("documentId", documentId),
                Filters.eq("state", "open"),
                Filters.nin("_id", exceptIds));
    }

    private void resolve(Bson which) {
        letters.updateMany(
                which, Updates.combine(Updates.set("state", "resolved"), Updates.set("resolvedAt", Instant.now())));
    }

    /** Ids of documents with open letters, by kind; what a report lists. */
    public Map<String, List<String>> openByKind(String table) {
        Map<String, List<String>> documents = new TreeMap<>();
        for (Document letter : letters.find(Filters.and(Filters.eq("table", table), Filters.eq("state", "open")))
                .projection(Projections.include("documentId", "kind"))) {
            documents
                    .computeIfAbsent(letter.getString("kind"), kind -> new ArrayList<>())
                    .add(String.valueOf(letter.get("documentId")));
        }
        return documents;
    }

    public long open() {
        return letters.countDocuments(Filters.eq("state", "open"));
    }
}
