package dev.airtableroutes.sync;

import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import dev.airtableroutes.failure.MongoTrouble;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Watches the collections of the mappings and passes on which documents changed. camel-mongodb's own consumer stops the
 * application when a collection is missing and fails on ids that are no ObjectId; a hint that is lost here costs time
 * only, since the scan finds the change.
 */
@Component
class ChangeStreams implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeStreams.class);

    private static final JsonWriterSettings LOSSLESS =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private final Mappings mappings;
    private final MongoDatabase source;
    private final ProducerTemplate camel;
    private final boolean enabled;
    private final AtomicBoolean running = new AtomicBoolean();
    private final Map<String, Thread> threads = new ConcurrentHashMap<>();

    ChangeStreams(
            Mappings mappings,
            @Qualifier("source") MongoDatabase source,
            @Lazy ProducerTemplate camel,
            @Value("${sync.serve}") boolean enabled) {
        this.mappings = mappings;
        this.source = source;
        this.camel = camel;
        this.enabled = enabled;
        mappings.follow(this::follow);
    }

    @Override
    public void start() {
        if (enabled && running.compareAndSet(false, true)) {
            follow();
        }
    }

    /** One thread a collection that a mapping reads. */
    private synchronized void follow() {
        Set<String> wanted = running.get() ? collections() : Set.of();
        threads.entrySet().removeIf(thread -> {
            boolean over = !wanted.contains(thread.getKey());
            if (over) {
                thread.getValue().interrupt();
            }
            return over;
        });
        wanted.forEach(collection -> threads.computeIfAbsent(collection, name -> {
            Thread thread = new Thread(() -> watch(name), "changes-" + name);
            thread.setDaemon(true);
            return thread;
        }));
        threads.values().stream()
                .filter(thread -> thread.getState() == Thread.State.NEW)
                .forEach(Thread::start);
    }

    private Set<String> collections() {
        return mappings.current().mappings().values().stream()
                .map(Mapping::collection)
                .collect(Collectors.toSet());
    }

    /** Whether the thread that asks is still the one for its collection. */
    private boolean watching(String collection) {
        return running.get() && threads.get(collection) == Thread.currentThread();
    }

    private void watch(String collection) {
        boolean told = false;
        while (watching(collection)) {
            try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> changes = source.getCollection(collection)
                    .watch()
                    .fullDocument(FullDocument.UPDATE_LOOKUP)
                    .cursor()) {
                told = false;
                while (watching(collection)) {
                    ChangeStreamDocument<Document> change = changes.next();
                    hint(change, collection);
                }
            } catch (MongoException | IllegalStateException away) {
                if (watching(collection) && !told) {
                    told = true;
                    LOG.warn(
                            "No change stream on collection {} ({}); changes are found by the passes until it is back",
                            collection,
                            away instanceof MongoException mongo ? MongoTrouble.logged(mongo) : away.getMessage());
                }
                pause();
            }
        }
    }

    private void hint(ChangeStreamDocument<Document> change, String collection) {
        Object id = change.getFullDocument() == null
                ? key(change.getDocumentKey())
                : change.getFullDocument().get("_id");
        if (id != null && watching(collection)) {
            mappings.current().mappings().values().stream()
                    .filter(mapping -> mapping.collection().equals(collection))
                    .forEach(mapping -> camel.sendBody("direct:change-hints", new Hint(mapping.table(), id)));
        }
    }

    /** The id of a deleted document, as the Java type that a document read from the collection has. */
    private static Object key(BsonDocument key) {
        return key == null ? null : Document.parse(key.toJson(LOSSLESS)).get("_id");
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(2);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running.set(false);
        follow();
    }

    @Override
    public boolean isRunning() {
        return running.get();
    }

    /** After Camel, which starts late, and stopped before it. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
