package dev.airtableroutes.deadletter;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.airtableroutes.deadletter.Letter.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Letters that were resolved or discarded: kept for a while, and then forgotten. */
final class ClosedLetters {

    private static final int TOGETHER = 500;

    private final MongoCollection<Document> letters;
    private final TroubledDocuments troubled;

    ClosedLetters(MongoCollection<Document> letters, TroubledDocuments troubled) {
        this.letters = letters;
        this.troubled = troubled;
    }

    /** Deletes those that were closed before; returns how many. */
    long forget(Instant before) {
        Bson closed = closed(Date.from(before));
        long forgotten = 0;
        List<Document> some = some(closed);
        while (!some.isEmpty()) {
            List<String> ids =
                    some.stream().map(letter -> letter.getString("_id")).toList();
            forgotten += letters.deleteMany(Filters.and(Filters.in("_id", ids), closed))
                    .getDeletedCount();
            some.forEach(letter -> troubled.remove(place(letter), letter.get("documentId"), letter.getString("_id")));
            some = some(closed);
        }
        return forgotten;
    }

    private static Bson closed(Date before) {
        return Filters.and(
                Filters.in("state", State.RESOLVED.text(), State.DISCARDED.text()),
                // letters of earlier versions do not say when they were moved
                Filters.or(
                        Filters.lte("movedAt", before),
                        Filters.and(Filters.exists("movedAt", false), Filters.lte("at", before))));
    }

    private List<Document> some(Bson closed) {
        return letters.find(closed)
                .projection(Projections.include("table", "provider", "documentId"))
                .limit(TOGETHER)
                .into(new ArrayList<>());
    }

    private static String place(Document letter) {
        return letter.getString(letter.getString("table") == null ? "provider" : "table");
    }
}
