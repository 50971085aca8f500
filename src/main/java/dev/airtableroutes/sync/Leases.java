package dev.airtableroutes.sync;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.failure.WaitException;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.Body;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Which process is in a pass over which table: two that share a state database would write the same records twice. Whoever
 * holds a lease renews it; one that is not renewed has ended. No clock of another machine is believed: it is over when it
 * stood still while this process looked on, or at once when its process certainly runs no more.
 *
 * <pre>
 * leases  {_id: scope, owner, beat: how often renewed, since, host, numbers, pid, started}
 * </pre>
 */
@Component("leases")
public class Leases {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private final MongoCollection<Document> leases;
    private final long silence;
    private final LongSupplier clock;
    private final String owner = UUID.randomUUID().toString();
    /** When ours were renewed last, by scope. */
    private final Map<String, Long> renewed = new ConcurrentHashMap<>();
    /** Those of others as they were when we saw them so first, by scope. */
    private final Map<String, Sighting> sightings = new ConcurrentHashMap<>();

    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "leases");
        thread.setDaemon(true);
        return thread;
    });

    private record Sighting(String owner, long beat, long at) {}

    @Autowired
    Leases(@Qualifier("state") MongoDatabase state, @Value("${sync.lease}") Duration silence) {
        this(state, silence, System::nanoTime);
    }

    Leases(MongoDatabase state, Duration silence, LongSupplier clock) {
        this.leases = state.getCollection("leases");
        this.silence = silence.toNanos();
        this.clock = clock;
        heart.scheduleWithFixedDelay(this::renewAll, this.silence / 4, this.silence / 4, TimeUnit.NANOSECONDS);
    }

    /**
     * Takes a table for a pass.
     *
     * @throws TableTakenException when another process is in one
     */
    void take(SyncedTable table) {
        long now = clock.getAsLong();
        Document found = leases.find(Filters.eq("_id", table.scope())).first();
        if (found != null && !mayBeTaken(found) || !write(table.scope(), found)) {
            throw taken(table, found);
        }
        sightings.remove(table.scope());
        renewed.put(table.scope(), now);
    }

    private boolean mayBeTaken(Document lease) {
        if (owner.equals(lease.getString("owner")) || OwnProcess.certainlyEnded(lease)) {
            return true;
        }
        long now = clock.getAsLong();
        Sighting seen = sightings.compute(
                lease.getString("_id"),
                (scope, before) -> before != null
                                && before.owner().equals(lease.getString("owner"))
                                && before.beat() == beat(lease)
                        ? before
                        : new Sighting(lease.getString("owner"), beat(lease), now));
        return now - seen.at() >= silence;
    }

    /** @return false when another process was quicker */
    private boolean write(String scope, Document found) {
        Document ours = new Document("_id", scope)
                .append("owner", owner)
                .append("beat", 0L)
                .append("since", Date.from(Instant.now()));
        ours.putAll(OwnProcess.identity());
        if (found != null) {
            Bson asFound = Filters.and(as(scope, found.getString("owner")), Filters.eq("beat", beat(found)));
            return leases.replaceOne(asFound, ours).getMatchedCount() == 1;
        }
        try {
            leases.insertOne(ours);
            return true;
        } catch (MongoWriteException refused) {
            if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw refused;
        }
    }

    private static TableTakenException taken(SyncedTable table, Document lease) {
        String process = lease == null
                ? ""
                : " (process %s, since %s)"
                        .formatted(
                                OwnProcess.name(lease),
                                lease.getDate("since").toInstant().truncatedTo(ChronoUnit.SECONDS));
        return new TableTakenException(
                "Another airtable-routes%s is in a pass over %s, and a table has one pass at a time. Wait until it has ended, or leave this table to it."
                        .formatted(process, table.mapping().table()));
    }

    /** Makes sure, before a request leaves, that the table is still this process's; else the pass stops. */
    public void check(@Body Batch batch) {
        stopIfLost(batch.pass());
    }

    void stopIfLost(Pass pass) {
        if (pass.leased() && !pass.stopped() && !holds(pass.scope())) {
            pass.stop(new WaitException(
                    "This process stood still for so long that another one took over %s; the next pass goes on where this one was."
                            .formatted(pass.mapping().table())));
        }
    }

    private boolean holds(String scope) {
        Long at = renewed.get(scope);
        return at != null && clock.getAsLong() - at < silence / 2 || renew(scope);
    }

    private boolean renew(String scope) {
        long now = clock.getAsLong();
        boolean ours =
                leases.updateOne(as(scope, owner), Updates.inc("beat", 1L)).getMatchedCount() == 1;
        if (ours) {
            renewed.put(scope, now);
        } else {
            renewed.remove(scope);
        }
        return ours;
    }

    private static long beat(Document lease) {
        return lease.get("beat", Number.class).longValue();
    }

    void renewAll() {
        for (String scope : renewed.keySet()) {
            try {
                renew(scope);
            } catch (RuntimeException away) {
                LOG.debug("The lease of {} cannot be renewed: {}", scope, away.getMessage());
            }
        }
    }

    /** Other processes may have the table. One that cannot be told so finds out by itself. */
    void letGo(String scope) {
        if (renewed.remove(scope) != null) {
            try {
                leases.deleteOne(as(scope, owner));
            } catch (MongoException away) {
                LOG.debug("The lease of {} ends by itself: {}", scope, away.getMessage());
            }
        }
    }

    private static Bson as(String scope, String owner) {
        return Filters.and(Filters.eq("_id", scope), Filters.eq("owner", owner));
    }

    @PreDestroy
    void stop() {
        heart.shutdownNow();
    }
}
