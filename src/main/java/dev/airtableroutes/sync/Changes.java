package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.ledger.Confirmed;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.mapping.BadCell;
import dev.airtableroutes.sync.MappedPage.MappedDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        return new Diff(page).run();
    }

    /**
     * Whether a document may have to take over a record that the ledger does not know yet. One with a dead letter, such as a
     * duplicate, only counts when somebody has it looked at: else each pass would ask Airtable for the same few.
     */
    public boolean bringsNewDocuments(@Body MappedPage page) {
        Pass pass = page.pass();
        List<Object> without = pass.looksForNewRecords() ? page.withoutRecord() : List.of();
        if (without.isEmpty()) {
            return false;
        }
        return pass.request().mode() == PassRequest.Mode.HINTS
                || !pass.hasLetters()
                || !deadLetters.troubled(pass.mapping().table(), without).containsAll(without);
    }

    /** The comparison of one page. */
    private final class Diff {

        private final MappedPage page;
        private final Pass pass;
        private final Links links;
        private final Mark mark;
        private final Findings findings;

        Diff(MappedPage page) {
            this.page = page;
            this.pass = page.pass();
            this.links = Links.resolve(page);
            this.mark = Mark.of(pass);
            this.findings = new Findings(pass);
        }

        ChangedPage run() {
            troubledAndGone();
            List<Wanted> differing = differing();
            Known known = Known.of(pass, differing, page.entries().keySet(), source);
            StrayLinks stray = StrayLinks.of(pass, links, known.entries());
            Matching matching = new Matching(pass, known, mark, findings);
            matching.reserveSent(source);
            for (Wanted document : differing) {
                links.await(document.documentId(), pass);
                Entry entry = known.entry(document.documentId());
                if (entry == null || entry.underWay()) {
                    matching.match(document, entry);
                } else if (!matching.isDuplicate(document, document.gainedKeys(entry))) {
                    update(document, entry, stray);
                }
            }
            findings.remember(deadLetters);
            List<Change> deletions = new Deletions(pass, mark, findings).of(page.gone());
            ChangedPage compared = findings.page(deletions, page.last());
            pass.counts().leftOutLinks(links.leftOut());
            return compared;
        }

        private void troubledAndGone() {
            if (pass.hasLetters()) {
                List<Object> ids = new ArrayList<>(page.gone());
                ids.addAll(documentIds());
                pass.troubled().add(deadLetters.troubled(pass.mapping().table(), ids));
            }
            page.gone().forEach(pass::gone);
            // who was second to one of them has the key to itself by now
            Duplicates.look(pass, deadLetters, page.gone());
        }

        private List<Object> documentIds() {
            return page.documents().stream().map(MappedDocument::documentId).toList();
        }

        /** The documents whose record is not the one that was confirmed last, by fingerprint. */
        private List<Wanted> differing() {
            List<Wanted> differing = new ArrayList<>();
            for (MappedDocument document : page.documents()) {
                badCells(document);
                if (document.record().rejected()) {
                    continue;
                }
                Wanted wanted = Wanted.of(document, links, pass);
                Entry entry = page.entries().get(document.documentId());
                if (same(wanted, entry) && !triesAgain(document.documentId())) {
                    findings.asEver(document.documentId());
                } else {
                    differing.add(wanted);
                }
            }
            return differing;
        }

        private static boolean same(Wanted wanted, Entry entry) {
            return entry != null
                    && !entry.underWay()
                    && entry.fingerprint() == wanted.record().fingerprint();
        }

        /** What Airtable refused once is sent again when somebody asks for it, and not of itself. */
        private boolean triesAgain(Object documentId) {
            return pass.request().mode() != PassRequest.Mode.CHANGED
                    && pass.troubled().contains(documentId);
        }

        private void badCells(MappedDocument document) {
            Kind kind = document.record().rejected() ? Kind.RECORD : Kind.CELL;
            for (BadCell cell : document.record().badCells()) {
                if (!pass.peoplesCells().hasNewOption(document.documentId(), cell.field())) {
                    findings.undeliverable(document.documentId(), kind, cell);
                }
            }
        }

        private void update(Wanted document, Entry entry, StrayLinks stray) {
            Desired desired = withoutPeoplesCells(document.record(), entry);
            Map<String, Object> cells = desired.differences(entry.cells());
            Map<String, String> held = desired.held(entry.cells());
            mark.remove(desired, document.onCreation(), entry.cells(), cells, held);
            stray.takeOut(entry, cells, held);
            takeBack(entry, cells, held);
            List<String> released = new ArrayList<>(entry.keys());
            released.removeAll(desired.keys());
            List<String> keys = new ArrayList<>(desired.keys());
            keys.addAll(desired.stillShown(released, held));
            released.removeAll(keys);
            Entry after = new Entry(entry.documentId(), entry.recordId(), held, keys, desired.fingerprint());
            List<String> gained = document.gainedKeys(entry);
            pass.reserved().keys(gained, document.documentId());
            if (cells.isEmpty()) {
                // the mapping was edited, or a person did the same edit in Airtable
                findings.alike(new Confirmed(after, gained, released, false, false));
            } else {
                Payload payload = Payload.of(cells).needing(pass.newOptions().of(cells));
                findings.differs(Change.update(after, payload, gained, released));
            }
        }

        private Desired withoutPeoplesCells(Desired asked, Entry entry) {
            if (pass.peoplesCells().fields().isEmpty()) {
                return asked;
            }
            Set<String> left = new HashSet<>(pass.peoplesCells().left(asked.differences(entry.cells()), entry.cells()));
            left.removeIf(field -> Encoded.anothers().equals(entry.cells().get(field)));
            return left.isEmpty() ? asked : asked.without(left);
        }

        /**
         * Cells that hold another document's values: this one's are sent among the differences, and where it has none the
         * cell is emptied.
         */
        private void takeBack(Entry before, Map<String, Object> cells, Map<String, String> held) {
            if (before.cells().containsValue(Encoded.anothers())) {
                held.forEach((field, text) -> {
                    if (text.equals(Encoded.anothers())) {
                        cells.put(field, null);
                    }
                });
                held.values().removeIf(Encoded.anothers()::equals);
                Duplicates.look(pass, deadLetters, List.of(before.documentId()));
            }
        }
    }
}
