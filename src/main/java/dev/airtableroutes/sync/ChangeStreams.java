package dev.airtableroutes.sync;

import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private final Catalog catalog;
    private final MongoDatabase source;
    private final ProducerTemplate camel;
    private final boolean enabled;
    private final AtomicBoolean running = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    ChangeStreams(
            Catalog catalog,
            @Qualifier("source") MongoDatabase source,
            @Lazy ProducerTemplate camel,
            @Value("${sync.serve}") boolean enabled) {
        this.catalog = catalog;
        this.source = source;
        this.camel = camel;
        this.enabled = enabled;
    }

    @Override
    public void start() {
        if (!enabled || !running.compareAndSet(false, true)) {
            return;
        }
        Map<String, List<String>> tables = new HashMap<>();
        for (Mapping mapping : catalog.mappings().values()) {
            tables.computeIfAbsent(mapping.collection(), name -> new ArrayList<>())
                    .add(mapping.table());
        }
        tables.forEach((collection, readers) -> {
            Thread thread = new Thread(() -> watch(collection, readers), "changes-" + collection);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        });
    }

    private void watch(String collection, List<String> tables) {
        boolean told = false;
        while (running.get()) {
            try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> changes = source.getCollection(collection)
                    .watch()
                    .fullDocument(FullDocument.UPDATE_LOOKUP)
                    .cursor()) {
                told = false;
                while (running.get()) {
                    ChangeStreamDocument<Document> change = changes.next();
                    hint(change, tables);
                }
            } catch (MongoException | IllegalStateException away) {
                if (running.get() && !told) {
                    told = true;
                    LOG.warn(
                            "No change stream on collection {} ({}); changes are found by the passes until it is back",
                            collection,
                            away.getMessage());
                }
                pause();
            }
        }
    }

    private void hint(ChangeStreamDocument<Document> change, List<String> tables) {
        Object id = change.getFullDocument() == null
                ? key(change.getDocumentKey())
                : change.getFullDocument().get("_id");
        if (id != null && running.get()) {
            tables.forEach(table -> camel.sendBody("direct:change-hints", new Hint(table, id)));
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
            running.set(false);
        }
    }

    @Override
    public void stop() {
        running.set(false);
        threads.forEach(Thread::interrupt);
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
