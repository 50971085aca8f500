package dev.airtableroutes.ledger;

import java.util.Map;

/**
 * A record that was there before becomes a document's.
 *
 * @param recordId of the record
 * @param made whether an earlier try made it for the document, and not somebody else
 * @param sent some cells that it did not have, an empty text for one that is emptied; none when the record is the document's
 *     in any case, since an earlier try is known to have made it or taken it over
 */
public record TakeOver(String recordId, boolean made, Map<String, String> sent) {

    /** Whether the record, as it is now, shows that it was carried out: otherwise it is still somebody else's. */
    public boolean isCarriedOut(FreeRecord record) {
        return sent.isEmpty()
                || sent.entrySet().stream().anyMatch(cell -> record.shows(cell.getKey(), cell.getValue()));
    }
}
