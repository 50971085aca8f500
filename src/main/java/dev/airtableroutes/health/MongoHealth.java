package dev.airtableroutes.health;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.health.Integration.State;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** MongoDB: where the documents are, and where the state is. */
@Component
class MongoHealth implements Integrations.Source {

    private static final int PATIENCE_SECONDS = 2;

    private final MongoDatabase source;
    private final MongoDatabase state;
    private Integration last;

    MongoHealth(@Qualifier("source") MongoDatabase source, @Qualifier("state") MongoDatabase state) {
        this.source = source;
        this.state = state;
    }

    @Override
    public synchronized List<Integration> now() {
        String reason = silent(source)
                ? "The MongoDB of the documents does not answer within %d s.".formatted(PATIENCE_SECONDS)
                : silent(state)
                        ? "The MongoDB of the state does not answer within %d s.".formatted(PATIENCE_SECONDS)
                        : null;
        State now = reason == null ? State.UP : State.DOWN;
        Instant since = last != null && last.state() == now ? last.since() : Instant.now();
        last = new Integration("mongodb", now, reason, since, null, null);
        return List.of(last);
    }

    private static boolean silent(MongoDatabase database) {
        try {
            database.withTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).runCommand(new Document("ping", 1));
            return false;
        } catch (MongoException away) {
            return true;
        }
    }
}
