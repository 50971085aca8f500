package dev.airtableroutes.sync;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Cells of known records into which a pass has written what was meant for a new document, since somebody had typed its key
 * there. Whether the owner's own change arrived before or after that, nobody knows: whoever writes either of them down holds
 * the monitor of this, and asks again what the other has noted.
 */
final class Overwritten {

    private final Map<Object, Set<String>> fields = new ConcurrentHashMap<>();

    void note(Object ownerId, Collection<String> written) {
        fields.computeIfAbsent(ownerId, owner -> ConcurrentHashMap.newKeySet()).addAll(written);
    }

    /** Logical fields; none when nobody wrote into the record of this document. */
    Set<String> of(Object ownerId) {
        return fields.getOrDefault(ownerId, Set.of());
    }
}
