package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.ledger.Claim;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.mapping.Mapped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/**
 * Keys that documents with a record have taken over from others, whose turn is still to come: without a look at those, two
 * documents that exchange their keys would be each other's duplicates for ever.
 */
final class GivenUpKeys {

    private GivenUpKeys() {}

    /**
     * Those that their owners do not have any more, by owner. What the mapping could not read of an owner stays with it.
     *
     * @param entries of the documents that differ
     * @param claims on what these have gained, among others
     */
    static Map<Object, List<String>> of(
            Pass pass,
            Collection<Wanted> differing,
            Map<Object, Entry> entries,
            Map<String, Claim> claims,
            MongoDatabase source) {
        Map<Object, List<String>> givenUp = new HashMap<>();
        for (Wanted document : differing) {
            Entry entry = entries.get(document.documentId());
            if (entry != null && !entry.underWay()) {
                for (String key : document.gainedKeys(entry)) {
                    Claim claim = claims.get(key);
                    if (claim != null && claim.owned() && !claim.documentId().equals(document.documentId())) {
                        givenUp.computeIfAbsent(claim.documentId(), owner -> new ArrayList<>())
                                .add(key);
                    }
                }
            }
        }
        if (!givenUp.isEmpty()) {
            Map<Object, Set<String>> kept = kept(pass, givenUp.keySet(), source);
            givenUp.keySet().retainAll(kept.keySet());
            givenUp.forEach((owner, keys) -> keys.removeAll(kept.get(owner)));
            givenUp.values().removeIf(List::isEmpty);
        }
        return givenUp;
    }

    /** The keys that documents have today, by document. */
    private static Map<Object, Set<String>> kept(Pass pass, Set<Object> documentIds, MongoDatabase source) {
        Map<Object, Set<String>> kept = new HashMap<>();
        for (Document document : source.getCollection(pass.collection()).find(Filters.in("_id", documentIds))) {
            Mapped record = pass.mapper().map(document);
            if (!record.rejected()) {
                Set<String> keys = new HashSet<>();
                record.keys().forEach(key -> keys.add(Keys.of(key.field(), key.value())));
                kept.put(document.get("_id"), keys);
            }
        }
        return kept;
    }
}
