package dev.airtableroutes.sync;

import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.base.LiveSchema;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What is changed in MongoDB and not delivered yet. */
@Component
public class Backlog {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(5);

    private final LiveBases liveBases;
    private final MongoDatabase source;
    private final MongoDatabase state;
    /** By table, the documents that hints have brought since the last pass, and when these were read. */
    private final Map<String, Map<Object, Instant>> hinted = new ConcurrentHashMap<>();

    private final Map<String, Instant> lastDone = new ConcurrentHashMap<>();
    private final Map<String, Instant> failingSince = new ConcurrentHashMap<>();
    /** Tables whose operators know of a slow search. */
    private final Set<String> advised = ConcurrentHashMap.newKeySet();

    Backlog(LiveBases liveBases, @Qualifier("source") MongoDatabase source, @Qualifier("state") MongoDatabase state) {
        this.liveBases = liveBases;
        this.source = source;
        this.state = state;
    }

    @EventListener
    void ended(PassEnded pass) {
        PassReport report = pass.report();
        String table = report.table();
        if (report.dryRun() || pass.held()) {
            return;
        }
        if (!report.done()) {
            failingSince.putIfAbsent(table, Instant.now());
        } else if (report.mode() == Mode.HINTS) {
            Map<Object, Instant> brought = hinted.computeIfAbsent(table, name -> new ConcurrentHashMap<>());
            report.outcomes().keySet().forEach(document -> brought.put(document, report.started()));
        } else {
            hinted.remove(table);
            failingSince.remove(table);
            lastDone.put(table, report.started());
        }
    }

    /**
     * When the oldest change was made that has not been looked at since; empty when there is none. What lies in the dead
     * letters was looked at, and what is older than the table's first pass counts from when that began. Without a cursor
     * field, or before the base was read, nobody knows what changed: then it is the start of the last whole pass if a later
     * one failed.
     */
    public Optional<Instant> oldest(Mapping mapping) {
        if (mapping.cursor() == null) {
            return sinceItFails(mapping.table());
        }
        return scope(mapping.table())
                .map(scope -> oldest(mapping, TableState.read(state, scope)))
                .orElseGet(() -> sinceItFails(mapping.table()));
    }

    private Optional<Instant> sinceItFails(String table) {
        return Optional.ofNullable(failingSince.get(table)).map(since -> lastDone.getOrDefault(table, since));
    }

    private Optional<String> scope(String table) {
        String key = table.substring(0, table.indexOf('/'));
        // a base that failed has to be read again, and its tables have as much to deliver as before
        return liveBases.lately(key).map(LiveSchema::base).flatMap(base -> Optional.ofNullable(
                        base.tables().get(table.substring(key.length() + 1)))
                .map(there -> SyncedTable.scope(base, there)));
    }

    private Optional<Instant> oldest(Mapping mapping, TableState known) {
        if (known.cursor() != null) {
            return oldest(mapping, known.cursor());
        }
        // whatever the documents say, nothing could be late before
        Instant first = known.fullAt() == null ? known.begunAt() : known.fullAt();
        return first == null
                ? Optional.empty()
                : oldest(mapping, Instant.EPOCH).map(changed -> changed.isBefore(first) ? first : changed);
    }

    /** The field may be a date or ISO text, document by document. */
    private Optional<Instant> oldest(Mapping mapping, Instant cursor) {
        return Stream.of(Date.from(cursor), cursor.toString())
                .flatMap(from -> first(mapping, from).stream())
                .min(Comparator.naturalOrder());
    }

    private Optional<Instant> first(Mapping mapping, Object from) {
        Instant begin = Instant.now();
        try {
            Optional<Instant> first = search(mapping, from);
            Duration took = Duration.between(begin, Instant.now());
            if (took.compareTo(SLOW) > 0) {
                advise(mapping, "took %,d ms".formatted(took.toMillis()));
            }
            return first;
        } catch (MongoExecutionTimeoutException | MongoOperationTimeoutException late) {
            advise(mapping, "had no end after %,d ms".formatted(MOST.toMillis()));
            throw late;
        }
    }

    private void advise(Mapping mapping, String howLong) {
        if (!advised.add(mapping.table())) {
            return;
        }
        if (indexed(mapping)) {
            LOG.info(
                    "{}: looking for the oldest change in collection {} {}, with an index on the field {}; MongoDB is busy, or far away",
                    mapping.table(),
                    mapping.collection(),
                    howLong,
                    mapping.cursor());
        } else {
            LOG.warn(
                    "{}: looking for the oldest change in collection {} {}; without an index on the field {}, MongoDB reads the whole collection each time, for passes as well: db.getCollection(\"{}\").createIndex({\"{}\": 1})",
                    mapping.table(),
                    mapping.collection(),
                    howLong,
                    mapping.cursor(),
                    mapping.collection(),
                    mapping.cursor());
        }
    }

    /** Whoever must not list indexes is told what one would be good for. */
    private boolean indexed(Mapping mapping) {
        try {
            return StreamSupport.stream(
                            source.getCollection(mapping.collection())
                                    .listIndexes()
                                    .spliterator(),
                            false)
                    .filter(Backlog::complete)
                    .map(index -> index.get("key", Document.class))
                    .anyMatch(key ->
                            mapping.cursor().equals(key.keySet().iterator().next()));
        } catch (MongoException refused) {
            return false;
        }
    }

    /** A pass reads documents without the field as well, and these are not in such an index. */
    private static boolean complete(Document index) {
        return !Boolean.TRUE.equals(index.get("sparse")) && !index.containsKey("partialFilterExpression");
    }

    private Optional<Instant> search(Mapping mapping, Object from) {
        Map<Object, Instant> brought = hinted.getOrDefault(mapping.table(), Map.of());
        try (var changed = source.getCollection(mapping.collection())
                .find(Filters.gt(mapping.cursor(), from))
                .projection(Projections.include(mapping.cursor()))
                .sort(Sorts.ascending(mapping.cursor()))
                // of those that a hint has brought, none more can be in the way
                .limit(brought.size() + 100)
                .maxTime(MOST.toMillis(), TimeUnit.MILLISECONDS)
                .cursor()) {
            while (changed.hasNext()) {
                Document document = changed.next();
                Instant at =
                        instant(document.getEmbedded(List.of(mapping.cursor().split("\\.")), Object.class));
                Instant read = brought.get(document.get("_id"));
                if (at != null && (read == null || read.isBefore(at))) {
                    return Optional.of(at);
                }
            }
        }
        return Optional.empty();
    }

    private static Instant instant(Object value) {
        if (value instanceof Date date) {
            return date.toInstant();
        }
        try {
            return Instant.parse(String.valueOf(value));
        } catch (DateTimeParseException noTime) {
            return null;
        }
    }
}
