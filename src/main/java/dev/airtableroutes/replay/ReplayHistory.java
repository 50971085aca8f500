package dev.airtableroutes.replay;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.failure.MongoTrouble;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How far replays came, in the state database, so that it is known after a start. What became of a letter stands in its own
 * history; dry runs, which write nothing, are not here.
 *
 * <pre>
 * replay_reports  {_id, state, by, started, ended, tried, resolved, open, underWay,
 *                  credits, skipped, unmapped, failure, note, serves, at}
 * </pre>
 */
@Component
class ReplayHistory {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayHistory.class);

    static final int KEPT = 100;
    static final String CUT_SHORT =
            "The application stopped during the replay; what it had not come to is open, replay it again.";
    private static final String RUNNING = "running";

    private final MongoCollection<Document> reports;

    private final boolean serves;

    @Autowired
    ReplayHistory(@Qualifier("state") MongoDatabase state, @Value("${sync.serve:true}") boolean serves) {
        this.reports = state.getCollection("replay_reports");
        this.serves = serves;
    }

    /** That of a server. */
    ReplayHistory(MongoDatabase state) {
        this(state, true);
    }

    /** What is not on record is no reason to replay nothing; and dry runs are not. */
    void keep(Replay replay) {
        if (replay.dryRun()) {
            return;
        }
        try {
            store(replay.progress());
        } catch (MongoException away) {
            LOG.warn(
                    "How far replay {} is will not be known after a restart: {}",
                    replay.id(),
                    MongoTrouble.logged(away));
        }
    }

    void store(Replay.Progress replay) {
        reports.replaceOne(
                Filters.eq("_id", replay.id()),
                new Document("_id", replay.id())
                        .append("state", replay.state())
                        .append("by", replay.by())
                        .append("started", replay.started())
                        .append("ended", replay.ended())
                        .append("tried", replay.tried())
                        .append("resolved", replay.resolved())
                        .append("open", replay.open())
                        .append("underWay", replay.underWay())
                        .append("credits", new Decimal128(replay.credits()))
                        .append("skipped", replay.skipped())
                        .append("unmapped", replay.unmapped())
                        .append("failure", replay.failure())
                        .append("note", replay.note())
                        .append("serves", serves)
                        .append("at", Instant.now()),
                new ReplaceOptions().upsert(true));
    }

    /** One that did not begin. */
    void forget(String id) {
        reports.deleteOne(Filters.eq("_id", id));
    }

    /** Deletes all but the latest. */
    void keepLatest() {
        Document oldestKept =
                reports.find().sort(Sorts.descending("started")).skip(KEPT - 1).first();
        if (oldestKept != null) {
            reports.deleteMany(Filters.lt("started", oldestKept.getDate("started")));
        }
    }

    /** Ends those that nobody has gone on with for so long: whoever did was killed. */
    void endOlderThan(Duration age) {
        end(Filters.lte("at", Date.from(Instant.now().minus(age))));
    }

    /** Ends those of a server that is gone. A command that runs beside it goes on. */
    void endOfServer() {
        end(Filters.ne("serves", false));
    }

    private void end(Bson which) {
        reports.updateMany(
                Filters.and(Filters.eq("state", RUNNING), which),
                Updates.combine(
                        Updates.set("state", "failed"),
                        Updates.set("failure", CUT_SHORT),
                        Updates.set("ended", new Date())));
    }

    Optional<Replay.Progress> find(String id) {
        return Optional.ofNullable(reports.find(Filters.eq("_id", id)).first()).map(ReplayHistory::progress);
    }

    /** Latest first. */
    List<Replay.Progress> latest() {
        return reports.find()
                .sort(Sorts.descending("started"))
                .limit(KEPT)
                .map(ReplayHistory::progress)
                .into(new ArrayList<>());
    }

    private static Replay.Progress progress(Document report) {
        return new Replay.Progress(
                report.getString("_id"),
                report.getString("state"),
                false,
                report.getString("by"),
                instant(report.getDate("started")),
                instant(report.getDate("ended")),
                count(report, "tried"),
                count(report, "resolved"),
                count(report, "open"),
                count(report, "underWay"),
                report.get("credits") instanceof Decimal128 credits ? credits.bigDecimalValue() : BigDecimal.ZERO,
                count(report, "skipped"),
                count(report, "unmapped"),
                report.getString("failure"),
                report.getString("note"),
                List.of());
    }

    private static long count(Document report, String name) {
        return report.get(name) instanceof Number count ? count.longValue() : 0;
    }

    private static Instant instant(Date date) {
        return date == null ? null : date.toInstant();
    }
}
