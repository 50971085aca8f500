package dev.airtableroutes.sync;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import dev.airtableroutes.failure.MongoTrouble;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reports of passes in the state database; passes that had nothing to do leave none, and dry runs only in memory. */
@Component
class PassHistory {

    private static final Logger LOG = LoggerFactory.getLogger(PassHistory.class);

    private static final ReplaceOptions REPLACE_OR_INSERT = new ReplaceOptions().upsert(true);
    private static final int REMEMBERED = 200;

    private final MongoCollection<Document> passes;
    /** The latest reports by id, with what the state database does not keep. */
    private final Map<String, PassReport> latest = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PassReport> eldest) {
            return size() > REMEMBERED;
        }
    });

    private volatile boolean indexed;

    PassHistory(@Qualifier("state") MongoDatabase state) {
        this.passes = state.getCollection("passes");
    }

    void remember(PassReport report) {
        latest.put(report.id(), report);
    }

    void store(PassReport report) {
        if (!indexed) {
            passes.createIndex(Indexes.compoundIndex(Indexes.ascending("table"), Indexes.descending("started")));
            passes.createIndex(Indexes.descending("started"));
            indexed = true;
        }
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
                .append("deadLetters", new Document(new LinkedHashMap<>(totals.deadLetters())))
                .append("unresolvedLinks", totals.unresolvedLinks())
                .append("settledLinks", totals.settledLinks())
                .append("readBack", totals.readBack())
                .append("writeCalls", totals.writeCalls())
                .append("failure", report.failure());
        passes.replaceOne(Filters.eq("_id", report.id()), document, REPLACE_OR_INSERT);
    }

    /** Stores the report of a pass that ended. */
    void keep(PassReport report) {
        try {
            store(report);
        } catch (MongoException away) {
            if (report.done()) {
                throw away;
            }
            // why the pass failed, most likely: what there is to say is said by the report itself
            LOG.warn("{}: the report of the pass cannot be kept: {}", report.table(), MongoTrouble.logged(away));
        }
    }

    /** Keeps so many of the latest passes of each table, and forgets the others. */
    void keepLatest(int count) {
        for (String table : passes.distinct("table", String.class)) {
            Document oldestKept = passes.find(Filters.eq("table", table))
                    .projection(Projections.include("started"))
                    .sort(Sorts.descending("started"))
                    .skip(count - 1)
                    .first();
            if (oldestKept != null) {
                passes.deleteMany(
                        Filters.and(Filters.eq("table", table), Filters.lt("started", oldestKept.getDate("started"))));
            }
        }
    }

    Optional<PassReport> find(String id) {
        PassReport remembered = latest.get(id);
        return remembered != null
                ? Optional.of(remembered)
                : Optional.ofNullable(passes.find(Filters.eq("_id", id)).first())
                        .map(PassHistory::report);
    }

    /** The latest passes, latest first. */
    List<PassReport> latest(String table, int count) {
        return passes.find(table == null ? new Document() : Filters.eq("table", table))
                .sort(Sorts.descending("started"))
                .limit(count)
                .map(PassHistory::report)
                .into(new ArrayList<>());
    }

    /** The latest pass of each table that had one, by table: in one question, since a page shows them all. */
    Map<String, PassReport> latestOfEach() {
        Map<String, PassReport> latestOfEach = new HashMap<>();
        passes.aggregate(List.of(
                        Aggregates.sort(Sorts.orderBy(Sorts.ascending("table"), Sorts.descending("started"))),
                        Aggregates.group("$table", Accumulators.first("pass", "$$ROOT"))))
                .forEach(group -> latestOfEach.put(group.getString("_id"), report(group.get("pass", Document.class))));
        return latestOfEach;
    }

    private static PassReport report(Document pass) {
        Totals totals = new Totals(
                count(pass, "read"),
                count(pass, "created"),
                count(pass, "updated"),
                count(pass, "unchanged"),
                count(pass, "takenOver"),
                count(pass, "deleted"),
                deadLetters(pass),
                count(pass, "unresolvedLinks"),
                count(pass, "settledLinks"),
                Map.of(),
                count(pass, "readBack"),
                count(pass, "writeCalls"));
        return new PassReport(
                pass.getString("_id"),
                pass.getString("table"),
                Mode.valueOf(pass.getString("mode")),
                false,
                pass.getString("state"),
                instant(pass.getDate("started")),
                instant(pass.getDate("ended")),
                count(pass, "expected"),
                totals,
                pass.getString("failure"),
                Map.of());
    }

    private static Map<String, Long> deadLetters(Document pass) {
        Map<String, Long> counts = new TreeMap<>();
        pass.get("deadLetters", new Document())
                .forEach((kind, count) -> counts.put(kind, ((Number) count).longValue()));
        return counts;
    }

    private static long count(Document pass, String name) {
        return pass.get(name) instanceof Number count ? count.longValue() : 0;
    }

    private static Instant instant(Date date) {
        return date == null ? null : date.toInstant();
    }
}
