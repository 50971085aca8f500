package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.TakeOver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What one document asks of Airtable.
 *
 * @param documentId the document's {@code _id}
 * @param recordId the record to change; null for a creation
 * @param cells canonical values to send, by logical field; null clears. Only what differs
 * @param entry the ledger's entry once Airtable has confirmed; its record id is Airtable's answer for a creation
 * @param gainedKeys keys that it did not hold before
 * @param releasedKeys keys that the document gives up with it
 * @param mergeField the logical field by which Airtable finds the record of a creation again; null when there is none
 * @param isNew whether the ledger has no record for the document yet, be it created or taken over
 * @param newOptions fields for which Airtable has to make a select option, be they among the cells or left for later
 * @param ifEmpty fields whose cells are sent only where the record turns out to have none: people may have made it
 * @param underWay what the ledger knows as long as no answer is in: by that the next pass finds the record again. Null where
 *     the document has its record, or no key; a creation without one is noted when its request is
 */
public record Change(
        Object documentId,
        String recordId,
        Map<String, Object> cells,
        Entry entry,
        List<String> gainedKeys,
        List<String> releasedKeys,
        String mergeField,
        boolean isNew,
        Set<String> newOptions,
        Set<String> ifEmpty,
        Entry underWay) {

    /** Of the cells of a take-over so many are noted, by which the record tells later whether it was carried out. */
    private static final int NOTED = 10;

    /** A known record gets other cells. */
    static Change update(
            Entry after,
            Map<String, Object> cells,
            List<String> gained,
            List<String> released,
            Set<String> newOptions) {
        return new Change(
                after.documentId(),
                after.recordId(),
                cells,
                after,
                gained,
                released,
                null,
                false,
                newOptions,
                Set.of(),
                null);
    }

    /**
     * A record that was nobody's, but may have been typed by somebody, becomes the document's.
     *
     * @param before the cells that the record has, encoded
     */
    static Change takeOver(
            Entry after,
            Map<String, String> before,
            Map<String, Object> cells,
            List<String> released,
            Set<String> newOptions,
            Set<String> ifEmpty) {
        Map<String, String> noted = noted(cells, newOptions, ifEmpty);
        Map<String, String> there = new HashMap<>();
        noted.keySet().forEach(field -> there.put(field, before.getOrDefault(field, "")));
        TakeOver takeOver = new TakeOver(after.recordId(), false, noted, there);
        return takeOver(after, cells, released, newOptions, ifEmpty, takeOver);
    }

    /**
     * The record that an earlier try made, or took over.
     *
     * @param before what the ledger knows of that
     */
    static Change takeOverOwn(
            Entry after,
            Map<String, Object> cells,
            List<String> released,
            Set<String> newOptions,
            Set<String> ifEmpty,
            Entry before) {
        TakeOver takeOver = new TakeOver(after.recordId(), before.createsRecord(), Map.of(), Map.of());
        return takeOver(after, cells, released, newOptions, ifEmpty, takeOver);
    }

    private static Change takeOver(
            Entry after,
            Map<String, Object> cells,
            List<String> released,
            Set<String> newOptions,
            Set<String> ifEmpty,
            TakeOver takeOver) {
        return new Change(
                after.documentId(),
                after.recordId(),
                cells,
                after,
                after.keys(),
                released,
                null,
                true,
                newOptions,
                ifEmpty,
                Entry.takingOver(after.documentId(), takeOver, after.keys()));
    }

    /** Of the cells that differ some that are sent first. */
    private static Map<String, String> noted(Map<String, Object> cells, Set<String> newOptions, Set<String> ifEmpty) {
        Set<String> fields = new TreeSet<>(cells.keySet());
        fields.removeAll(ifEmpty);
        if (!newOptions.containsAll(fields)) {
            fields.removeAll(newOptions);
        }
        Map<String, String> noted = new HashMap<>();
        fields.stream()
                .limit(NOTED)
                .forEach(field -> noted.put(field, Objects.requireNonNullElse(Encoded.of(cells.get(field)), "")));
        return noted;
    }

    static Change creation(
            Entry after, Map<String, Object> cells, String mergeField, Set<String> newOptions, Set<String> ifEmpty) {
        return new Change(
                after.documentId(),
                null,
                cells,
                after,
                after.keys(),
                List.of(),
                mergeField,
                true,
                newOptions,
                ifEmpty,
                mergeField == null ? null : Entry.underWay(after.documentId(), Map.of(), after.keys(), 0));
    }

    static Change deletion(Entry entry) {
        return new Change(
                entry.documentId(),
                entry.recordId(),
                Map.of(),
                entry,
                List.of(),
                entry.keys(),
                null,
                false,
                Set.of(),
                Set.of(),
                null);
    }

    public boolean creation() {
        return recordId == null;
    }

    /** The document is gone, and all that its record gets is a sign of it. */
    boolean mark() {
        return !creation() && !isNew && entry.fingerprint() == 0;
    }

    /** The same change without one cell, which keeps what Airtable holds there. */
    Change without(String field) {
        Set<String> others = new HashSet<>(newOptions);
        others.remove(field);
        return without(Set.of(field), entry.fingerprint(), others);
    }

    /** The same, with the fields for which Airtable has to make an option by now. */
    Change needing(Set<String> newOptions) {
        return with(cells, entry, newOptions);
    }

    private Change with(Map<String, Object> cells, Entry entry, Set<String> newOptions) {
        return new Change(
                documentId,
                recordId,
                cells,
                entry,
                gainedKeys,
                releasedKeys,
                mergeField,
                isNew,
                newOptions,
                ifEmpty,
                underWay);
    }

    /** Whether some of its cells wait until it is known what the record has there. */
    boolean fills() {
        return !ifEmpty.isEmpty() && ifEmpty.stream().anyMatch(cells::containsKey);
    }

    /** The same without the cells that wait. */
    Change sentNow() {
        return fills() ? sending(field -> true) : this;
    }

    /**
     * Of the cells that waited those that the record does not have.
     *
     * @param id of the record
     * @param empty the fields that are empty there
     */
    Change filling(String id, Predicate<String> empty) {
        Map<String, Object> waited = new HashMap<>(cells);
        waited.keySet().removeIf(field -> !ifEmpty.contains(field) || !empty.test(field));
        return update(
                new Entry(documentId, id, entry.cells(), entry.keys(), entry.fingerprint()),
                waited,
                List.of(),
                List.of(),
                newOptions);
    }

    /** Whether its cells need options that Airtable has yet to make, which it does only where the request asks for that. */
    boolean needsNewOptions() {
        return newOptions.stream().anyMatch(field -> cells.containsKey(field) && !ifEmpty.contains(field));
    }

    /** Whether that can be asked for apart from other cells; of a key it cannot. */
    boolean newOptionsApart() {
        Set<String> others = new HashSet<>(cells.keySet());
        others.removeAll(newOptions);
        others.removeAll(ifEmpty);
        others.remove(mergeField);
        return needsNewOptions() && !others.isEmpty() && (mergeField == null || !newOptions.contains(mergeField));
    }

    /** The cells that need no new option. */
    Change sentFirst() {
        return sending(field -> !newOptions.contains(field));
    }

    /** The cells that need new options, and by what the record is found. */
    Change sentWithNewOptions() {
        return newOptionsApart() ? sending(field -> newOptions.contains(field) || field.equals(mergeField)) : sentNow();
    }

    private Change sending(Predicate<String> some) {
        Map<String, Object> fewer = new HashMap<>(cells);
        fewer.keySet().removeIf(field -> ifEmpty.contains(field) || !some.test(field));
        return with(fewer, entry, newOptions);
    }

    /** A record that no key finds again is made without the cells that can go out apart, and gets them by its id. */
    Change newOptionsLater() {
        return newOptionsApart() ? without(newOptions, Desired.incomplete(entry.fingerprint()), newOptions) : this;
    }

    boolean leavesNewOptionsForLater() {
        return !cells.keySet().containsAll(newOptions);
    }

    private Change without(Set<String> fields, long fingerprint, Set<String> newOptions) {
        Map<String, Object> fewer = new HashMap<>(cells);
        fewer.keySet().removeAll(fields);
        Map<String, String> held = new HashMap<>(entry.cells());
        held.keySet().removeAll(fields);
        Entry smaller = new Entry(documentId, entry.recordId(), held, entry.keys(), fingerprint);
        return with(fewer, smaller, newOptions);
    }
}
