package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Entry;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys and records that documents of a pass have asked for, until the ledger knows whose they are: who comes second with one
 * of them is a duplicate.
 */
final class Reservations {

    private final Map<String, Object> holders = new ConcurrentHashMap<>();
    /** Those who came second, by who holds what they wanted. */
    private final Map<Object, Set<Object>> second = new ConcurrentHashMap<>();

    /** For whom a key, or a record by its id, is reserved; null for nobody. */
    Object holder(String keyOrRecordId) {
        return holders.get(keyOrRecordId);
    }

    /** Reserves the keys that nobody holds. */
    void keys(Collection<String> keys, Object documentId) {
        keys.forEach(key -> holders.putIfAbsent(key, documentId));
    }

    /** Reserves a record; for whom it is reserved: for this document, unless another came first. */
    Object record(String recordId, Object documentId) {
        Object other = holders.putIfAbsent(recordId, documentId);
        return other == null ? documentId : other;
    }

    /** A document wants what is reserved for another. */
    void cameSecond(Object documentId, Object holder) {
        second.computeIfAbsent(holder, first -> ConcurrentHashMap.newKeySet()).add(documentId);
    }

    /** Those who wanted what was reserved for a document. */
    Collection<Object> secondTo(Object holder) {
        return second.getOrDefault(holder, Set.of());
    }

    /** What a document reserved is its own by now, or given up. */
    void release(Entry entry) {
        entry.keys().forEach(key -> holders.remove(key, entry.documentId()));
        if (entry.recordId() != null) {
            holders.remove(entry.recordId(), entry.documentId());
        }
    }

    boolean isEmpty() {
        return holders.isEmpty();
    }
}
