package dev.airtableroutes.ledger;

import java.util.Map;

/**
 * A record that was there before becomes a document's.
 *
 * @param recordId of the record
 * @param made whether an earlier try made it for the document, and not somebody else
 * @param sent some cells that it did not have, an empty text for one that is emptied; none when the record is the document's
 *     in any case, since an earlier try is known to have made it or taken it over
 * @param before what the record had in these cells, in the same way
 */
public record TakeOver(String recordId, boolean made, Map<String, String> sent, Map<String, String> before) {

    /**
     * Whether the record, as it is now, shows that it was carried out: otherwise it is still somebody else's. Airtable writes
     * all of the cells or none, but a person may have typed into some of them since, even what was sent or what was there
     * before; the most of those that have one of the two tell. In doubt nothing of a person's is taken.
     */
    public boolean isCarriedOut(FreeRecord record) {
        return sent.isEmpty() || shown(record, sent) > shown(record, before);
    }

    private static long shown(FreeRecord record, Map<String, String> cells) {
        return cells.entrySet().stream()
                .filter(cell -> record.shows(cell.getKey(), cell.getValue()))
                .count();
    }
}
