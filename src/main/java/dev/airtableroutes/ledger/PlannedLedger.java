package dev.airtableroutes.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The ledger of a dry run: reads the real one and keeps what would be written in memory, so that a plan counts what a
 * real run would do, links to records that do not exist yet included. Nothing is written anywhere.
 */
public final class PlannedLedger implements Ledger {

    private record Id(String scope, Object value) {}

    /** What is kept of an entry or of a free record: of every document of a plan, so that it has to be small. */
    private record Packed(String recordId, byte[] cells, List<String> keys, long fingerprint, TakeOver takesOver) {}

    private final Ledger real;
    private final PackedCells packing = new PackedCells();
    /** By document id. */
    private final Overlay<Packed> entries = new Overlay<>();
    /** By key. */
    private final Overlay<Claim> claims = new Overlay<>();
    /** By record id. */
    private final Overlay<Packed> free = new Overlay<>();

    private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();
    /** The records of a scope, once it was listed to its end. */
    private final Map<String, Set<String>> listed = new ConcurrentHashMap<>();

    /** Documents of which earlier passes have sent something: a run notes them in the ledger before it looks at anything. */
    private final Map<String, Set<Object>> underWay = new ConcurrentHashMap<>();

    /** Who waits for which key, by this plan. */
    private final Map<Id, Set<Wait>> awaited = new HashMap<>();
    /** The waits that this plan ends, by id. */
    private final Map<String, Wait> ready = new LinkedHashMap<>();
    /** Ids of waits that this plan has looked at. */
    private final Set<String> settled = new HashSet<>();

    public PlannedLedger(Ledger real) {
        this.real = real;
    }

    @Override
    public Map<Object, Entry> entries(String scope, Collection<?> documentIds, boolean withCells) {
        return entries.over(
                real.entries(scope, documentIds, withCells),
                scope,
                documentIds,
                (documentId, packed) -> new Entry(
                        documentId,
                        packed.recordId(),
                        withCells ? packing.unpack(packed.cells()) : null,
                        withCells ? packed.keys() : null,
                        packed.fingerprint(),
                        packed.takesOver()));
    }

    @Override
    public Map<String, Claim> claims(String scope, Collection<String> keys) {
        return claims.over(real.claims(scope, keys), scope, keys, (key, claim) -> claim);
    }

    @Override
    public Map<String, FreeRecord> free(String scope, Collection<String> recordIds) {
        Map<String, FreeRecord> found = free.over(
                real.free(scope, recordIds),
                scope,
                recordIds,
                (recordId, packed) -> new FreeRecord(recordId, packing.unpack(packed.cells()), packed.keys()));
        Set<String> there = listed.get(scope);
        if (there != null) {
            found.keySet().retainAll(there);
        }
        return found;
    }

    private void put(String scope, Entry entry) {
        entries.put(
                scope,
                entry.documentId(),
                new Packed(
                        entry.recordId(),
                        packing.pack(entry.cells()),
                        entry.keys(),
                        entry.fingerprint(),
                        entry.takesOver()));
    }

    @Override
    public synchronized List<Conflict> confirm(String scope, List<Confirmed> confirmed) {
        List<Conflict> conflicts = new ArrayList<>();
        for (Confirmed one : confirmed) {
            Entry entry = one.entry();
            String record = Keys.record(entry.recordId());
            List<String> wanted = new ArrayList<>(one.gainedKeys());
            wanted.add(record);
            Map<String, Claim> held = claims(scope, wanted);
            if (one.isNew() && ofAnother(held.get(record), entry.documentId())) {
                conflicts.add(new Conflict(entry.documentId(), held.get(record).documentId(), entry.recordId()));
                continue;
            }
            put(scope, entry);
            if (one.wasFree()) {
                free.forget(scope, entry.recordId());
            }
            Claim ours = new Claim(entry.documentId(), entry.recordId(), List.of());
            wanted.stream()
                    .filter(key -> !ofAnother(held.get(key), entry.documentId()))
                    .forEach(key -> claims.put(scope, key, ours));
            release(scope, entry.documentId(), one.releasedKeys());
            waits(scope, one.gainedKeys()).forEach(wait -> ready.put(wait.id(), wait));
        }
        return conflicts;
    }

    private static boolean ofAnother(Claim claim, Object documentId) {
        return claim != null && claim.owned() && !claim.documentId().equals(documentId);
    }

    private void release(String scope, Object documentId, List<String> keys) {
        claims(scope, keys).forEach((key, claim) -> {
            if (documentId.equals(claim.documentId())) {
                if (claim.free().isEmpty()) {
                    claims.forget(scope, key);
                } else {
                    claims.put(scope, key, new Claim(null, null, claim.free()));
                }
            }
        });
    }

    @Override
    public synchronized void listed(String scope, List<FreeRecord> records, String listing) {
        Map<String, Claim> owners = claims(
                scope,
                records.stream().map(record -> Keys.record(record.recordId())).toList());
        Map<Object, Entry> known = entries(
                scope,
                owners.values().stream()
                        .filter(Claim::owned)
                        .map(Claim::documentId)
                        .toList(),
                true);
        Map<String, FreeRecord> before =
                free(scope, records.stream().map(FreeRecord::recordId).toList());
        for (FreeRecord record : records) {
            seen.computeIfAbsent(scope + listing, name -> new HashSet<>()).add(record.recordId());
            Claim claim = owners.get(Keys.record(record.recordId()));
            Entry entry = claim == null ? null : known.get(claim.documentId());
            if (entry == null) {
                dropFormerKeys(scope, record, before.get(record.recordId()));
                addFree(scope, record);
            } else if (entry.underWay() || !entry.holds(record.cells())) {
                put(
                        scope,
                        new Entry(
                                entry.documentId(),
                                record.recordId(),
                                entry.corrected(record.cells()),
                                entry.keys(),
                                0));
            }
        }
    }

    private void addFree(String scope, FreeRecord record) {
        free.put(
                scope,
                record.recordId(),
                new Packed(record.recordId(), packing.pack(record.cells()), record.keys(), 0, null));
        Map<String, Claim> held = claims(scope, record.keys());
        for (String key : record.keys()) {
            Claim before = held.getOrDefault(key, new Claim(null, null, List.of()));
            Set<String> records = new LinkedHashSet<>(before.free());
            records.add(record.recordId());
            claims.put(scope, key, new Claim(before.documentId(), before.recordId(), List.copyOf(records)));
        }
    }

    private void dropFormerKeys(String scope, FreeRecord record, FreeRecord before) {
        if (before == null) {
            return;
        }
        claims(scope, before.keysWithout(record.keys())).forEach((key, claim) -> {
            List<String> others = new ArrayList<>(claim.free());
            others.remove(record.recordId());
            if (claim.owned() || !others.isEmpty()) {
                claims.put(scope, key, new Claim(claim.documentId(), claim.recordId(), others));
            } else {
                claims.forget(scope, key);
            }
        });
    }

    @Override
    public synchronized void endListing(String scope, String listing, List<LinkField> linkedFrom) {
        Set<String> there = seen.getOrDefault(scope + listing, Set.of());
        listed.put(scope, there);
        for (List<Object> page : documents(scope, 500)) {
            List<Object> gone = entries(scope, page, false).values().stream()
                    .filter(entry -> entry.recordId() != null && !there.contains(entry.recordId()))
                    .map(Entry::documentId)
                    .toList();
            forget(scope, gone, linkedFrom);
        }
    }

    @Override
    public void agreed(String scope, List<Entry> agreed) {
        agreed.forEach(
                entry -> put(scope, new Entry(entry.documentId(), entry.recordId(), entry.cells(), entry.keys(), 0)));
    }

    @Override
    public void underWay(String scope, List<Entry> started) {
        started.forEach(entry -> put(scope, entry));
        underWay.computeIfAbsent(scope, unknown -> ConcurrentHashMap.newKeySet())
                .addAll(started.stream().map(Entry::documentId).toList());
    }

    @Override
    public List<Entry> inDoubt(String scope) {
        Set<Object> sent = new HashSet<>(underWay.getOrDefault(scope, Set.of()));
        real.inDoubt(scope).forEach(entry -> sent.add(entry.documentId()));
        return entries(scope, sent, true).values().stream()
                .filter(Entry::underWay)
                .toList();
    }

    @Override
    public synchronized void forget(String scope, Collection<?> documentIds, List<LinkField> linkedFrom) {
        List<String> records = new ArrayList<>();
        entries(scope, documentIds, true).forEach((documentId, entry) -> {
            List<String> held = new ArrayList<>(entry.keys());
            if (entry.recordId() != null) {
                held.add(Keys.record(entry.recordId()));
                records.add(entry.recordId());
            }
            release(scope, documentId, held);
            entries.forget(scope, documentId);
        });
        for (LinkField field : linkedFrom) {
            for (Object documentId : linkingTo(records, field)) {
                String id = field.scope() + " again " + Keys.document(documentId);
                ready.put(id, new Wait(id, field.table(), documentId));
                settled.remove(id);
            }
        }
    }

    /** By what the real ledger knows. */
    @Override
    public List<Object> linkingTo(Collection<String> recordIds, LinkField field) {
        return real.linkingTo(recordIds, field);
    }

    @Override
    public synchronized void setFree(String scope, Map<String, Claim> held) {
        held.forEach((key, claim) -> {
            Entry entry = entries(scope, List.of(claim.documentId()), true).get(claim.documentId());
            FreeRecord record = entry == null
                    ? free(scope, List.of(claim.recordId()))
                            .getOrDefault(claim.recordId(), new FreeRecord(claim.recordId(), Map.of(), List.of(key)))
                    : new FreeRecord(claim.recordId(), entry.cells(), entry.keys());
            forget(scope, List.of(claim.documentId()), List.of());
            release(scope, claim.documentId(), List.of(key));
            addFree(scope, record);
        });
    }

    @Override
    public synchronized void handOver(String scope, String key, Object from, Entry to) {
        List<String> free = claims(scope, List.of(key)).get(key).free();
        claims.put(scope, key, new Claim(to.documentId(), to.recordId(), free));
        entries(scope, List.of(from), true).forEach((documentId, entry) -> {
            List<String> left = new ArrayList<>(entry.keys());
            left.remove(key);
            put(scope, new Entry(documentId, entry.recordId(), entry.cells(), left, 0));
        });
    }

    @Override
    public void forgetFree(String scope, String recordId) {
        free.forget(scope, recordId);
    }

    /** What the real ledger knows, or would at once: a record that is only planned is not gone from anywhere. */
    @Override
    public Iterable<List<Object>> documents(String scope, int pageSize) {
        List<Object> sent = new ArrayList<>(underWay.getOrDefault(scope, Set.of()));
        sent.removeAll(real.entries(scope, sent, false).keySet());
        return () -> Stream.concat(
                        StreamSupport.stream(real.documents(scope, pageSize).spliterator(), false),
                        sent.isEmpty() ? Stream.empty() : Stream.of(sent))
                .iterator();
    }

    @Override
    public long size(String scope) {
        return real.size(scope);
    }

    /** Whose other side the plan has is ready, as in {@link MongoLedger}: it may have come in between. */
    @Override
    public synchronized void await(String targetScope, String key, String sourceTable, Object documentId) {
        Wait wait = new Wait(Waits.id(targetScope, key, sourceTable, documentId), sourceTable, documentId);
        awaited.computeIfAbsent(new Id(targetScope, key), id -> new LinkedHashSet<>())
                .add(wait);
        if (claims.get(targetScope, key).filter(Claim::owned).isPresent() && !settled.contains(wait.id())) {
            ready.put(wait.id(), wait);
        }
    }

    @Override
    public synchronized List<Wait> waits(String targetScope, Collection<String> keys) {
        Set<Wait> waits = new LinkedHashSet<>(real.waits(targetScope, keys));
        keys.forEach(key -> waits.addAll(awaited.getOrDefault(new Id(targetScope, key), Set.of())));
        return waits.stream().filter(wait -> !settled.contains(wait.id())).toList();
    }

    /** A plan has no answer to wait for: nothing in it needs another look. */
    @Override
    public void lookAgain(String scope, String table, List<Object> documentIds) {}

    @Override
    public synchronized List<Wait> ready(int most, Collection<String> tables) {
        return Stream.concat(real.ready(most + settled.size(), tables).stream(), ready.values().stream())
                .filter(wait -> !settled.contains(wait.id()) && tables.contains(wait.table()))
                .distinct()
                .limit(most)
                .toList();
    }

    @Override
    public synchronized void settled(List<Wait> waits) {
        for (Wait wait : waits) {
            settled.add(wait.id());
            ready.remove(wait.id());
        }
    }
}
