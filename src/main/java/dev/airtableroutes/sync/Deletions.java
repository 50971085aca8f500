package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.ledger.Confirmed;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.FreeRecord;
import dev.airtableroutes.mapping.Deleted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What becomes of the records of documents that are gone, by the mapping: they are deleted, marked, or stay as they are. */
final class Deletions {

    private final Pass pass;
    private final Mark mark;
    private final Findings findings;

    Deletions(Pass pass, Mark mark, Findings findings) {
        this.pass = pass;
        this.mark = mark;
        this.findings = findings;
    }

    /** The deletions; marks are among the findings. */
    List<Change> of(List<Object> gone) {
        if (gone.isEmpty()) {
            return List.of();
        }
        Deleted.Policy policy = pass.mapping().deleted().policy();
        List<Change> deletions = new ArrayList<>();
        Map<Object, Entry> entries = pass.ledger().entries(pass.scope(), gone, true);
        if (policy != Deleted.Policy.delete) {
            letGoOverwritten(entries);
        }
        if (policy == Deleted.Policy.keep) {
            return List.of();
        }
        entries = settled(gone, entries);
        for (Object documentId : gone) {
            Entry entry = entries.get(documentId);
            if (entry == null) {
                continue;
            }
            if (policy == Deleted.Policy.delete) {
                deletions.add(Change.deletion(entry));
            } else {
                mark(entry);
            }
        }
        return deletions;
    }

    /**
     * The entries with a record. What was made without an answer is the document's by now, as if there had been one: cut off
     * after that, the next pass finds a document that is gone, and its record.
     */
    private Map<Object, Entry> settled(List<Object> gone, Map<Object, Entry> entries) {
        List<Entry> underWay = gone.stream()
                .map(entries::get)
                .filter(entry -> entry != null && entry.underWay())
                .toList();
        if (underWay.isEmpty()) {
            return entries;
        }
        Map<Object, Entry> settled = new HashMap<>(entries);
        settled.values().removeIf(Entry::underWay);
        Matching matching = new Matching(pass, Known.ofSent(pass, underWay), mark, findings);
        for (Entry sent : underWay) {
            if (pass.listsRecords() && !pass.inDoubt().mayBeThere(sent.documentId())) {
                settle(sent, matching.made(sent), settled);
            } else {
                // the next pass reads the table before it looks
                pass.inDoubt().outcomeUnknown();
                pass.lookAgain(sent.documentId());
            }
        }
        return settled;
    }

    /** The table was read since: what is not there was not made, and what is there more than once a person has to look at. */
    private void settle(Entry sent, List<FreeRecord> made, Map<Object, Entry> settled) {
        if (made.size() == 1) {
            FreeRecord record = made.get(0);
            pass.reserved().record(record.recordId(), sent.documentId());
            Entry entry = new Entry(sent.documentId(), record.recordId(), record.cells(), sent.keys(), 0);
            pass.ledger().confirm(pass.scope(), List.of(new Confirmed(entry, sent.keys(), List.of(), true, true)));
            settled.put(sent.documentId(), entry);
            return;
        }
        if (!made.isEmpty()) {
            ambiguous(sent, made.stream().map(FreeRecord::recordId).toList());
        }
        pass.ledger().forget(pass.scope(), List.of(sent.documentId()), List.of());
    }

    private void ambiguous(Entry sent, List<String> records) {
        findings.undeliverable(
                sent.documentId(),
                Kind.AMBIGUOUS,
                null,
                null,
                records,
                "The document is gone, and one of the records %s was made for it; which one, nobody knows, since Airtable's answer was lost. Look at them yourself, since nothing is deleted or marked where it may be the wrong one, and discard this letter."
                        .formatted(String.join(", ", records)));
    }

    /**
     * Records into which another document was written, since they show its key: nobody writes theirs anew any more, so the
     * other one takes them over. Only the table tells whether they have a mark that must go then.
     */
    private void letGoOverwritten(Map<Object, Entry> kept) {
        List<Object> overwritten = kept.values().stream()
                .filter(entry -> entry.cells().containsValue(Encoded.anothers()))
                .map(Entry::documentId)
                .toList();
        if (overwritten.isEmpty()) {
            return;
        }
        pass.ledger().forget(pass.scope(), overwritten, pass.synced().linkedFrom());
        kept.keySet().removeAll(overwritten);
        if (!mark.cells().cells().isEmpty()) {
            pass.inDoubt().outcomeUnknown();
        }
    }

    private void mark(Entry entry) {
        mark.badCells().forEach(cell -> findings.undeliverable(entry.documentId(), Kind.CELL, cell));
        Map<String, Object> cells = mark.cells().differences(entry.cells());
        if (!cells.isEmpty()) {
            Entry after =
                    new Entry(entry.documentId(), entry.recordId(), mark.cells().held(entry.cells()), entry.keys(), 0);
            findings.differs(Change.update(
                    after, Payload.of(cells).needing(pass.newOptions().of(cells))));
        }
    }
}
