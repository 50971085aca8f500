package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DocumentIds;
import dev.airtableroutes.ledger.Claim;
import dev.airtableroutes.ledger.Confirmed;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.FreeRecord;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.ledger.TakeOver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Documents without a record: one that is nobody's is taken over by its key, else another one is created. */
final class Matching {

    private final Pass pass;
    private final Known known;
    private final Mark mark;
    private final Findings findings;

    /**
     * Records that may be a document's.
     *
     * @param by their key, or what else they were found by
     */
    private record Found(String by, List<FreeRecord> records) {

        static final Found NOTHING = new Found(null, List.of());

        boolean isEmpty() {
            return records.isEmpty();
        }
    }

    Matching(Pass pass, Known known, Mark mark, Findings findings) {
        this.pass = pass;
        this.known = known;
        this.mark = mark;
        this.findings = findings;
    }

    /**
     * Before the first of a pass is matched: records that were made, or taken over, without an answer are reserved for their
     * documents, since one that has the former key of another by now may come first. A document that is gone wants none.
     */
    void reserveSent(MongoDatabase source) {
        boolean unread = !pass.listsRecords() && !pass.dryRun();
        if (pass.inDoubt().isEarlierLookedFor() || !known.hasFree() && !(unread && known.hasNew())) {
            return;
        }
        List<Entry> inDoubt = pass.ledger().inDoubt(pass.scope());
        Set<Object> gone = Documents.gone(
                source.getCollection(pass.collection()),
                inDoubt.stream().map(Entry::documentId).toList());
        List<Entry> sent = inDoubt.stream()
                .filter(entry -> !gone.contains(entry.documentId()))
                .toList();
        Matching matching = new Matching(pass, Known.ofSent(pass, sent), mark, findings);
        List<Entry> found = new ArrayList<>();
        for (Entry entry : sent) {
            List<FreeRecord> own = matching.own(entry).records();
            if (own.size() == 1) {
                String recordId = own.get(0).recordId();
                pass.reserved().record(recordId, entry.documentId());
                found.add(Entry.takingOver(
                        entry.documentId(),
                        new TakeOver(recordId, entry.createsRecord(), Map.of(), Map.of()),
                        entry.keys()));
            }
        }
        // by its id from now on: whoever gets the key, with a record of its own, must not hide it
        pass.ledger().underWay(pass.scope(), found);
        List<Object> waiting =
                new ArrayList<>(found.stream().map(Entry::documentId).toList());
        if (unread) {
            waiting.addAll(reserveFormerKeys(sent, source));
        }
        pass.inDoubt().lookedForEarlier(waiting);
    }

    /**
     * Keys by which records were created without an answer, and that their documents do not have any more: Airtable would
     * merge whoever has one by now into the record of the first. Only reading the table can tell whether it is there.
     *
     * @return the documents
     */
    private List<Object> reserveFormerKeys(List<Entry> sent, MongoDatabase source) {
        List<Entry> creations = sent.stream()
                .filter(entry -> entry.takesOver() == null && !entry.keys().isEmpty())
                .toList();
        Map<Object, Desired> today = GivenUpKeys.today(
                pass, creations.stream().map(Entry::documentId).collect(Collectors.toSet()), source);
        List<Object> waiting = new ArrayList<>();
        for (Entry creation : creations) {
            Desired now = today.get(creation.documentId());
            if (now != null && !now.keys().containsAll(creation.keys())) {
                List<String> former = new ArrayList<>(creation.keys());
                former.removeAll(now.keys());
                pass.reserved().keys(former, creation.documentId());
                pass.inDoubt().unreadKeys(former);
                waiting.add(creation.documentId());
            }
        }
        return waiting;
    }

    /**
     * The keys of the document decide, in order, whether a record is there for it. One that was made for it, or taken over,
     * without an answer is its own, whatever keys it has by now.
     *
     * @param underWay its entry when a creation or a take-over was sent and no answer came; else null
     */
    void match(Wanted document, Entry underWay) {
        Found own = underWay == null ? Found.NOTHING : own(underWay);
        for (String key : document.record().keys()) {
            if (isDuplicate(document, key, known.claim(key))) {
                return;
            }
            Found found = own.isEmpty() ? found(key) : Found.NOTHING;
            if (!found.isEmpty()) {
                takeOver(document, found, underWay, false);
                return;
            }
        }
        if (!own.isEmpty()) {
            takeOver(document, own, underWay, true);
        } else if (underWay == null) {
            create(document);
        } else {
            createAgain(document, underWay);
        }
    }

    /** Whether another document has one of the keys that this one, with a record, has gained; then it has to wait for a person. */
    boolean isDuplicate(Wanted document, List<String> gained) {
        return gained.stream()
                .anyMatch(key -> isDuplicate(document, key, known.isGivenUp(key) ? null : known.claim(key)));
    }

    private boolean isDuplicate(Wanted document, String key, Claim claim) {
        boolean owned = claim != null && claim.owned();
        Object owner = owned ? claim.documentId() : pass.reserved().holder(key);
        if (owner == null || owner.equals(document.documentId())) {
            return false;
        }
        if (!owned) {
            pass.reserved().cameSecond(document.documentId(), owner);
            if (pass.inDoubt().isUnread(key)) {
                pass.inDoubt().outcomeUnknown();
                pass.lookAgain(owner);
                pass.lookAgain(document.documentId());
            }
        }
        duplicate(document, key, owner, claim == null ? null : claim.recordId());
        return true;
    }

    /**
     * The records of which one was made by a creation that no answer came for: several with its key, or with the same cells one
     * that is as good as any other; or the one that was taken over. None when it was not carried out, as far as is known.
     */
    List<FreeRecord> made(Entry underWay) {
        Found own = own(underWay);
        return own.isEmpty() ? alike(underWay).records() : own.records();
    }

    /** The record that was taken over, or those with the first key of a creation by which one is there that no other document has. */
    private Found own(Entry underWay) {
        if (underWay.takesOver() != null) {
            FreeRecord record = known.takenOver(underWay);
            return record != null
                            && mayHave(underWay, record)
                            && underWay.takesOver().isCarriedOut(record)
                    ? new Found("its id", List.of(record))
                    : Found.NOTHING;
        }
        return underWay.keys().stream()
                .filter(key -> {
                    Claim claim = known.claim(key);
                    return claim != null
                            && (!claim.owned() || claim.documentId().equals(underWay.documentId()));
                })
                .map(this::found)
                .filter(found -> found.records().stream().anyMatch(record -> mayHave(underWay, record)))
                .findFirst()
                .orElse(Found.NOTHING);
    }

    private void createAgain(Wanted document, Entry underWay) {
        Found alike = alike(underWay);
        if (!alike.isEmpty()) {
            takeOver(document, alike, underWay, true);
        } else if (isFoundAgain(document, underWay)) {
            pass.inDoubt().tried(document.documentId(), underWay.fingerprint());
            if (!document.record().keys().containsAll(underWay.keys())) {
                findings.givesUp(document.documentId());
            }
            create(document);
        } else {
            pass.inDoubt().outcomeUnknown();
            pass.lookAgain(document.documentId());
        }
    }

    /** Whether the table was read since, or Airtable itself finds what was sent by the key that the document still has. */
    private boolean isFoundAgain(Wanted document, Entry underWay) {
        boolean byItsCells = underWay.keys().isEmpty() && underWay.takesOver() == null;
        if (byItsCells || pass.listsRecords() || pass.dryRun()) {
            return true;
        }
        String mergeField = pass.synced().mergeField(document.matchKeys());
        return underWay.keys().stream()
                .filter(document.record().keys()::contains)
                .anyMatch(key -> Keys.field(key).equals(mergeField));
    }

    private Found found(String key) {
        Claim claim = known.claim(key);
        if (claim == null) {
            return Found.NOTHING;
        }
        if (!claim.owned()) {
            return new Found(key, known.free(claim));
        }
        // the document's own record, whose confirmation was cut off: what it holds is not known
        return claim.recordId() == null
                ? Found.NOTHING
                : new Found(key, List.of(new FreeRecord(claim.recordId(), Map.of(), List.of())));
    }

    /** Of a creation without a key. Several records may look alike: any that nobody has taken is as good as another. */
    private Found alike(Entry underWay) {
        boolean byItsCells = underWay.keys().isEmpty() && underWay.takesOver() == null;
        Claim same = byItsCells ? known.claim(Keys.cells(underWay.cells())) : null;
        return same == null
                ? Found.NOTHING
                : new Found(
                        "its cells",
                        known.free(same).stream()
                                .filter(record -> mayHave(underWay, record))
                                .limit(1)
                                .toList());
    }

    private boolean mayHave(Entry underWay, FreeRecord record) {
        Object holder = pass.reserved().holder(record.recordId());
        return holder == null || holder.equals(underWay.documentId());
    }

    /** @param own whether what was found is what an earlier try made, or took over */
    private void takeOver(Wanted document, Found found, Entry underWay, boolean own) {
        if (found.records().size() > 1) {
            ambiguous(document, found);
            return;
        }
        FreeRecord record = found.records().get(0);
        Object first = pass.reserved().record(record.recordId(), document.documentId());
        if (!first.equals(document.documentId())) {
            pass.reserved().cameSecond(document.documentId(), first);
            if (pass.inDoubt().hasRecordWaiting(first)) {
                pass.lookAgain(first);
            }
            duplicate(document, found.by(), first, record.recordId());
            return;
        }
        Desired desired = pass.peoplesCells().readLater(document.record());
        List<String> released = new ArrayList<>(underWay == null ? List.of() : underWay.keys());
        released.removeAll(desired.keys());
        List<String> keys = new ArrayList<>(desired.keys());
        keys.addAll(desired.stillShown(released, desired.held(record.cells())));
        released.removeAll(keys);
        pass.reserved().keys(keys, document.documentId());
        Map<String, Object> cells = desired.differences(record.cells());
        boolean mayHaveBeenMade = underWay != null && !underWay.keys().isEmpty() && underWay.createsRecord();
        Map<String, Object> waiting = mayHaveBeenMade ? onCreation(document) : Map.of();
        if (cells.isEmpty() && !waiting.isEmpty()) {
            // any cell will do: what else the record has is in the answer
            desired.encoded().keySet().stream()
                    .findFirst()
                    .ifPresent(field -> cells.put(field, desired.cells().get(field)));
        }
        cells.putAll(waiting);
        Map<String, String> held = desired.held(record.cells());
        held.keySet().removeAll(pass.peoplesCells().fields());
        mark.remove(desired, document.onCreation(), record.cells(), cells, held);
        Entry after = new Entry(document.documentId(), record.recordId(), held, keys, desired.fingerprint());
        if (cells.isEmpty()) {
            findings.alike(new Confirmed(after, keys, released, true, true));
            return;
        }
        Payload payload = Payload.of(cells).needing(pass.newOptions().of(cells)).waiting(waiting.keySet());
        findings.differs(
                own
                        ? Change.takeOverOwn(after, payload, released, underWay)
                        : Change.takeOver(after, payload, released, record.cells()));
    }

    private void create(Wanted document) {
        Desired desired = document.record();
        pass.reserved().keys(desired.keys(), document.documentId());
        Map<String, Object> onCreation = onCreation(document);
        Map<String, Object> cells = new HashMap<>(desired.cells());
        cells.values().removeIf(Objects::isNull);
        cells.putAll(onCreation);
        Entry after = new Entry(document.documentId(), null, desired.encoded(), desired.keys(), desired.fingerprint());
        String mergeField = pass.synced().mergeField(document.matchKeys());
        // a table that was just read has no record that people made: a first sync takes one request for ten, and not
        // two
        Set<String> ifEmpty = mergeField == null || pass.listsRecords() ? Set.of() : onCreation.keySet();
        Payload payload = Payload.of(cells)
                .mergingOn(mergeField)
                .needing(pass.newOptions().of(cells))
                .waiting(ifEmpty);
        Change creation = Change.creation(after, payload);
        findings.differs(mergeField == null ? creation.newOptionsLater() : creation);
    }

    /** The cells that are set in a new record, and then belong to people. */
    private static Map<String, Object> onCreation(Wanted document) {
        Map<String, Object> cells = new HashMap<>(document.onCreation());
        cells.values().removeIf(Objects::isNull);
        return cells;
    }

    private void ambiguous(Wanted document, Found found) {
        String key = found.by();
        List<String> records =
                found.records().stream().map(FreeRecord::recordId).toList();
        findings.undeliverable(
                document.documentId(),
                Kind.AMBIGUOUS,
                Keys.field(key),
                Keys.value(key),
                records,
                "Airtable has %d records with this %s: %s. Merge them, or change the key in all but one, then sync with --reconcile."
                        .formatted(records.size(), Keys.field(key), String.join(", ", records)));
    }

    private void duplicate(Wanted document, String key, Object owner, String recordId) {
        String other = DocumentIds.text(owner);
        findings.undeliverable(
                document.documentId(),
                Kind.DUPLICATE_KEY,
                Keys.field(key),
                Keys.value(key),
                recordId == null ? List.of(other) : List.of(other, recordId),
                "document %s has the same %s and owns the record%s. Mend the %s of one of the two in MongoDB, or delete one.%s"
                        .formatted(
                                other,
                                Keys.field(key),
                                recordId == null ? "" : " " + recordId,
                                Keys.field(key),
                                pass.synced().clears() || recordId == null ? "" : leftInItsCell(other, key)));
    }

    /** What a person can do where the owner has nothing for the key any more. */
    private static String leftInItsCell(String owner, String key) {
        return " Where document %s has no %s by now, its record still shows the former one, since the mapping has nulls: keep; empty that cell in Airtable, then sync with --reconcile."
                .formatted(owner, Keys.field(key));
    }
}
