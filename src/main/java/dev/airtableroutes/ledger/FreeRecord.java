package dev.airtableroutes.ledger;

import java.util.List;
import java.util.Map;

/**
 * A record as Airtable listed it.
 *
 * @param recordId Airtable's
 * @param cells encoded, by logical field
 * @param keys the keys by which a document may claim it, as {@link Keys} writes them
 */
public record FreeRecord(String recordId, Map<String, String> cells, List<String> keys) {

    /** Whether a cell has this text; an empty one says that it has nothing. */
    boolean shows(String field, String text) {
        String cell = cells.get(field);
        return cell == null ? text.isEmpty() : Encoded.same(text, cell);
    }

    /** The keys that are not among these. */
    List<String> keysWithout(List<String> others) {
        return keys.stream().filter(key -> !others.contains(key)).toList();
    }
}
