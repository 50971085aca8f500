package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.DocumentIds;
import dev.airtableroutes.ledger.Confirmed;
import dev.airtableroutes.mapping.BadCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the comparison of a page comes to: what differs, what is alike, and what cannot be delivered. */
final class Findings {

    private final Pass pass;
    private final List<Change> changes = new ArrayList<>();
    private final List<DeadLetter> letters = new ArrayList<>();
    private final List<Object> asEver = new ArrayList<>();
    /** Nothing to send, only to remember. */
    private final List<Confirmed> alike = new ArrayList<>();
    /** Documents that have not any more a key by which their records were to be created, and are not. */
    private final List<Object> givingUp = new ArrayList<>();
    /** Documents with letters of earlier passes, of which Airtable has every cell. */
    private final List<Object> settled = new ArrayList<>();
    /** The same, with a cell that Airtable refused. */
    private final List<Object> unsent = new ArrayList<>();

    Findings(Pass pass) {
        this.pass = pass;
    }

    void differs(Change change) {
        changes.add(change);
    }

    /** Airtable has every cell that the document asks for: what was wrong with it earlier is over. */
    void alike(Confirmed one) {
        Object documentId = one.entry().documentId();
        alike.add(one);
        if (pass.troubled().contains(documentId)) {
            settled.add(documentId);
        }
    }

    /** The document asks for the same as ever, be it with a cell that Airtable refused. */
    void asEver(Object documentId) {
        asEver.add(documentId);
        if (pass.troubled().contains(documentId)) {
            unsent.add(documentId);
        }
    }

    /** No record has the key that the document had when one was to be created: who came second has it to itself. */
    void givesUp(Object documentId) {
        givingUp.add(documentId);
    }

    void undeliverable(Object documentId, Kind kind, BadCell cell) {
        undeliverable(documentId, kind, cell.field(), cell.value(), List.of(), cell.reason());
    }

    void undeliverable(Object documentId, Kind kind, String field, String value, List<String> others, String reason) {
        DeadLetter letter = DeadLetter.of(pass.mapping().table(), documentId, kind, field, value, others, reason);
        pass.deadLettered(letter);
        letters.add(letter);
    }

    /** Writes down what needs no request. */
    void remember(DeadLetters deadLetters) {
        if (!pass.dryRun()) {
            resolveLetters(deadLetters);
        }
        Duplicates.look(pass, deadLetters, givingUp);
        if (!alike.isEmpty()) {
            List<Object> released = alike.stream()
                    .filter(one -> !one.releasedKeys().isEmpty())
                    .map(one -> one.entry().documentId())
                    .toList();
            Duplicates.look(pass, deadLetters, released);
            lookAtSecondOfThisPage(released);
            GivenUpKeys.handOver(pass, deadLetters, alike);
            pass.ledger().confirm(pass.scope(), alike);
            alike.forEach(one -> pass.reserved().release(one.entry()));
        }
    }

    /** The letters of this page are not stored yet, so that nobody finds them there. */
    private void lookAtSecondOfThisPage(List<Object> owners) {
        Set<String> texts = owners.stream().map(DocumentIds::text).collect(Collectors.toSet());
        letters.stream()
                .filter(letter -> letter.kind() == Kind.DUPLICATE_KEY)
                .filter(letter -> letter.others().stream().anyMatch(texts::contains))
                .map(DeadLetter::documentId)
                .forEach(pass::lookAgain);
    }

    private void resolveLetters(DeadLetters deadLetters) {
        String table = pass.mapping().table();
        if (!settled.isEmpty()) {
            deadLetters.delivered(table, settled, pass.outcomes().lettersOfAll(settled));
        }
        if (!unsent.isEmpty()) {
            deadLetters.unchanged(table, unsent, pass.outcomes().lettersOfAll(unsent));
        }
    }

    /** The page is compared, and is not compared again: now it counts. */
    ChangedPage page(List<Change> deletions, boolean last) {
        asEver.forEach(documentId -> pass.unchanged(documentId, false));
        alike.forEach(one -> pass.unchanged(one.entry().documentId(), one.isNew()));
        return new ChangedPage(pass, changes, deletions, letters, last);
    }
}
