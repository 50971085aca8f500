package dev.airtableroutes.deadletter;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.airtableroutes.deadletter.DeadLetters.Count;
import dev.airtableroutes.deadletter.DeadLetters.Questions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Counts the open letters. */
final class LetterCounts {

    private static final Duration HOLD = Duration.ofSeconds(5);

    private final MongoCollection<Document> letters;
    private volatile Counted counts;

    LetterCounts(MongoCollection<Document> letters) {
        this.letters = letters;
    }

    /** A letter has changed here. */
    void forget() {
        counts = null;
    }

    Map<String, List<String>> openByKind(String table) {
        Map<String, List<String>> documents = new TreeMap<>();
        for (Document letter : letters.find(Filters.and(Filters.eq("state", "open"), Filters.eq("table", table)))
                .projection(Projections.include("documentId", "kind"))) {
            documents
                    .computeIfAbsent(letter.getString("kind"), kind -> new ArrayList<>())
                    .add(DocumentIds.text(letter.get("documentId")));
        }
        return documents;
    }

    long open() {
        return letters.countDocuments(Filters.eq("state", "open"));
    }

    boolean open(String table) {
        return letters.find(Filters.and(Filters.eq("state", "open"), Filters.eq("table", table)))
                        .projection(Projections.include("_id"))
                        .first()
                != null;
    }

    private record Counted(List<Count> counts, Instant at) {}

    List<Count> counts() {
        Counted known = counts;
        if (known == null || known.at().plus(HOLD).isBefore(Instant.now())) {
            Instant at = Instant.now();
            known = new Counted(count(), at);
            counts = known;
        }
        return known.counts();
    }

    private List<Count> count() {
        List<Count> counts = new ArrayList<>();
        for (Document group : letters.aggregate(List.of(
                Aggregates.match(Filters.eq("state", "open")),
                Aggregates.group(
                        new Document("table", "$table")
                                .append("provider", "$provider")
                                .append("kind", "$kind"),
                        Accumulators.sum("letters", 1))))) {
            Document of = group.get("_id", Document.class);
            counts.add(new Count(
                    of.getString("table"),
                    of.getString("provider"),
                    of.getString("kind"),
                    group.get("letters", Number.class).longValue()));
        }
        counts.sort(Comparator.comparing(Count::place).thenComparing(Count::kind));
        return counts;
    }

    SortedMap<String, Long> elsewhere(LetterFilter filter, Instant before, Collection<String> places) {
        List<Bson> conditions = filter.conditions(before);
        conditions.add(Filters.lte("since", Date.from(before)));
        SortedMap<String, Long> elsewhere = new TreeMap<>();
        for (Document group : letters.aggregate(List.of(
                Aggregates.match(Filters.and(conditions)),
                Aggregates.group(
                        new Document("table", "$table").append("provider", "$provider"),
                        Accumulators.sum("letters", 1))))) {
            Document of = group.get("_id", Document.class);
            String place = Objects.requireNonNullElse(of.getString("table"), of.getString("provider"));
            if (!places.contains(place)) {
                elsewhere.put(place, group.get("letters", Number.class).longValue());
            }
        }
        return elsewhere;
    }

    List<Questions> questions(LetterFilter filter) {
        List<Bson> conditions = filter.conditions(Instant.now());
        conditions.add(Filters.ne("provider", null));
        List<Questions> questions = new ArrayList<>();
        for (Document group : letters.aggregate(List.of(
                Aggregates.match(Filters.and(conditions)),
                Aggregates.group(
                        new Document("provider", "$provider").append("operation", "$operation"),
                        Accumulators.sum("letters", 1))))) {
            Document of = group.get("_id", Document.class);
            questions.add(new Questions(
                    of.getString("provider"),
                    of.getString("operation"),
                    group.get("letters", Number.class).longValue()));
        }
        return questions;
    }
}
