package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.mapping.BadCell;
import dev.airtableroutes.mapping.Mapped;
import java.util.List;
import java.util.Map;

/**
 * What the record of a document that is gone gets as a sign of it.
 *
 * @param cells none unless the mapping marks such records
 * @param badCells those that Airtable could not take
 */
record Mark(Desired cells, List<BadCell> badCells) {

    static Mark of(Pass pass) {
        Mapped marked = pass.mapper().mark();
        return new Mark(Desired.of(marked.cells(), List.of()), marked.badCells());
    }

    /**
     * The document is there: of the mark that its record got without it, nothing stays.
     *
     * @param cells to send, which gain what takes the place of the mark
     * @param held by the record afterwards
     */
    void remove(
            Desired desired,
            Map<String, Object> onCreation,
            Map<String, String> before,
            Map<String, Object> cells,
            Map<String, String> held) {
        this.cells.encoded().forEach((field, marked) -> {
            if (!desired.cells().containsKey(field) && marked.equals(before.get(field))) {
                Object value = onCreation.get(field);
                cells.put(field, value);
                held.remove(field);
                if (value != null) {
                    held.put(field, Encoded.of(value));
                }
            }
        });
    }
}
