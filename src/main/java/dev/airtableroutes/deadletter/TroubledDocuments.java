package dev.airtableroutes.deadletter;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code troubled}: which letters a document ever had. What a pass asks for, it finds by {@code _id} alone,
 * which every server looks up by index.
 *
 * <pre>
 * {_id: "table-or-provider type document", d: document id, letters: [letters that it ever had]}
 * </pre>
 */
final class TroubledDocuments {

    private static final UpdateOptions UPDATE_OR_INSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<Document> troubled;

    TroubledDocuments(MongoDatabase state) {
        this.troubled = state.getCollection("troubled");
    }

    /** Whether there is none: then no document needs to be asked about. */
    boolean none() {
        return troubled.estimatedDocumentCount() == 0;
    }

    void add(DeadLetter letter) {
        troubled.updateOne(
                Filters.eq("_id", key(letter.place(), letter.documentId())),
                Updates.combine(
                        Updates.setOnInsert("d", letter.documentId()), Updates.addToSet("letters", letter.id())),
                UPDATE_OR_INSERT);
    }

    /** The document of each letter that these documents ever had. */
    Map<String, Object> lettersOf(String place, Collection<?> documentIds) {
        Map<String, Object> documents = new HashMap<>();
        LetterStore.some(troubled, keys(place, documentIds))
                .forEach(document -> document.getList("letters", String.class, List.of())
                        .forEach(letter -> documents.put(letter, document.get("d"))));
        return documents;
    }

    /** One letter of a document is no more. */
    void remove(String place, Object documentId, String letter) {
        Bson document = Filters.eq("_id", key(place, documentId));
        troubled.updateOne(document, Updates.pull("letters", letter));
        troubled.deleteOne(Filters.and(document, Filters.size("letters", 0)));
    }

    void forget(String place, Collection<?> documentIds) {
        troubled.deleteMany(Filters.in("_id", keys(place, documentIds)));
    }

    private static List<String> keys(String place, Collection<?> documentIds) {
        return documentIds.stream().map(documentId -> key(place, documentId)).toList();
    }

    private static String key(String place, Object documentId) {
        return place + " " + DocumentIds.type(documentId) + " " + DocumentIds.text(documentId);
    }
}
