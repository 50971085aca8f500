package dev.airtableroutes.mapping;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A document as a record.
 *
 * @param cells logical field -> canonical value (see {@link Cells}); a field with nothing to say is there with null, a
 *     field with a bad cell is not there at all, links are in {@code links}
 * @param links logical field -> keys of the wanted records, as {@link MatchKey#normalise} writes them, distinct and in
 *     the document's order; empty when there is nothing to link
 * @param unticked check boxes that the document says no to, which is more than to say nothing
 * @param badCells what could not be converted
 * @param keys the match fields that have a value, in the mapping's order, and the {@code _id} where other tables link by it
 * @param rejected the record must not go out: a bad cell of a match field, or any with {@code invalid: reject}
 */
public record Mapped(
        Map<String, Object> cells,
        Map<String, List<String>> links,
        Set<String> unticked,
        List<BadCell> badCells,
        List<MatchKey> keys,
        boolean rejected) {}
