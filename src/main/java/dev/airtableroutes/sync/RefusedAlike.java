package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Answer.Rejection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Records of a pass that Airtable refused one after the other in the same words, without naming a cell, while it accepted
 * none. Creations and changes apart: a base that is full refuses the ones and accepts the others.
 */
final class RefusedAlike {

    /** Three full batches; what is refused beyond that is not refused for what is in it. */
    static final int MOST = 30;

    private record Row(Rejection words, Set<Object> documents) {}

    private final Map<Boolean, Row> rows = new HashMap<>();

    /** @return how many are in the row by now, this one included */
    synchronized int one(Change refused, Rejection words) {
        Row row = rows.compute(
                refused.creation(),
                (creation, before) ->
                        before != null && before.words().equals(words) ? before : new Row(words, new HashSet<>()));
        row.documents().add(refused.documentId());
        return row.documents().size();
    }

    synchronized void accepted(Change change) {
        rows.remove(change.creation());
    }
}
