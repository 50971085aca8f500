package dev.airtableroutes.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The ledger of a dry run: reads the real one and keeps what would be written in memory, so that a plan counts what a
 * real run would do, links to records that do not exist yet included. Nothing is written anywhere.
 */
public final class PlannedLedger implements Ledger {

    private record Id(String scope, Object value) {}

    private final Ledger real;
    /** What the plan says in place of the real ledger; empty where it would forget something. */
    private final Map<Id, Optional<Entry>> entries = new ConcurrentHashMap<>();

    private final Map<Id, Optional<Claim>> claims = new ConcurrentHashMap<>();
    private final Map<Id, Optional<FreeRecord>> free = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();
    /** The records of a scope, once it was listed to its end. */
    private final Map<String, Set<String>> listed = new ConcurrentHashMap<>();

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
        return planned(scope, entries, documentIds, real.entries(scope, documentIds, withCells));
    }

    @Override
    public Map<String, Claim> claims(String scope, Collection<String> keys) {
        return planned(scope, claims, keys, real.claims(scope, keys));
    }

    @Override
    public Map<String, FreeRecord> free(String scope, Collection<String> recordIds) {
        Map<String, FreeRecord> found = planned(scope, free, recordIds, real.free(scope, recordIds));
        Set<String> there = listed.get(scope);
        if (there != null) {
            found.keySet().retainAll(there);
        }
        return found;
    }

    private static <K, V> Map<K, V> planned(
            String scope, Map<Id, Optional<V>> plan, Collection<? extends K> wanted, Map<K, V> real) {
        Map<K, V> found = new HashMap<>(real);
        for (K one : wanted) {
            Optional<V> planned = plan.get(new Id(scope, one));
            if (planned != null) {
                planned.ifPresentOrElse(value -> found.put(one, value), () -> found.remove(one));
            }
        }
        return found;
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
            entries.put(new Id(scope, entry.documentId()), Optional.of(entry));
            free.put(new Id(scope, entry.recordId()), Optional.empty());
            Claim ours = new Claim(entry.documentId(), entry.recordId(), List.of());
            wanted.stream()
                    .filter(key -> !ofAnother(held.get(key), entry.documentId()))
                    .forEach(key -> claims.put(new Id(scope, key), Optional.of(ours)));
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
                boolean free = !claim.free().isEmpty();
                claims.put(
                        new Id(scope, key), free ? Optional.of(new Claim(null, null, claim.free())) : Optional.empty());
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
        for (FreeRecord record : records) {
            seen.computeIfAbsent(scope + listing, name -> new HashSet<>()).add(record.recordId());
            Claim claim = owners.get(Keys.record(record.recordId()));
            Entry entry = claim == null ? null : known.get(claim.documentId());
            if (entry == null) {
                addFree(scope, record);
            } else if (entry.underWay() || !entry.holds(record.cells())) {
                entries.put(
                        new Id(scope, entry.documentId()),
                        Optional.of(new Entry(
                                entry.documentId(),
                                record.recordId(),
                                entry.corrected(record.cells()),
                                entry.keys(),
                                0)));
            }
        }
    }

    private void addFree(String scope, FreeRecord record) {
        free.put(new Id(scope, record.recordId()), Optional.of(record));
        Map<String, Claim> held = claims(scope, record.keys());
        for (String key : record.keys()) {
            Claim before = held.getOrDefault(key, new Claim(null, null, List.of()));
            Set<String> records = new LinkedHashSet<>(before.free());
            records.add(record.recordId());
            claims.put(
                    new Id(scope, key),
                    Optional.of(new Claim(before.documentId(), before.recordId(), List.copyOf(records))));
        }
    }

    @Override
    public synchronized void endListing(String scope, String listing) {
        Set<String> there = seen.getOrDefault(scope + listing, Set.of());
        listed.put(scope, there);
        for (List<Object> page : documents(scope, 500)) {
            List<Object> gone = entries(scope, page, false).values().stream()
                    .filter(entry -> entry.recordId() != null && !there.contains(entry.recordId()))
                    .map(Entry::documentId)
                    .toList();
            forget(scope, gone);
        }
    }

    @Override
    public void agreed(String scope, List<Entry> agreed) {
        agreed.forEach(entry -> entries.put(
                new Id(scope, entry.documentId()),
                Optional.of(new Entry(entry.documentId(), entry.recordId(), entry.cells(), entry.keys(), 0))));
    }

    @Override
    public void underWay(String scope, List<Entry> started) {
        for (Entry entry : started) {
            entries.put(
                    new Id(scope, entry.documentId()),
                    Optional.of(new Entry(entry.documentId(), null, entry.cells(), entry.keys(), entry.fingerprint())));
        }
    }

    @Override
    public synchronized void forget(String scope, Collection<?> documentIds) {
        entries(scope, documentIds, true).forEach((documentId, entry) -> {
            List<String> held = new ArrayList<>(entry.keys());
            if (entry.recordId() != null) {
                held.add(Keys.record(entry.recordId()));
            }
            release(scope, documentId, held);
            entries.put(new Id(scope, documentId), Optional.empty());
        });
    }

    @Override
    public synchronized void setFree(String scope, Map<String, Claim> held) {
        held.forEach((key, claim) -> {
            Entry entry = entries(scope, List.of(claim.documentId()), true).get(claim.documentId());
            FreeRecord record = entry == null
                    ? free(scope, List.of(claim.recordId()))
                            .getOrDefault(claim.recordId(), new FreeRecord(claim.recordId(), Map.of(), List.of(key)))
                    : new FreeRecord(claim.recordId(), entry.cells(), entry.keys());
            forget(scope, List.of(claim.documentId()));
            release(scope, claim.documentId(), List.of(key));
            addFree(scope, record);
        });
    }

    @Override
    public void forgetFree(String scope, String recordId) {
        free.put(new Id(scope, recordId), Optional.empty());
    }

    /** What the real ledger knows: a record that is only planned is not gone from anywhere. */
    @Override
    public Iterable<List<Object>> documents(String scope, int pageSize) {
        return real.documents(scope, pageSize);
    }

    @Override
    public long size(String scope) {
        return real.size(scope);
    }

    /** Whose other side the plan has is ready, as in {@link MongoLedger}: it may have come in between. */
    @Override
    public synchronized void await(String targetScope, String key, String sourceTable, Object documentId) {
        Wait wait = new Wait(MongoLedger.wait(targetScope, key, sourceTable, documentId), sourceTable, documentId);
        awaited.computeIfAbsent(new Id(targetScope, key), id -> new LinkedHashSet<>())
                .add(wait);
        Optional<Claim> held = claims.getOrDefault(new Id(targetScope, key), Optional.empty());
        if (held.filter(Claim::owned).isPresent() && !settled.contains(wait.id())) {
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
