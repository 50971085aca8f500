package dev.airtableroutes.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One document's record.
 *
 * @param documentId the document's {@code _id}, of whatever type it is
 * @param recordId Airtable's, or null while a creation or a take-over is under way whose outcome is not known yet
 * @param cells what Airtable last confirmed, encoded, by logical field; absent is empty. Null when the entry was read
 *     without its cells
 * @param keys the keys that the document holds, as {@link Keys} writes them; read together with the cells
 * @param fingerprint of the whole desired record: when it is the same, nothing has to be compared.
 *     While a creation is under way: how often it was tried
 * @param takesOver what is known of a take-over that is under way; else null
 */
public record Entry(
        Object documentId,
        String recordId,
        Map<String, String> cells,
        List<String> keys,
        long fingerprint,
        TakeOver takesOver) {

    public Entry(Object documentId, String recordId, Map<String, String> cells, List<String> keys, long fingerprint) {
        this(documentId, recordId, cells, keys, fingerprint, null);
    }

    /**
     * A creation whose outcome is not known yet.
     *
     * @param cells that were sent, where no key tells which record they made; else empty
     * @param tries how often it was sent
     */
    public static Entry underWay(Object documentId, Map<String, String> cells, List<String> keys, long tries) {
        return new Entry(documentId, null, cells, keys, tries);
    }

    /** A take-over whose outcome is not known yet. */
    public static Entry takingOver(Object documentId, TakeOver takeOver, List<String> keys) {
        return new Entry(documentId, null, Map.of(), keys, 0, takeOver);
    }

    /** A creation or a take-over was sent, or about to be, and no answer is recorded. */
    public boolean underWay() {
        return recordId == null;
    }

    /** Whether it is about a record that was made for the document, and not about one that somebody else made. */
    public boolean createsRecord() {
        return takesOver == null || takesOver.made();
    }

    /** Whether these are the cells that were confirmed. */
    boolean holds(Map<String, String> listed) {
        return cells.keySet().equals(listed.keySet())
                && listed.entrySet().stream().allMatch(cell -> Encoded.same(cells.get(cell.getKey()), cell.getValue()));
    }

    /** Airtable's cells, each as we know it where it is the same, or where we know that another document's value is in it. */
    Map<String, String> corrected(Map<String, String> listed) {
        Map<String, String> corrected = new HashMap<>(listed);
        corrected.replaceAll((field, text) -> {
            String known = cells.get(field);
            return Encoded.same(known, text) || Encoded.anothers().equals(known) ? known : text;
        });
        return corrected;
    }
}
