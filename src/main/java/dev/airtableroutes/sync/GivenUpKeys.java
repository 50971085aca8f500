package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.ledger.Claim;
import dev.airtableroutes.ledger.Confirmed;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.mapping.Mapped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/**
 * Keys that documents with a record take over from others, whose turn is still to come: without a look at those, two
 * documents that exchange their keys would be each other's duplicates for ever.
 */
final class GivenUpKeys {

    private GivenUpKeys() {}

    /**
     * Those that their owners do not have any more. What the mapping could not read of an owner stays with it.
     *
     * @param entries of the documents that differ
     * @param claims on what these have gained, among others
     */
    static Set<String> of(
            Pass pass,
            Collection<Wanted> differing,
            Map<Object, Entry> entries,
            Map<String, Claim> claims,
            MongoDatabase source) {
        Map<String, Object> owners = new HashMap<>();
        for (Wanted document : differing) {
            Entry entry = entries.get(document.documentId());
            if (entry != null && !entry.underWay()) {
                for (String key : document.gainedKeys(entry)) {
                    Claim claim = claims.get(key);
                    if (claim != null && claim.owned() && !claim.documentId().equals(document.documentId())) {
                        owners.put(key, claim.documentId());
                    }
                }
            }
        }
        if (!owners.isEmpty()) {
            Map<Object, Set<String>> kept = kept(pass, Set.copyOf(owners.values()), source);
            owners.entrySet()
                    .removeIf(key -> !kept.containsKey(key.getValue())
                            || kept.get(key.getValue()).contains(key.getKey()));
        }
        return owners.keySet();
    }

    /**
     * They are the others' now that Airtable has them in the records of these. Until then they stay where they were: the
     * record of the former owner shows a key until its turn has come, and Airtable would merge a new document into it.
     */
    static void handOver(Pass pass, DeadLetters deadLetters, List<Confirmed> confirmed) {
        Map<String, Entry> gained = new HashMap<>();
        confirmed.stream().filter(one -> !one.isNew()).forEach(one -> one.gainedKeys()
                .forEach(key -> gained.put(key, one.entry())));
        pass.ledger().claims(pass.scope(), gained.keySet()).forEach((key, claim) -> {
            Entry taker = gained.get(key);
            if (claim.owned() && !claim.documentId().equals(taker.documentId())) {
                Duplicates.look(pass, deadLetters, List.of(claim.documentId()));
                pass.ledger().handOver(pass.scope(), key, claim.documentId(), taker);
            }
        });
    }

    /** The keys that documents have today, and those that they have nothing for and their records go on showing, by document. */
    private static Map<Object, Set<String>> kept(Pass pass, Set<Object> documentIds, MongoDatabase source) {
        Map<Object, Set<String>> kept = new HashMap<>();
        Map<Object, Entry> entries =
                pass.synced().clears() ? Map.of() : pass.ledger().entries(pass.scope(), documentIds, true);
        today(pass, documentIds, source).forEach((documentId, today) -> {
            Set<String> keys = new HashSet<>(today.keys());
            Entry entry = entries.get(documentId);
            if (entry != null) {
                keys.addAll(today.stillShown(entry.keys(), entry.cells()));
            }
            kept.put(documentId, keys);
        });
        return kept;
    }

    /** The keys that documents have today, and nothing else of them; without those that the mapping cannot read. */
    static Map<Object, Desired> today(Pass pass, Set<Object> documentIds, MongoDatabase source) {
        Map<Object, Desired> today = new HashMap<>();
        if (documentIds.isEmpty()) {
            return today;
        }
        for (Document document : source.getCollection(pass.collection()).find(Filters.in("_id", documentIds))) {
            Mapped record = pass.mapper().map(document);
            if (!record.rejected()) {
                today.put(document.get("_id"), Desired.of(Map.of(), record.keys()));
            }
        }
        return today;
    }
}
