package dev.airtableroutes.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * What providers answered, so that nothing is paid for twice. Errors are never kept.
 *
 * <pre>
 * enrichment_cache  {_id: hash of provider, operation and input, provider, operation, outcome, fields: [{name, value}],
 *                    person: hash of the address, at, expiresAt}
 * </pre>
 */
@Component
class AnswerCache {

    private final MongoCollection<Document> answers;
    private final Clock clock;
    private boolean indexed;

    @Autowired
    AnswerCache(@Qualifier("state") MongoDatabase state) {
        this(state, Clock.systemUTC());
    }

    AnswerCache(MongoDatabase state, Clock clock) {
        this.answers = state.getCollection("enrichment_cache");
        this.clock = clock;
    }

    /** The answer to this input, when there is one that is young enough; it costs nothing now. */
    Optional<Answer> find(String inputHash) {
        return Optional.ofNullable(answers.find(Filters.and(
                                Filters.eq("_id", inputHash), Filters.gt("expiresAt", Date.from(clock.instant()))))
                        .first())
                .map(AnswerCache::answer);
    }

    private static Answer answer(Document kept) {
        Map<String, Object> fields = new LinkedHashMap<>();
        kept.getList("fields", Document.class)
                .forEach(field -> fields.put(field.getString("name"), field.get("value")));
        return new Answer(
                kept.getString("provider"),
                kept.getString("operation"),
                Outcome.valueOf(kept.getString("outcome")),
                null,
                fields,
                List.of(),
                BigDecimal.ZERO,
                null,
                null,
                null);
    }

    /** Keeps a hit or a miss; anything else is no answer to keep. */
    void keep(String inputHash, Answer answer, Duration foundFor, Duration missedFor) {
        boolean miss = answer.outcome() == Outcome.MISS;
        if (!miss && !answer.outcome().hit()) {
            return;
        }
        index();
        List<Document> fields = new ArrayList<>();
        answer.fields().forEach((name, value) -> fields.add(new Document("name", name).append("value", value)));
        Instant now = clock.instant();
        Object address = answer.fields().get("email.address");
        answers.replaceOne(
                Filters.eq("_id", inputHash),
                new Document("_id", inputHash)
                        .append("provider", answer.provider())
                        .append("operation", answer.operation())
                        .append("outcome", answer.outcome().name())
                        .append("fields", fields)
                        .append("person", address == null ? null : Identity.contactId(address.toString()))
                        .append("at", Date.from(now))
                        .append("expiresAt", Date.from(now.plus(miss ? missedFor : foundFor))),
                new ReplaceOptions().upsert(true));
    }

    /** Forgets what was answered about a person. */
    long forget(String address) {
        return answers.deleteMany(Filters.eq("person", Identity.contactId(address)))
                .getDeletedCount();
    }

    /** Forgets one answer, to ask anew. */
    void forgetInput(String inputHash) {
        answers.deleteOne(Filters.eq("_id", inputHash));
    }

    private void index() {
        if (!indexed) {
            answers.createIndex(Indexes.ascending("expiresAt"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
            answers.createIndex(Indexes.ascending("person"));
            indexed = true;
        }
    }
}
