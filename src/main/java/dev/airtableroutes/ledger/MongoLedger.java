package dev.airtableroutes.ledger;

import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The ledger in MongoDB: {@link Entries}, {@link Claims} on keys and {@link Waits}, a collection each. There are no
 * transactions, so that the order of the writes is what makes a kill harmless.
 *
 * <p>Every look-up but those of waits is by {@code _id}, a plain text and unique: two documents cannot own one key whatever
 * happens at the same time. Keys are written before the entry: a document with an entry always has its keys.
 */
public class MongoLedger implements Ledger {

    private final Entries entries;
    private final Claims claims;
    private final Waits waits;

    public MongoLedger(MongoDatabase state) {
        this.entries = new Entries(state);
        this.claims = new Claims(state);
        this.waits = new Waits(state);
    }

    @Override
    public void prepare() {
        entries.prepare();
        waits.prepare();
    }

    @Override
    public Map<Object, Entry> entries(String scope, Collection<?> documentIds, boolean withCells) {
        return entries.of(scope, documentIds, withCells);
    }

    @Override
    public Map<String, Claim> claims(String scope, Collection<String> keys) {
        return claims.on(scope, keys);
    }

    @Override
    public Map<String, FreeRecord> free(String scope, Collection<String> recordIds) {
        return entries.free(scope, recordIds);
    }

    /**
     * Those who wait are told before the entry is written: who is cut off in between confirms again, and tells them again.
     */
    @Override
    public List<Conflict> confirm(String scope, List<Confirmed> confirmed) {
        List<Conflict> conflicts = claims.claim(scope, confirmed);
        List<Confirmed> accepted = without(conflicts, confirmed);
        List<String> arrived = new ArrayList<>();
        for (Confirmed one : accepted) {
            claims.release(scope, one.entry().documentId(), one.releasedKeys());
            arrived.addAll(one.gainedKeys());
        }
        waits.tell(scope, arrived);
        entries.confirm(scope, accepted);
        return conflicts;
    }

    private static List<Confirmed> without(List<Conflict> conflicts, List<Confirmed> confirmed) {
        if (conflicts.isEmpty()) {
            return confirmed;
        }
        Set<Object> refused = conflicts.stream().map(Conflict::documentId).collect(Collectors.toSet());
        return confirmed.stream()
                .filter(one -> !refused.contains(one.entry().documentId()))
                .toList();
    }

    @Override
    public void listed(String scope, List<FreeRecord> records, String listing) {
        Map<String, Entry> owners = owners(scope, records);
        List<FreeRecord> unowned = records.stream()
                .filter(record -> !owners.containsKey(record.recordId()))
                .toList();
        dropFormerKeys(scope, unowned);
        claims.carry(scope, unowned);
        waits.tell(
                scope,
                owners.values().stream()
                        .filter(Entry::underWay)
                        .flatMap(entry -> entry.keys().stream())
                        .toList());
        entries.listed(scope, records, owners, listing);
    }

    /** A record that people have turned into another one is not found by what it said before. */
    private void dropFormerKeys(String scope, List<FreeRecord> records) {
        Map<String, FreeRecord> before =
                free(scope, records.stream().map(FreeRecord::recordId).toList());
        for (FreeRecord record : records) {
            FreeRecord known = before.get(record.recordId());
            if (known != null) {
                claims.drop(scope, record.recordId(), known.keysWithout(record.keys()));
            }
        }
    }

    /** The entries of those records that belong to a document, by record id. */
    private Map<String, Entry> owners(String scope, List<FreeRecord> records) {
        Map<String, Claim> held = claims(
                scope,
                records.stream().map(record -> Keys.record(record.recordId())).toList());
        Map<Object, Entry> known = entries(
                scope,
                held.values().stream()
                        .filter(Claim::owned)
                        .map(Claim::documentId)
                        .toList(),
                true);
        Map<String, Entry> owners = new HashMap<>();
        for (FreeRecord record : records) {
            Claim claim = held.get(Keys.record(record.recordId()));
            Entry entry = claim == null ? null : known.get(claim.documentId());
            if (entry != null) {
                owners.put(record.recordId(), entry);
            }
        }
        return owners;
    }

    @Override
    public void endListing(String scope, String listing, List<LinkField> linkedFrom) {
        List<Object> gone = entries.unseen(scope, listing);
        Map<String, List<String>> goneFree = entries.unseenFree(scope, listing);
        forget(scope, gone, linkedFrom);
        goneFree.forEach((recordId, keys) -> forgetFree(scope, recordId, keys));
    }

    @Override
    public void agreed(String scope, List<Entry> agreed) {
        entries.agreed(scope, agreed);
    }

    @Override
    public void underWay(String scope, List<Entry> started) {
        entries.underWay(scope, started);
    }

    @Override
    public List<Entry> inDoubt(String scope) {
        return entries.inDoubt(scope);
    }

    /**
     * Who links is told when the keys lead nowhere any more, so that a look in this moment finds nothing, and before the
     * record ids are forgotten, by which they are found: cut off anywhere, all of it is done again.
     */
    @Override
    public void forget(String scope, Collection<?> documentIds, List<LinkField> linkedFrom) {
        List<String> records = new ArrayList<>();
        Map<Object, Entry> known = entries(scope, documentIds, true);
        known.forEach((documentId, entry) -> {
            List<String> held = new ArrayList<>(entry.keys());
            if (entry.recordId() != null) {
                held.add(Keys.record(entry.recordId()));
                records.add(entry.recordId());
            }
            claims.release(scope, documentId, held);
        });
        for (LinkField field : linkedFrom) {
            lookAgain(field.scope(), field.table(), linkingTo(records, field));
        }
        known.keySet().forEach(documentId -> entries.forget(scope, documentId));
    }

    @Override
    public List<Object> linkingTo(Collection<String> recordIds, LinkField field) {
        return entries.linkingTo(recordIds, field);
    }

    @Override
    public void forgetFree(String scope, String recordId) {
        free(scope, List.of(recordId)).values().forEach(record -> forgetFree(scope, recordId, record.keys()));
    }

    private void forgetFree(String scope, String recordId, List<String> keys) {
        claims.drop(scope, recordId, keys);
        entries.forgetFree(scope, recordId);
    }

    /**
     * What is known of the record is kept first, and what makes it the document's goes last: cut off anywhere, the rest is
     * done when the next document comes for the key.
     */
    @Override
    public void setFree(String scope, Map<String, Claim> held) {
        Map<Object, Entry> known =
                entries(scope, held.values().stream().map(Claim::documentId).toList(), true);
        Map<String, FreeRecord> kept =
                free(scope, held.values().stream().map(Claim::recordId).toList());
        held.forEach((key, claim) -> {
            Entry entry = known.get(claim.documentId());
            FreeRecord record = entry != null && !entry.underWay()
                    ? new FreeRecord(entry.recordId(), entry.cells(), entry.keys())
                    : kept.getOrDefault(claim.recordId(), new FreeRecord(claim.recordId(), Map.of(), List.of(key)));
            entries.setFree(scope, record);
            entries.forget(scope, claim.documentId());
            claims.release(scope, claim.documentId(), List.of(Keys.record(record.recordId())));
            Set<String> shared = new HashSet<>(record.keys());
            shared.add(key);
            claims.setFree(scope, shared, claim.documentId(), record.recordId());
        });
    }

    /** The claim first: a document that lists a key too many gives it up once more, one that lists one too few never does. */
    @Override
    public void handOver(String scope, String key, Object from, Entry to) {
        claims.handOver(scope, key, from, to);
        entries.giveUp(scope, from, key);
    }

    @Override
    public Iterable<List<Object>> documents(String scope, int pageSize) {
        return entries.documents(scope, pageSize);
    }

    @Override
    public long size(String scope) {
        return entries.size(scope);
    }

    @Override
    public void await(String targetScope, String key, String sourceTable, Object documentId) {
        waits.add(targetScope, key, sourceTable, documentId);
        // the other side may have arrived between our looking and our noting it down
        if (claims.owned(targetScope, key)) {
            waits.end(targetScope, key, sourceTable, documentId);
        }
    }

    @Override
    public List<Wait> waits(String targetScope, Collection<String> wanted) {
        return waits.on(targetScope, wanted);
    }

    @Override
    public void lookAgain(String scope, String table, List<Object> documentIds) {
        waits.lookAgain(scope, table, documentIds);
    }

    @Override
    public List<Wait> ready(int most, Collection<String> tables) {
        return waits.ready(most, tables);
    }

    @Override
    public void settled(List<Wait> waits) {
        this.waits.settled(waits);
    }
}
