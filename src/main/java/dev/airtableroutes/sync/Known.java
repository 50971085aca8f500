package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.ledger.Claim;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.FreeRecord;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.ledger.TakeOver;
import dev.airtableroutes.mapping.Deleted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the ledger knows of the documents of a page whose records differ, and of whoever holds their keys; one look-up of each
 * kind a page.
 */
final class Known {

    private final Map<Object, Entry> entries;
    private final Map<String, Claim> claims;
    private final Map<String, FreeRecord> free;
    private final Set<String> givenUp;
    private final boolean hasNew;

    private Known(
            Map<Object, Entry> entries,
            Map<String, Claim> claims,
            Map<String, FreeRecord> free,
            Set<String> givenUp,
            boolean hasNew) {
        this.entries = entries;
        this.claims = claims;
        this.free = free;
        this.givenUp = givenUp;
        this.hasNew = hasNew;
    }

    /**
     * Reads it.
     *
     * @param withEntry documents that have an entry, whether they differ or not
     */
    static Known of(Pass pass, Collection<Wanted> differing, Set<Object> withEntry, MongoDatabase source) {
        Set<Object> ids = differing.stream().map(Wanted::documentId).collect(Collectors.toSet());
        Map<Object, Entry> entries = pass.ledger()
                .entries(pass.scope(), ids.stream().filter(withEntry::contains).toList(), true);
        List<String> keys = new ArrayList<>();
        for (Wanted document : differing) {
            Entry entry = entries.get(document.documentId());
            if (entry == null || entry.underWay()) {
                keys.addAll(document.record().keys());
            }
            if (entry != null && entry.underWay()) {
                keys.addAll(sentWith(entry));
            } else if (entry != null) {
                keys.addAll(document.gainedKeys(entry));
            }
        }
        Map<String, Claim> claims = pass.ledger().claims(pass.scope(), keys);
        Map<String, Claim> left = leftByDeletedDocuments(pass, claims, ids, source);
        if (!left.isEmpty()) {
            pass.ledger().setFree(pass.scope(), left);
            claims = pass.ledger().claims(pass.scope(), keys);
        }
        Set<String> givenUp = GivenUpKeys.of(pass, differing, entries, claims, source);
        boolean hasNew = differing.stream()
                .map(document -> entries.get(document.documentId()))
                .anyMatch(entry -> entry == null || entry.underWay());
        return new Known(entries, claims, free(pass, claims, entries.values()), givenUp, hasNew);
    }

    /** The same of what was sent and not answered, whatever the documents are by now. */
    static Known ofSent(Pass pass, Collection<Entry> underWay) {
        Map<String, Claim> claims = pass.ledger()
                .claims(
                        pass.scope(),
                        underWay.stream()
                                .flatMap(entry -> sentWith(entry).stream())
                                .toList());
        return new Known(Map.of(), claims, free(pass, claims, underWay), Set.of(), false);
    }

    /** By what the record is found. */
    private static List<String> sentWith(Entry underWay) {
        return underWay.keys().isEmpty() ? List.of(Keys.cells(underWay.cells())) : underWay.keys();
    }

    private static Map<String, FreeRecord> free(Pass pass, Map<String, Claim> claims, Collection<Entry> entries) {
        Set<String> ids = new HashSet<>();
        claims.values().forEach(claim -> ids.addAll(claim.free()));
        entries.stream()
                .map(Entry::takesOver)
                .filter(Objects::nonNull)
                .map(TakeOver::recordId)
                .forEach(ids::add);
        return pass.ledger().free(pass.scope(), ids);
    }

    /**
     * The claims of documents that are gone and whose records stay. That a document is gone is asked when another one
     * wants its key: links to a kept record lead there until then, and a document that comes back finds its own.
     */
    private static Map<String, Claim> leftByDeletedDocuments(
            Pass pass, Map<String, Claim> claims, Set<Object> differing, MongoDatabase source) {
        Map<String, Claim> left = new HashMap<>(claims);
        left.values()
                .removeIf(
                        claim -> !claim.owned() || claim.recordId() == null || differing.contains(claim.documentId()));
        Set<Object> gone = Documents.gone(
                source.getCollection(pass.collection()),
                left.values().stream().map(Claim::documentId).collect(Collectors.toSet()));
        if (pass.mapping().deleted().policy() == Deleted.Policy.delete) {
            // the others are deleted in time; of these only a kill left the keys
            gone.removeAll(pass.ledger().entries(pass.scope(), gone, false).keySet());
        }
        left.values().removeIf(claim -> !gone.contains(claim.documentId()));
        return left;
    }

    /** Those of documents that have one. */
    Collection<Entry> entries() {
        return entries.values();
    }

    /** Null when the document has none. */
    Entry entry(Object documentId) {
        return entries.get(documentId);
    }

    /** Null when nobody holds the key. */
    Claim claim(String key) {
        return claims.get(key);
    }

    /** Whether whoever holds the key does not have it any more, so that another document with a record gets it. */
    boolean isGivenUp(String key) {
        return givenUp.contains(key);
    }

    /** The record of a take-over under way; null when it is not there, or somebody's by now. */
    FreeRecord takenOver(Entry underWay) {
        return free.get(underWay.takesOver().recordId());
    }

    /** Whether some document has no record that the ledger knows. */
    boolean hasNew() {
        return hasNew;
    }

    /** Whether some document may take over a record. */
    boolean hasFree() {
        return !free.isEmpty();
    }

    /** The records with a key that are nobody's. */
    List<FreeRecord> free(Claim claim) {
        return claim.free().stream().map(free::get).filter(Objects::nonNull).toList();
    }
}
