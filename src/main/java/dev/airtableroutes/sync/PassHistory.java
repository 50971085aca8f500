package dev.airtableroutes.sync;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reports of passes in the state database; passes that had nothing to do leave none. */
@Component
class PassHistory {

    private static final ReplaceOptions REPLACE_OR_INSERT = new ReplaceOptions().upsert(true);

    private final MongoCollection<Document> passes;

    PassHistory(@Qualifier("state") MongoDatabase state) {
        this.passes = state.getCollection("passes");
    }

    void store(PassReport report) {
        Totals totals = report.totals();
        Document document = new Document("_id", report.id())
                .append("table", report.table())
                .append("mode", report.mode().name())
                .append("state", report.state())
                .append("started", report.started())
                .append("ended", report.ended())
                .append("expected", report.expected())
                .append("read", totals.read())
                .append("created", totals.created())
                .append("updated", totals.updated())
                .append("unchanged", totals.unchanged())
                .append("takenOver", totals.takenOver())
                .append("deleted", totals.deleted())
                .append("deadLetters", new Document(new java.util.LinkedHashMap<>(totals.deadLetters())))
                .append("unresolvedLinks", totals.unresolvedLinks())
                .append("writeCalls", totals.writeCalls())
                .append("failure", report.failure());
        passes.replaceOne(Filters.eq("_id", report.id()), document, REPLACE_OR_INSERT);
    }
}
