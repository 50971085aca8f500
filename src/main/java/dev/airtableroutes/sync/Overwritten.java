package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Conflict;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.Ledger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cells of known records into which a pass has written what was meant for a new document, since somebody had typed its key
 * there: they are marked in the ledger, and written anew after the pass. Whether the owner's own change arrived before or
 * after that, nobody knows: whoever writes either of them down holds the monitor of this, and asks again what the other has
 * noted.
 */
final class Overwritten {

    private final SyncedTable synced;
    private final Ledger ledger;
    /** Logical fields, by the owner of the record. */
    private final Map<Object, Set<String>> fields = new ConcurrentHashMap<>();

    Overwritten(SyncedTable synced, Ledger ledger) {
        this.synced = synced;
        this.ledger = ledger;
    }

    /** What was meant for a new document stands in the record of another. */
    void note(Conflict conflict, Change change) {
        Set<String> written = new HashSet<>(change.cells().keySet());
        written.retainAll(synced.comparedFields());
        fields.computeIfAbsent(conflict.ownerId(), owner -> ConcurrentHashMap.newKeySet())
                .addAll(written);
        synchronized (this) {
            Entry owner = ledger.entries(synced.scope(), List.of(conflict.ownerId()), true)
                    .get(conflict.ownerId());
            if (owner != null) {
                // one that has the mark was looked at already, and could not be mended: the two must not call each
                // other for ever
                boolean first = !owner.cells().containsValue(Encoded.anothers());
                mark(owner, written, first);
            }
        }
    }

    /** The ledger knows a document's own change; in its record another one may have been written in the same pass. */
    void confirmed(Entry entry) {
        Set<String> written = fields.getOrDefault(entry.documentId(), Set.of());
        if (!written.isEmpty()) {
            synchronized (this) {
                mark(entry, written, true);
            }
        }
    }

    /** The look is stored first: with the mark alone nobody would come to mend it. */
    private void mark(Entry owner, Set<String> written, boolean look) {
        if (look) {
            ledger.lookAgain(synced.scope(), synced.mapping().table(), List.of(owner.documentId()));
        }
        Map<String, String> cells = new HashMap<>(owner.cells());
        written.forEach(field -> cells.put(field, Encoded.anothers()));
        ledger.agreed(synced.scope(), List.of(new Entry(owner.documentId(), owner.recordId(), cells, owner.keys(), 0)));
    }
}
