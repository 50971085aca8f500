package dev.airtableroutes.sync;

import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Owner;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The cells that people may change: which of them a pass must not send, and what its reading of them left open. */
final class PeoplesCells {

    private final Mapping mapping;
    private final List<String> fields;
    /** Whether what people changed gets into the documents before anything of them is compared. */
    private final boolean takenBack;
    /** By document, fields in which people chose an option that is new. */
    private final Map<Object, Set<String>> newOptions = new ConcurrentHashMap<>();

    private volatile boolean readAllNext;

    PeoplesCells(Mapping mapping, boolean read) {
        this.mapping = mapping;
        this.fields = mapping.readBack();
        this.takenBack = read && !fields.isEmpty();
    }

    /** Logical fields. */
    List<String> fields() {
        return fields;
    }

    boolean takenBack() {
        return takenBack;
    }

    /**
     * Of the cells in which a document differs from what was agreed last, those that must not be sent: all that people may
     * change when nobody has looked what they did, and what is their own alone unless it is empty.
     */
    Set<String> left(Map<String, Object> different, Map<String, String> agreed) {
        if (fields.isEmpty()) {
            return Set.of();
        }
        Set<String> left = new HashSet<>();
        for (String field : fields) {
            boolean theirs = mapping.fields().get(field).owner() == Owner.airtable && agreed.containsKey(field);
            if (different.containsKey(field) && (theirs || !takenBack)) {
                left.add(field);
                if (theirs && takenBack) {
                    readAllNext();
                }
            }
        }
        return left;
    }

    /** What people typed into a record before it was the document's is read back by the next pass, whatever it is. */
    Desired readLater(Desired asked) {
        if (fields.isEmpty()) {
            return asked;
        }
        readAllNext();
        return asked.without(fields);
    }

    /** The next reading goes through all records: a change from before this pass may not be in its document. */
    private void readAllNext() {
        readAllNext = true;
    }

    boolean areAllReadNext() {
        return readAllNext;
    }

    /** A cell with a new option of a select: the mapper of this pass does not know it yet. */
    void newOption(Object documentId, String field) {
        newOptions
                .computeIfAbsent(documentId, id -> ConcurrentHashMap.newKeySet())
                .add(field);
    }

    boolean hasNewOption(Object documentId, String field) {
        return newOptions.getOrDefault(documentId, Set.of()).contains(field);
    }
}
