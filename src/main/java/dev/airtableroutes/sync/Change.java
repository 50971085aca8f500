package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one document asks of Airtable.
 *
 * @param documentId the document's {@code _id}
 * @param recordId the record to change; null for a creation
 * @param cells canonical values to send, by logical field; null clears. Only what differs
 * @param entry the ledger's entry once Airtable has confirmed; its record id is Airtable's answer for a creation
 * @param gainedKeys keys that it did not hold before
 * @param releasedKeys keys that the document gives up with it
 * @param mergeField the logical field by which Airtable finds the record of a creation again; null when there is none
 * @param isNew whether the ledger has no record for the document yet, be it created or taken over
 * @param newOptions whether Airtable may have to make a select option
 */
public record Change(
        Object documentId,
        String recordId,
        Map<String, Object> cells,
        Entry entry,
        List<String> gainedKeys,
        List<String> releasedKeys,
        String mergeField,
        boolean isNew,
        boolean newOptions) {

    public boolean creation() {
        return recordId == null;
    }

    /** The document is gone, and all that its record gets is a sign of it. */
    boolean mark() {
        return !creation() && !isNew && entry.fingerprint() == 0;
    }

    /** The same change without one cell, which keeps what Airtable holds there. */
    Change without(String field) {
        Map<String, Object> fewer = new HashMap<>(cells);
        fewer.remove(field);
        Map<String, String> held = new HashMap<>(entry.cells());
        held.remove(field);
        Entry smaller = new Entry(documentId, entry.recordId(), held, entry.keys(), entry.fingerprint());
        return new Change(
                documentId, recordId, fewer, smaller, gainedKeys, releasedKeys, mergeField, isNew, newOptions);
    }
}
