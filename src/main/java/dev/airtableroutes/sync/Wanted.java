package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.mapping.Mapped;
import dev.airtableroutes.mapping.MatchKey;
import dev.airtableroutes.sync.MappedPage.MappedDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a document wants of its record.
 *
 * @param record as it shall be kept
 * @param onCreation the cells that are set when the record is created, and then belong to people
 * @param matchKeys the keys of the document, in the order of the mapping
 */
record Wanted(Object documentId, Desired record, Map<String, Object> onCreation, List<MatchKey> matchKeys) {

    static Wanted of(MappedDocument document, Links links, Pass pass) {
        Mapped record = document.record();
        Map<String, Object> cells = new HashMap<>(record.cells());
        links.addTo(cells, document, pass);
        Map<String, Object> onCreation = Map.of();
        if (!pass.synced().onceFields().isEmpty()) {
            onCreation = new HashMap<>(cells);
            onCreation.keySet().retainAll(pass.synced().onceFields());
            cells.keySet().removeAll(pass.synced().onceFields());
        }
        if (!pass.synced().clears()) {
            cells.entrySet()
                    .removeIf(cell ->
                            cell.getValue() == null && !record.unticked().contains(cell.getKey()));
        }
        return new Wanted(document.documentId(), Desired.of(cells, record.keys()), onCreation, record.keys());
    }

    /** The keys that the document did not have when its record was confirmed last. */
    List<String> gainedKeys(Entry known) {
        List<String> gained = new ArrayList<>(record.keys());
        gained.removeAll(known.keys());
        return gained;
    }
}
