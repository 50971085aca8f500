package dev.airtableroutes.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ledger of a dry run: reads the real one and keeps what would be written in memory, so that a plan counts what a
 * real run would do, links to records that do not exist yet included. Nothing is written anywhere.
 */
public final class PlannedLedger implements Ledger {

    private record Id(String scope, Object value) {}

    private final Ledger real;
    private final Map<Id, Entry> entries = new ConcurrentHashMap<>();
    private final Map<Id, Claim> claims = new ConcurrentHashMap<>();
    private final Map<Id, FreeRecord> free = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();
    /** Documents whose record is gone, and with it what the real ledger says about them. */
    private final Set<Id> forgotten = ConcurrentHashMap.newKeySet();

    public PlannedLedger(Ledger real) {
        this.real = real;
    }

    @Override
    public Map<Object, Entry> entries(String scope, Collection<?> documentIds, boolean withCells) {
        Map<Object, Entry> found = new HashMap<>(real.entries(scope, documentIds, withCells));
        for (Object documentId : documentIds) {
            Id id = new Id(scope, documentId);
            Entry planned = entries.get(id);
            if (planned != null) {
                found.put(documentId, planned);
            } else if (forgotten.contains(id)) {
                found.remove(documentId);
            }
        }
        return found;
    }

    @Override
    public Map<String, Claim> claims(String scope, Collection<String> keys) {
        Map<String, Claim> found = new HashMap<>(real.claims(scope, keys));
        found.values().removeIf(claim -> claim.owned() && forgotten.contains(new Id(scope, claim.documentId())));
        for (String key : keys) {
            Claim planned = claims.get(new Id(scope, key));
            if (planned != null && !(found.containsKey(key) && found.get(key).owned())) {
                found.put(key, planned);
            }
        }
        return found;
    }

    @Override
    public Map<String, FreeRecord> free(String scope, Collection<String> recordIds) {
        Map<String, FreeRecord> found = new HashMap<>(real.free(scope, recordIds));
        for (String recordId : recordIds) {
            FreeRecord planned = free.get(new Id(scope, recordId));
            if (planned != null) {
                found.put(recordId, planned);
            }
        }
        return found;
    }

    @Override
    public synchronized List<Conflict> confirm(String scope, List<Confirmed> confirmed) {
        for (Confirmed one : confirmed) {
            Entry entry = one.entry();
            entries.put(new Id(scope, entry.documentId()), entry);
            free.remove(new Id(scope, entry.recordId()));
            List<String> keys = new ArrayList<>(entry.keys());
            keys.add(Keys.record(entry.recordId()));
            for (String key : keys) {
                claims.compute(
                        new Id(scope, key),
                        (id, held) -> held != null && held.owned()
                                ? held
                                : new Claim(entry.documentId(), entry.recordId(), List.of()));
            }
        }
        return List.of();
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
            } else if (!entry.cells().equals(record.cells())) {
                entries.put(
                        new Id(scope, entry.documentId()),
                        new Entry(entry.documentId(), entry.recordId(), record.cells(), entry.keys(), 0));
            }
        }
    }

    private void addFree(String scope, FreeRecord record) {
        free.put(new Id(scope, record.recordId()), record);
        for (String key : record.keys()) {
            claims.compute(new Id(scope, key), (id, held) -> {
                if (held != null && held.owned()) {
                    return held;
                }
                List<String> records = new ArrayList<>(held == null ? List.of() : held.free());
                if (!records.contains(record.recordId())) {
                    records.add(record.recordId());
                }
                return new Claim(null, null, records);
            });
        }
    }

    @Override
    public void endListing(String scope, String listing) {
        Set<String> there = seen.getOrDefault(scope + listing, Set.of());
        for (List<Object> page : real.documents(scope, 500)) {
            List<Object> gone = real.entries(scope, page, false).values().stream()
                    .filter(entry -> entry.recordId() != null && !there.contains(entry.recordId()))
                    .map(Entry::documentId)
                    .toList();
            forget(scope, gone);
        }
    }

    @Override
    public void underWay(String scope, List<Entry> started) {}

    @Override
    public void forget(String scope, Collection<?> documentIds) {
        for (Object documentId : documentIds) {
            Id id = new Id(scope, documentId);
            entries.remove(id);
            forgotten.add(id);
        }
    }

    @Override
    public Iterable<List<Object>> documents(String scope, int pageSize) {
        return real.documents(scope, pageSize);
    }

    @Override
    public void await(String targetScope, String key, String sourceTable, Object documentId) {}
}
