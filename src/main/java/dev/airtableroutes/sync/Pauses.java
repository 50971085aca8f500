package dev.airtableroutes.sync;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The tables that a person has paused, kept in the state database. */
@Component
class Pauses {

    private final MongoCollection<Document> stored;
    private final Map<String, Pause> paused = new ConcurrentHashMap<>();
    private volatile boolean read;

    Pauses(@Qualifier("state") MongoDatabase state) {
        this.stored = state.getCollection("paused");
    }

    Optional<Pause> of(String table) {
        if (!read) {
            for (Document pause : stored.find()) {
                paused.putIfAbsent(
                        pause.getString("_id"), new Pause(pause.getDate("since").toInstant(), pause.getString("by")));
            }
            read = true;
        }
        return Optional.ofNullable(paused.get(table));
    }

    Pause begin(String table, String by) {
        of(table);
        Pause pause = new Pause(Instant.now(), by);
        stored.replaceOne(
                Filters.eq("_id", table),
                new Document("_id", table).append("since", pause.since()).append("by", by),
                new ReplaceOptions().upsert(true));
        paused.put(table, pause);
        return pause;
    }

    void end(String table) {
        of(table);
        stored.deleteOne(Filters.eq("_id", table));
        paused.remove(table);
    }
}
