package dev.airtableroutes.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The documents of a request for a pass that waits for its turn. What is hinted meanwhile joins it: a table that changes all
 * the time would else have more and more requests about a document each, and each of them costs a pass.
 */
final class Look extends AbstractList<Object> {

    private static final int MOST = 500;
    /** A request that has waited for so long may have got lost: others are not to wait for it. */
    private static final Duration LOST = Duration.ofMinutes(1);

    private final Instant asked = Instant.now();
    private final List<Object> documentIds = new ArrayList<>();
    private final Set<Object> known = new HashSet<>();
    private boolean begun;

    Look(Collection<?> documentIds) {
        documentIds.stream().filter(known::add).forEach(this.documentIds::add);
    }

    /** Whether they came in time, and there was room for them. */
    synchronized boolean join(Collection<?> more) {
        if (begun || documentIds.size() + more.size() > MOST || asked.plus(LOST).isBefore(Instant.now())) {
            return false;
        }
        more.stream().filter(known::add).forEach(documentIds::add);
        return true;
    }

    /** Its turn has come: nobody joins any more. */
    synchronized List<Object> begin() {
        begun = true;
        return List.copyOf(documentIds);
    }

    @Override
    public synchronized Object get(int index) {
        return documentIds.get(index);
    }

    @Override
    public synchronized int size() {
        return documentIds.size();
    }
}
