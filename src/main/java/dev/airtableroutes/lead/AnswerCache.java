package dev.airtableroutes.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * What providers answered, so that nothing is paid for twice. Errors are never kept.
 *
 * <pre>
 * enrichment_cache  {_id: hash of provider, operation and input, provider, operation, outcome, fields: [{name, value}],
 *                    turn, charged, who: [hashes of the person], at, expiresAt}
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

    /**
     * Who asked about whom.
     *
     * @param input hash of provider, operation and input
     * @param turn in which it was asked
     * @param who the person's {@linkplain dev.airtableroutes.privacy.Suppressions#hashes hashes}
     */
    record Asked(String input, String turn, List<String> who) {}

    /**
     * The answer to this input, when there is one that is young enough; it costs nothing now.
     *
     * @param anew a miss of before does not count; null for any
     */
    Optional<Answer> find(String inputHash, Date anew) {
        return Optional.ofNullable(answers.find(Filters.and(
                                Filters.eq("_id", inputHash),
                                Filters.gt("expiresAt", Date.from(clock.instant())),
                                anew == null
                                        ? Filters.empty()
                                        : Filters.or(
                                                Filters.ne("outcome", Outcome.MISS.name()), Filters.gte("at", anew))))
                        .first())
                .map(kept -> answer(kept, BigDecimal.ZERO));
    }

    /** What was answered in a turn, with what its provider said that it charged. */
    Optional<Answer> of(String turn) {
        return Optional.ofNullable(answers.find(Filters.eq("turn", turn)).first())
                .map(kept -> answer(
                        kept, kept.get("charged") instanceof Decimal128 charged ? charged.bigDecimalValue() : null));
    }

    private static Answer answer(Document kept, BigDecimal credits) {
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
                credits,
                null,
                null,
                null);
    }

    /** Keeps a hit or a miss; anything else is no answer to keep. */
    void keep(Asked asked, Answer answer, Duration time) {
        if (answer.outcome() != Outcome.MISS && !answer.outcome().hit()) {
            return;
        }
        index();
        List<Document> fields = new ArrayList<>();
        answer.fields().forEach((name, value) -> fields.add(new Document("name", name).append("value", value)));
        Instant now = clock.instant();
        answers.replaceOne(
                Filters.eq("_id", asked.input()),
                new Document("_id", asked.input())
                        .append("provider", answer.provider())
                        .append("operation", answer.operation())
                        .append("outcome", answer.outcome().name())
                        .append("fields", fields)
                        .append("turn", asked.turn())
                        .append("charged", answer.credits() == null ? null : new Decimal128(answer.credits()))
                        .append("who", asked.who())
                        .append("at", Date.from(now))
                        .append("expiresAt", Date.from(now.plus(time))),
                new ReplaceOptions().upsert(true));
    }

    /** Forgets what was answered about a person, whatever was asked. @param who any of these hashes is theirs */
    long forget(Collection<String> who) {
        return answers.deleteMany(Filters.in("who", who)).getDeletedCount();
    }

    private void index() {
        if (!indexed) {
            answers.createIndex(Indexes.ascending("expiresAt"), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS));
            answers.createIndex(Indexes.ascending("who"));
            answers.createIndex(Indexes.ascending("turn"));
            indexed = true;
        }
    }
}
