package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Claim;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.Keys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Links that are still set though none of those that their documents ask for can be: to records of other documents than the
 * ones that are asked for. What links to a record that is nobody's was set by people, and stays.
 */
final class StrayLinks {

    private final Links links;
    /** By scope, records that belong to documents. */
    private final Map<String, Set<String>> owned = new HashMap<>();

    private StrayLinks(Links links) {
        this.links = links;
    }

    /** Those in the records of a page; one look-up a linked table, and none when all links can be set. */
    static StrayLinks of(Pass pass, Links links, Collection<Entry> entries) {
        StrayLinks stray = new StrayLinks(links);
        Map<String, Set<String>> held = new HashMap<>();
        for (Entry entry : entries) {
            links.unset(entry.documentId())
                    .forEach((field, scope) -> held.computeIfAbsent(scope, unknown -> new HashSet<>())
                            .addAll(Encoded.elements(entry.cells().get(field))));
        }
        held.forEach((scope, records) -> stray.owned.put(scope, owned(pass, scope, records)));
        return stray;
    }

    private static Set<String> owned(Pass pass, String scope, Set<String> records) {
        return pass.ledger().claims(scope, records.stream().map(Keys::record).toList()).values().stream()
                .filter(Claim::owned)
                .map(Claim::recordId)
                .collect(Collectors.toSet());
    }

    /**
     * Takes them out of a record.
     *
     * @param cells to send, which gain what is left of the links
     * @param held by the record afterwards
     */
    void takeOut(Entry before, Map<String, Object> cells, Map<String, String> held) {
        links.unset(before.documentId()).forEach((field, scope) -> {
            List<String> linked = Encoded.elements(before.cells().get(field));
            List<String> rest = new ArrayList<>(linked);
            rest.removeAll(owned.getOrDefault(scope, Set.of()));
            if (rest.size() < linked.size()) {
                List<String> left = rest.isEmpty() ? null : rest;
                cells.put(field, left);
                held.compute(field, (key, text) -> Encoded.of(left));
            }
        });
    }
}
