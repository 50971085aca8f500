package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Claim;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.mapping.FieldMapping;
import dev.airtableroutes.sync.MappedPage.MappedDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The records that the documents of a page link to, as far as they exist; one look-up a linked table. */
final class Links {

    /**
     * By link field: where its targets are kept, and by which of their keys they are wanted.
     *
     * @param peoples whether people may set the links
     */
    private record Target(String scope, String keyField, boolean peoples) {}

    private final Map<String, Target> targets = new HashMap<>();
    private final Map<String, Map<String, Claim>> claims = new HashMap<>();

    private final Map<Object, List<Unresolved>> unresolved = new HashMap<>();

    private record Unresolved(String scope, String key) {}

    /** By document: the fields of which no link can be set, each with where its targets are kept. */
    private final Map<Object, Map<String, String>> unset = new HashMap<>();

    private Links() {}

    static Links resolve(MappedPage page) {
        Pass pass = page.pass();
        Links links = new Links();
        Map<String, Set<String>> wanted = new HashMap<>();
        pass.mapping().fields().forEach((field, mapping) -> {
            if (mapping.link() != null) {
                links.target(field, mapping, pass);
            }
        });
        for (MappedDocument document : page.documents()) {
            document.record().links().forEach((field, keys) -> {
                Target target = links.targets.get(field);
                if (target != null) {
                    keys.forEach(key -> wanted.computeIfAbsent(target.scope(), scope -> new HashSet<>())
                            .add(Keys.of(target.keyField(), key)));
                }
            });
        }
        wanted.forEach((scope, keys) -> links.claims.put(scope, pass.ledger().claims(scope, keys)));
        return links;
    }

    private void target(String field, FieldMapping mapping, Pass pass) {
        targets.put(
                field,
                new Target(pass.synced().scopeOf(mapping.link()), mapping.by(), mapping.once() || mapping.readBack()));
    }

    /** Adds a document's links to its cells as record ids, but for the ones that do not exist yet. */
    void addTo(Map<String, Object> cells, MappedDocument document, Pass pass) {
        document.record().links().forEach((field, keys) -> {
            Target target = targets.get(field);
            List<String> records = new ArrayList<>();
            for (String key : keys) {
                String ledgerKey = Keys.of(target.keyField(), key);
                Claim claim = claims.getOrDefault(target.scope(), Map.of()).get(ledgerKey);
                if (claim != null && claim.recordId() != null) {
                    records.add(claim.recordId());
                } else {
                    unresolved
                            .computeIfAbsent(document.documentId(), id -> new ArrayList<>())
                            .add(new Unresolved(target.scope(), ledgerKey));
                }
            }
            if (!records.isEmpty() || keys.isEmpty()) {
                cells.put(
                        field,
                        records.isEmpty()
                                ? null
                                : records.stream().sorted().distinct().toList());
            } else if (!target.peoples()) {
                unset.computeIfAbsent(document.documentId(), id -> new HashMap<>())
                        .put(field, target.scope());
            }
        });
    }

    /** The fields of a document that asks for links none of which can be set, each with where its targets are kept. */
    Map<String, String> unset(Object documentId) {
        return unset.getOrDefault(documentId, Map.of());
    }

    /** How many were left out. */
    int leftOut() {
        return unresolved.values().stream().mapToInt(List::size).sum();
    }

    /** Remembers what the document waits for; it was remembered before when the document has not changed since. */
    void await(Object documentId, Pass pass) {
        for (Unresolved link : unresolved.getOrDefault(documentId, List.of())) {
            pass.ledger().await(link.scope(), link.key(), pass.mapping().table(), documentId);
        }
    }
}
