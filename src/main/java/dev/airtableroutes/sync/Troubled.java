package dev.airtableroutes.sync;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Documents of the pages so far that came with open dead letters of earlier passes. */
final class Troubled {

    private final Set<Object> documents = ConcurrentHashMap.newKeySet();
    private final Set<Object> gone = ConcurrentHashMap.newKeySet();

    void add(Collection<?> documentIds) {
        documents.addAll(documentIds);
    }

    boolean contains(Object documentId) {
        return documents.contains(documentId);
    }

    /** The document is not in its collection any more. */
    void gone(Object documentId) {
        if (contains(documentId)) {
            gone.add(documentId);
        }
    }

    /** Those that are gone from their collection. */
    Set<Object> gone() {
        return gone;
    }
}
