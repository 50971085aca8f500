package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetter;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What became of the documents of a pass: the letters written about them and, where only some were asked for, each one's way. */
final class Outcomes {

    private final boolean each;
    private final Map<Object, Outcome> outcomes = new ConcurrentHashMap<>();
    private final Map<Object, Set<String>> letters = new ConcurrentHashMap<>();

    /** @param each whether each document's way is wanted: too much to keep of a whole collection */
    Outcomes(boolean each) {
        this.each = each;
    }

    void written(Change change, Batch.Kind kind) {
        if (each) {
            became(change.documentId(), Outcome.of(change, kind));
        }
    }

    void became(Object documentId, Outcome outcome) {
        if (each) {
            outcomes.merge(documentId, outcome, Outcome::and);
        }
    }

    /** @return whether this fault of the document was not told before */
    boolean deadLettered(DeadLetter letter) {
        boolean first = letters.computeIfAbsent(letter.documentId(), id -> ConcurrentHashMap.newKeySet())
                .add(letter.id());
        if (each && first) {
            became(letter.documentId(), Outcome.failed(letter));
        }
        return first;
    }

    /** The letters that this pass wrote about a document. */
    Set<String> lettersOf(Object documentId) {
        return letters.getOrDefault(documentId, Set.of());
    }

    /** The letters that this pass wrote about some documents. */
    Set<String> lettersOfAll(Collection<?> documentIds) {
        return documentIds.stream()
                .flatMap(documentId -> lettersOf(documentId).stream())
                .collect(Collectors.toSet());
    }

    /** How many documents got a letter. */
    int withLetters() {
        return letters.size();
    }

    /** By document; empty where not each one's way is wanted. */
    Map<Object, Outcome> all() {
        return Map.copyOf(outcomes);
    }
}
