package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.mapping.Deleted;
import java.util.ArrayList;
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
        Deleted.Policy policy = pass.mapping().deleted().policy();
        if (gone.isEmpty() || policy == Deleted.Policy.keep) {
            return List.of();
        }
        List<Change> deletions = new ArrayList<>();
        Map<Object, Entry> entries = pass.ledger().entries(pass.scope(), gone, true);
        for (Object documentId : gone) {
            Entry entry = entries.get(documentId);
            if (entry == null || entry.underWay()) {
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

    private void mark(Entry entry) {
        mark.badCells().forEach(cell -> findings.undeliverable(entry.documentId(), Kind.CELL, cell));
        Map<String, Object> cells = mark.cells().differences(entry.cells());
        if (!cells.isEmpty()) {
            Entry after =
                    new Entry(entry.documentId(), entry.recordId(), mark.cells().held(entry.cells()), entry.keys(), 0);
            findings.differs(Change.update(
                    after, cells, List.of(), List.of(), pass.newOptions().of(cells)));
        }
    }
}
