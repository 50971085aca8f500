package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.DocumentIds;
import dev.airtableroutes.ledger.Claim;
import dev.airtableroutes.ledger.Confirmed;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.FreeRecord;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.mapping.BadCell;
import dev.airtableroutes.mapping.Deleted;
import dev.airtableroutes.mapping.Mapped;
import dev.airtableroutes.sync.MappedPage.MappedDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Compares records with the ledger, by field: what Airtable holds already is dropped, what differs becomes a change. */
@Component("changes")
public class Changes {

    private final DeadLetters deadLetters;
    private final MongoDatabase source;

    public Changes(DeadLetters deadLetters, @Qualifier("source") MongoDatabase source) {
        this.deadLetters = deadLetters;
        this.source = source;
    }

    /**
     * The changes that a page asks for.
     *
     * @return changes and deletions in the order of the documents, and a dead letter for whatever cannot be delivered;
     *     what is equal is counted and left out
     */
    public ChangedPage diff(@Body MappedPage page) {
        return new Comparison(page).run();
    }

    private final class Comparison {

        private final MappedPage page;
        private final Pass pass;
        private final String scope;
        private final List<Change> changes = new ArrayList<>();
        private final List<DeadLetter> letters = new ArrayList<>();
        private final List<Confirmed> takenOver = new ArrayList<>();

        private final Map<Object, Desired> wanted = new HashMap<>();
        /** The cells that are set on creation only. */
        private final Map<Object, Map<String, Object>> onCreation = new HashMap<>();

        private final Map<Object, Entry> known = new HashMap<>();
        private final List<Object> settled = new ArrayList<>();
        private final List<Object> unsent = new ArrayList<>();
        private final Links links;
        private Map<String, Claim> claims = Map.of();
        private Map<String, FreeRecord> free = Map.of();
        /** What the record of a deleted document gets; empty unless the mapping marks it. */
        private final Desired mark;

        private final List<BadCell> badMark;

        Comparison(MappedPage page) {
            this.page = page;
            this.pass = page.pass();
            this.scope = pass.scope();
            this.links = Links.resolve(page);
            Mapped marked = pass.mapper().mark();
            this.mark = Desired.of(marked.cells(), List.of());
            this.badMark = marked.badCells();
        }

        ChangedPage run() {
            List<MappedDocument> different = different();
            readLedger(different);
            different.forEach(this::compare);
            resolveLetters();
            if (!takenOver.isEmpty()) {
                Duplicates.look(
                        pass,
                        deadLetters,
                        takenOver.stream()
                                .filter(one -> !one.releasedKeys().isEmpty())
                                .map(one -> one.entry().documentId())
                                .toList());
                pass.ledger().confirm(scope, takenOver);
                takenOver.forEach(one -> pass.unreserve(one.entry()));
            }
            return new ChangedPage(pass, changes, deletions(), letters, page.last());
        }

        /** The documents whose record is not the one that was confirmed last: one look-up a page, by fingerprint. */
        private List<MappedDocument> different() {
            if (pass.hasLetters()) {
                pass.troubled(deadLetters.troubled(pass.mapping().table(), documentIds()));
            }
            page.gone().forEach(pass::gone);
            // who was second to one of them has the key to itself by now
            Duplicates.look(pass, deadLetters, page.gone());
            Map<Object, Entry> entries = pass.ledger()
                    .entries(
                            scope,
                            page.documents().stream()
                                    .map(MappedDocument::documentId)
                                    .toList(),
                            false);
            List<MappedDocument> different = new ArrayList<>();
            for (MappedDocument document : page.documents()) {
                badCells(document);
                if (document.record().rejected()) {
                    continue;
                }
                Desired desired = desired(document);
                Entry entry = entries.get(document.documentId());
                boolean same = entry != null && !entry.underWay() && entry.fingerprint() == desired.fingerprint();
                if (same && !triesAgain(document.documentId())) {
                    pass.unchanged(document.documentId(), false);
                    settleUnsent(document.documentId());
                } else {
                    wanted.put(document.documentId(), desired);
                    different.add(document);
                    if (entry != null) {
                        known.put(document.documentId(), entry);
                    }
                }
            }
            return different;
        }

        private List<Object> documentIds() {
            List<Object> ids = new ArrayList<>(page.gone());
            page.documents().forEach(document -> ids.add(document.documentId()));
            return ids;
        }

        /** What Airtable refused once is sent again when somebody asks for it, and not of itself. */
        private boolean triesAgain(Object documentId) {
            return pass.request().mode() != PassRequest.Mode.CHANGED && pass.troubled(documentId);
        }

        private Desired desired(MappedDocument document) {
            Mapped record = document.record();
            Map<String, Object> cells = new HashMap<>(record.cells());
            links.addTo(cells, document, pass);
            if (!pass.onceFields().isEmpty()) {
                Map<String, Object> once = new HashMap<>(cells);
                once.keySet().retainAll(pass.onceFields());
                onCreation.put(document.documentId(), once);
                cells.keySet().removeAll(pass.onceFields());
            }
            if (!pass.clears()) {
                cells.entrySet()
                        .removeIf(cell ->
                                cell.getValue() == null && !record.unticked().contains(cell.getKey()));
            }
            return Desired.of(cells, record.keys());
        }

        private void badCells(MappedDocument document) {
            for (BadCell cell : document.record().badCells()) {
                if (pass.hasNewOption(document.documentId(), cell.field())) {
                    continue;
                }
                letters.add(letter(
                        document.documentId(),
                        document.record().rejected() ? Kind.RECORD : Kind.CELL,
                        cell.field(),
                        cell.value(),
                        List.of(),
                        cell.reason()));
            }
        }

        private void readLedger(List<MappedDocument> different) {
            known.putAll(pass.ledger().entries(scope, List.copyOf(known.keySet()), true));
            List<String> keys = new ArrayList<>();
            for (MappedDocument document : different) {
                Entry entry = known.get(document.documentId());
                if (entry == null || entry.underWay()) {
                    keys.addAll(wanted.get(document.documentId()).keys());
                }
                if (entry != null && entry.underWay()) {
                    keys.add(Keys.cells(entry.cells()));
                }
            }
            claims = pass.ledger().claims(scope, keys);
            Map<String, Claim> left = leftByDeletedDocuments();
            if (!left.isEmpty()) {
                pass.ledger().setFree(scope, left);
                claims = pass.ledger().claims(scope, keys);
            }
            free = pass.ledger()
                    .free(
                            scope,
                            claims.values().stream()
                                    .flatMap(claim -> claim.free().stream())
                                    .distinct()
                                    .toList());
        }

        /**
         * The claims of documents that are gone and whose records stay. That a document is gone is asked when another one
         * wants its key: links to a kept record lead there until then, and a document that comes back finds its own.
         */
        private Map<String, Claim> leftByDeletedDocuments() {
            Map<String, Claim> left = new HashMap<>(claims);
            left.values()
                    .removeIf(claim ->
                            !claim.owned() || claim.recordId() == null || wanted.containsKey(claim.documentId()));
            Set<Object> gone = Documents.gone(
                    source.getCollection(pass.collection()),
                    left.values().stream().map(Claim::documentId).collect(Collectors.toSet()));
            if (pass.mapping().deleted().policy() == Deleted.Policy.delete) {
                // the others are deleted in time; of these only a kill left the keys
                gone.removeAll(pass.ledger().entries(scope, gone, false).keySet());
            }
            left.values().removeIf(claim -> !gone.contains(claim.documentId()));
            return left;
        }

        private void compare(MappedDocument document) {
            links.await(document.documentId(), pass);
            Entry entry = known.get(document.documentId());
            if (entry != null && !entry.underWay()) {
                update(document, entry);
            } else {
                match(document, entry);
            }
        }

        private void update(MappedDocument document, Entry entry) {
            Desired asked = wanted.get(document.documentId());
            Set<String> left = new HashSet<>(pass.leftToPeople(asked.differences(entry.cells()), entry.cells()));
            left.removeIf(field -> Encoded.anothers().equals(entry.cells().get(field)));
            Desired desired = left.isEmpty() ? asked : asked.without(left);
            Map<String, Object> cells = desired.differences(entry.cells());
            Map<String, String> held = desired.held(entry.cells());
            unmark(document.documentId(), desired, entry.cells(), cells, held);
            takeBack(document.documentId(), entry.cells(), cells, held);
            Entry after = new Entry(entry.documentId(), entry.recordId(), held, desired.keys(), desired.fingerprint());
            List<String> released = new ArrayList<>(entry.keys());
            released.removeAll(desired.keys());
            List<String> gained = new ArrayList<>(desired.keys());
            gained.removeAll(entry.keys());
            if (cells.isEmpty()) {
                // the mapping was edited, or a person did the same edit in Airtable: nothing to send, only to remember
                takenOver.add(new Confirmed(after, gained, released, false, false));
                pass.unchanged(document.documentId(), false);
                settle(document.documentId());
            } else {
                changes.add(new Change(
                        entry.documentId(),
                        entry.recordId(),
                        cells,
                        after,
                        gained,
                        released,
                        null,
                        false,
                        pass.needsNewOptions(cells)));
            }
        }

        /**
         * Cells that hold another document's values: this one's are sent among the differences, and where it has none the
         * cell is emptied.
         */
        private void takeBack(
                Object documentId, Map<String, String> before, Map<String, Object> cells, Map<String, String> held) {
            if (before.containsValue(Encoded.anothers())) {
                held.forEach((field, text) -> {
                    if (text.equals(Encoded.anothers())) {
                        cells.put(field, null);
                    }
                });
                held.values().removeIf(Encoded.anothers()::equals);
                Duplicates.look(pass, deadLetters, List.of(documentId));
            }
        }

        /** A document without a record: its keys decide, in order, whether one is there for it. */
        private void match(MappedDocument document, Entry underWay) {
            Desired desired = wanted.get(document.documentId());
            for (String key : desired.keys()) {
                Claim claim = claims.get(key);
                Object reservedFor = pass.reservedKeys.get(key);
                Object owner = claim != null && claim.owned() ? claim.documentId() : reservedFor;
                if (owner != null && !owner.equals(document.documentId())) {
                    duplicate(document, key, owner, claim == null ? null : claim.recordId());
                    return;
                }
                if (claim != null && !claim.owned() && !found(claim).isEmpty()) {
                    takeOver(document, key, found(claim));
                    return;
                }
                if (claim != null && claim.owned() && claim.recordId() != null) {
                    takeOver(document, key, List.of(cutOff(claim)));
                    return;
                }
            }
            if (underWay != null) {
                Claim same = claims.get(Keys.cells(underWay.cells()));
                // several records may look alike: any that nobody has taken is as good as another
                List<FreeRecord> alike = same == null
                        ? List.of()
                        : found(same).stream()
                                .filter(record -> document.documentId()
                                        .equals(pass.reservedKeys.getOrDefault(
                                                record.recordId(), document.documentId())))
                                .limit(1)
                                .toList();
                if (!alike.isEmpty()) {
                    takeOver(document, "its cells", alike);
                    return;
                }
                pass.tried(document.documentId(), underWay.fingerprint());
            }
            create(document, desired);
        }

        /** The document's own record, whose confirmation was cut off: what it holds is not known. */
        private static FreeRecord cutOff(Claim own) {
            return new FreeRecord(own.recordId(), Map.of(), List.of());
        }

        private List<FreeRecord> found(Claim claim) {
            return claim.free().stream().map(free::get).filter(Objects::nonNull).toList();
        }

        private void takeOver(MappedDocument document, String key, List<FreeRecord> found) {
            if (found.size() > 1) {
                List<String> records = found.stream().map(FreeRecord::recordId).toList();
                letters.add(letter(
                        document.documentId(),
                        Kind.AMBIGUOUS,
                        field(key),
                        value(key),
                        records,
                        "Airtable has %d records with this %s: %s. Merge them, or change the key in all but one, then sync with --reconcile."
                                .formatted(records.size(), field(key), String.join(", ", records))));
                return;
            }
            FreeRecord record = found.get(0);
            Object other = pass.reservedKeys.putIfAbsent(record.recordId(), document.documentId());
            if (other != null && !other.equals(document.documentId())) {
                duplicate(document, key, other, record.recordId());
                return;
            }
            Desired asked = wanted.get(document.documentId());
            Desired desired = readLater(asked);
            reserve(desired, document.documentId());
            Map<String, Object> cells = desired.differences(record.cells());
            Map<String, String> held = desired.held(record.cells());
            held.keySet().removeAll(pass.readBackFields());
            unmark(document.documentId(), desired, record.cells(), cells, held);
            Entry after =
                    new Entry(document.documentId(), record.recordId(), held, desired.keys(), desired.fingerprint());
            if (cells.isEmpty()) {
                takenOver.add(new Confirmed(after, desired.keys(), List.of(), true, true));
                pass.unchanged(document.documentId(), true);
                settle(document.documentId());
            } else {
                changes.add(new Change(
                        document.documentId(),
                        record.recordId(),
                        cells,
                        after,
                        desired.keys(),
                        List.of(),
                        null,
                        true,
                        pass.needsNewOptions(cells)));
            }
        }

        /**
         * The document is there: of the mark that a record gets without one, nothing stays.
         *
         * @param cells to send, which gain what takes the place of the mark
         * @param held by the record afterwards
         */
        private void unmark(
                Object documentId,
                Desired desired,
                Map<String, String> before,
                Map<String, Object> cells,
                Map<String, String> held) {
            mark.encoded().forEach((field, marked) -> {
                if (!desired.cells().containsKey(field) && marked.equals(before.get(field))) {
                    Object value = onCreation.getOrDefault(documentId, Map.of()).get(field);
                    cells.put(field, value);
                    held.remove(field);
                    if (value != null) {
                        held.put(field, Encoded.of(value));
                    }
                }
            });
        }

        /** What people typed into a record before it was the document's is read back by the next pass, whatever it is. */
        private Desired readLater(Desired asked) {
            if (pass.readBackFields().isEmpty()) {
                return asked;
            }
            pass.readAllBackNext();
            return asked.without(pass.readBackFields());
        }

        private void create(MappedDocument document, Desired desired) {
            reserve(desired, document.documentId());
            Map<String, Object> cells = new HashMap<>(desired.cells());
            cells.putAll(onCreation.getOrDefault(document.documentId(), Map.of()));
            cells.values().removeIf(Objects::isNull);
            Entry after =
                    new Entry(document.documentId(), null, desired.encoded(), desired.keys(), desired.fingerprint());
            changes.add(new Change(
                    document.documentId(),
                    null,
                    cells,
                    after,
                    desired.keys(),
                    List.of(),
                    pass.mergeField(document.record().keys()),
                    true,
                    pass.needsNewOptions(cells)));
        }

        private void reserve(Desired desired, Object documentId) {
            desired.keys().forEach(key -> pass.reservedKeys.putIfAbsent(key, documentId));
        }

        private void duplicate(MappedDocument document, String key, Object owner, String recordId) {
            List<String> others = recordId == null ? List.of(text(owner)) : List.of(text(owner), recordId);
            letters.add(letter(
                    document.documentId(),
                    Kind.DUPLICATE_KEY,
                    field(key),
                    value(key),
                    others,
                    "document %s has the same %s and owns the record%s. Mend the %s of one of the two in MongoDB, or delete one."
                            .formatted(text(owner), field(key), recordId == null ? "" : " " + recordId, field(key))));
        }

        private List<Change> deletions() {
            Deleted policy = pass.mapping().deleted();
            if (page.gone().isEmpty() || policy.policy() == Deleted.Policy.keep) {
                return List.of();
            }
            List<Change> deletions = new ArrayList<>();
            Map<Object, Entry> entries = pass.ledger().entries(scope, page.gone(), true);
            for (Object documentId : page.gone()) {
                Entry entry = entries.get(documentId);
                if (entry == null || entry.underWay()) {
                    continue;
                }
                if (policy.policy() == Deleted.Policy.delete) {
                    deletions.add(new Change(
                            documentId,
                            entry.recordId(),
                            Map.of(),
                            entry,
                            List.of(),
                            entry.keys(),
                            null,
                            false,
                            false));
                } else {
                    mark(entry);
                }
            }
            return deletions;
        }

        private void mark(Entry entry) {
            badMark.forEach(cell -> letters.add(
                    letter(entry.documentId(), Kind.CELL, cell.field(), cell.value(), List.of(), cell.reason())));
            Map<String, Object> cells = mark.differences(entry.cells());
            if (!cells.isEmpty()) {
                Entry after =
                        new Entry(entry.documentId(), entry.recordId(), mark.held(entry.cells()), entry.keys(), 0);
                changes.add(new Change(
                        entry.documentId(),
                        entry.recordId(),
                        cells,
                        after,
                        List.of(),
                        List.of(),
                        null,
                        false,
                        pass.needsNewOptions(cells)));
            }
        }

        /** Airtable has every cell that the document asks for: what was wrong with it earlier is over. */
        private void settle(Object documentId) {
            if (pass.troubled(documentId)) {
                settled.add(documentId);
            }
        }

        /** The document asks for the same as ever, be it with a cell that Airtable refused. */
        private void settleUnsent(Object documentId) {
            if (pass.troubled(documentId)) {
                unsent.add(documentId);
            }
        }

        private void resolveLetters() {
            String table = pass.mapping().table();
            if (!settled.isEmpty() && !pass.dryRun()) {
                deadLetters.delivered(table, settled, pass.lettersOfAll(settled));
            }
            if (!unsent.isEmpty() && !pass.dryRun()) {
                deadLetters.unchanged(table, unsent, pass.lettersOfAll(unsent));
            }
        }

        private DeadLetter letter(
                Object documentId, Kind kind, String field, String value, List<String> others, String reason) {
            DeadLetter letter = DeadLetter.of(pass.mapping().table(), documentId, kind, field, value, others, reason);
            pass.deadLettered(letter);
            return letter;
        }

        private static String field(String key) {
            int blank = key.indexOf(' ');
            return blank < 0 ? key : key.substring(0, blank);
        }

        private static String value(String key) {
            return key.substring(key.indexOf(' ') + 1);
        }
    }

    static String text(Object documentId) {
        return DocumentIds.text(documentId);
    }

    static Table target(Pass pass, String table) {
        return pass.base().tables().get(table.substring(table.indexOf('/') + 1));
    }
}
