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
 *     While either is under way: how often a creation was tried
 * @param takesOver while a take-over is under way: the record, which was there before; else null
 */
public record Entry(
        Object documentId,
        String recordId,
        Map<String, String> cells,
        List<String> keys,
        long fingerprint,
        String takesOver) {

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

    /**
     * A take-over whose outcome is not known yet.
     *
     * @param cells some that were sent, and that the record did not have; none when the record is the document's in any case,
     *     since it was made for it
     * @param tries how often a creation was sent before
     */
    public static Entry takingOver(
            Object documentId, String recordId, Map<String, String> cells, List<String> keys, long tries) {
        return new Entry(documentId, null, cells, keys, tries, recordId);
    }

    /** A creation or a take-over was sent, or about to be, and no answer is recorded. */
    public boolean underWay() {
        return recordId == null;
    }

    /** Whether it is about a record that was made for the document, and not about one that somebody else made. */
    public boolean createsRecord() {
        return takesOver == null || fingerprint > 0;
    }

    /** Whether the record, as it is now, shows that it was taken over: otherwise it is still somebody else's. */
    public boolean hasTakenOver(FreeRecord record) {
        return cells.isEmpty()
                || cells.entrySet().stream().anyMatch(cell -> {
                    String found = record.cells().get(cell.getKey());
                    return found == null ? cell.getValue().isEmpty() : Encoded.same(cell.getValue(), found);
                });
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
