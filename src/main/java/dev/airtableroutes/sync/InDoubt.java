package dev.airtableroutes.sync;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes whose answer may get lost: only reading the table can tell what became of them. A creation without a key would make a
 * second record; so would one whose key changes before anybody looks, and another one would find the first, and set again
 * what people may have changed there since. A record that was taken over would stay where its document is gone by then, or
 * count as somebody else's. A change or a deletion would go unnoticed where the document is as before, or back.
 */
final class InDoubt {

    private final Map<Object, Long> tries = new ConcurrentHashMap<>();
    private final Set<Object> unanswered = ConcurrentHashMap.newKeySet();
    /** Documents whose records wait for them, since earlier passes have sent something. */
    private final Set<Object> waiting = ConcurrentHashMap.newKeySet();

    /** Keys of records that may be there, for documents that have others by now. */
    private final Set<String> unread = ConcurrentHashMap.newKeySet();

    private volatile boolean earlierLookedFor;
    private volatile boolean noted;
    private volatile boolean outcomeUnknown;

    /** The outcome of earlier tries to create this document's record stayed unknown, and the record is not there. */
    void tried(Object documentId, long times) {
        tries.put(documentId, times);
    }

    long tries(Object documentId) {
        return tries.getOrDefault(documentId, 0L);
    }

    /** Whether the outcome of an earlier try is noted in the ledger as unknown. */
    boolean wasTried(Object documentId) {
        return tries.containsKey(documentId);
    }

    /**
     * The records of what earlier passes have sent were looked for.
     *
     * @param documentIds whose record is there, and nobody else's
     */
    void lookedForEarlier(Collection<?> documentIds) {
        waiting.addAll(documentIds);
        earlierLookedFor = true;
    }

    boolean isEarlierLookedFor() {
        return earlierLookedFor;
    }

    /** Whether a record waits for the document to be looked at. */
    boolean hasRecordWaiting(Object documentId) {
        return waiting.contains(documentId);
    }

    /** Earlier passes may have made records with these keys: only reading the table tells. */
    void unreadKeys(Collection<String> keys) {
        unread.addAll(keys);
    }

    boolean isUnread(String key) {
        return unread.contains(key);
    }

    /** A try to write this document's record had no answer; the next may have one, and tells nothing of this. */
    void unanswered(Object documentId) {
        unanswered.add(documentId);
    }

    /** Whether a try that had no answer may have written the record, whatever a later one was answered. */
    boolean mayBeThere(Object documentId) {
        return unanswered.contains(documentId);
    }

    /** The state of the table says that something is about to be sent. */
    void noted() {
        noted = true;
    }

    boolean isNoted() {
        return noted;
    }

    /** One was sent, now or earlier, and the next pass has to find out what became of it. */
    void outcomeUnknown() {
        outcomeUnknown = true;
    }

    boolean hasUnknownOutcome() {
        return outcomeUnknown;
    }
}
