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
 * @param entry the ledger's entry once Airtable has confirmed; its record id is Airtable's answer for a creation
 * @param payload what is sent
 * @param gainedKeys keys that it did not hold before
 * @param releasedKeys keys that the document gives up with it
 * @param isNew whether the ledger has no record for the document yet, be it created or taken over
 * @param underWay what the ledger knows as long as no answer is in: by that the next pass finds the record again. Null where
 *     the document has its record, or no key; a creation without one is noted when its request is
 */
public record Change(
        Entry entry,
        Payload payload,
        List<String> gainedKeys,
        List<String> releasedKeys,
        boolean isNew,
        Entry underWay) {

    /** Of the cells of a take-over so many are noted, by which the record tells later whether it was carried out. */
    private static final int NOTED = 10;

    /** A known record gets other cells. */
    static Change update(Entry after, Payload payload, List<String> gained, List<String> released) {
        return new Change(after, payload, gained, released, false, null);
    }

    /** The same where the document has the keys that it had. */
    static Change update(Entry after, Payload payload) {
        return update(after, payload, List.of(), List.of());
    }

    /**
     * A record that was nobody's, but may have been typed by somebody, becomes the document's.
     *
     * @param before the cells that the record has, encoded
     */
    static Change takeOver(Entry after, Payload payload, List<String> released, Map<String, String> before) {
        Map<String, String> sent = noted(payload);
        Map<String, String> there = new HashMap<>();
        sent.keySet().forEach(field -> there.put(field, before.getOrDefault(field, "")));
        return takeOver(after, payload, released, new TakeOver(after.recordId(), false, sent, there));
    }

    /**
     * The record that an earlier try made, or took over.
     *
     * @param before what the ledger knows of that
     */
    static Change takeOverOwn(Entry after, Payload payload, List<String> released, Entry before) {
        TakeOver own = new TakeOver(after.recordId(), before.createsRecord(), Map.of(), Map.of());
        return takeOver(after, payload, released, own);
    }

    private static Change takeOver(Entry after, Payload payload, List<String> released, TakeOver takeOver) {
        Entry underWay = Entry.takingOver(after.documentId(), takeOver, after.keys());
        return new Change(after, payload, after.keys(), released, true, underWay);
    }

    /** Of the cells that differ some that are sent first. */
    private static Map<String, String> noted(Payload payload) {
        Map<String, String> noted = new HashMap<>();
        new TreeSet<>(payload.firstFields())
                .stream()
                        .limit(NOTED)
                        .forEach(field -> noted.put(
                                field,
                                Objects.requireNonNullElse(
                                        Encoded.of(payload.cells().get(field)), "")));
        return noted;
    }

    static Change creation(Entry after, Payload payload) {
        Entry underWay =
                payload.mergeField() == null ? null : Entry.underWay(after.documentId(), Map.of(), after.keys(), 0);
        return new Change(after, payload, after.keys(), List.of(), true, underWay);
    }

    static Change deletion(Entry entry) {
        return new Change(entry, Payload.NOTHING, List.of(), entry.keys(), false, null);
    }

    /** The same with other contents. */
    private Change with(Entry entry, Payload payload) {
        return new Change(entry, payload, gainedKeys, releasedKeys, isNew, underWay);
    }

    private Change with(Payload payload) {
        return with(entry, payload);
    }

    /** The document's {@code _id}. */
    public Object documentId() {
        return entry.documentId();
    }

    /** The record to change; null for a creation. */
    public String recordId() {
        return entry.recordId();
    }

    /** What is sent, see {@link Payload#cells}. */
    public Map<String, Object> cells() {
        return payload.cells();
    }

    /** See {@link Payload#mergeField}. */
    public String mergeField() {
        return payload.mergeField();
    }

    public boolean creation() {
        return recordId() == null;
    }

    /** The document is gone, and all that its record gets is a sign of it. */
    boolean mark() {
        return !creation() && !isNew && entry.fingerprint() == 0;
    }

    /** The same change without one cell, which keeps what Airtable holds there. */
    Change without(String field) {
        Set<String> others = new HashSet<>(payload.newOptions());
        others.remove(field);
        return without(Set.of(field), entry.fingerprint()).needing(others);
    }

    private Change without(Set<String> fields, long fingerprint) {
        Map<String, String> held = new HashMap<>(entry.cells());
        held.keySet().removeAll(fields);
        return with(new Entry(documentId(), recordId(), held, entry.keys(), fingerprint), payload.without(fields));
    }

    /** The same, with the fields for which Airtable has to make an option by now. */
    Change needing(Set<String> newOptions) {
        return with(payload.needing(newOptions));
    }

    /** The same without the cells that wait. */
    Change sentNow() {
        return with(payload.sentNow());
    }

    /** The cells that need no new option. */
    Change sentFirst() {
        return with(payload.sentFirst());
    }

    /** The cells that need new options, and by what the record is found. */
    Change sentWithNewOptions() {
        return with(payload.sentWithNewOptions());
    }

    /**
     * Of the cells that waited those that the record does not have.
     *
     * @param id of the record
     * @param empty the fields that are empty there
     */
    Change filling(String id, Predicate<String> empty) {
        Entry written = new Entry(documentId(), id, entry.cells(), entry.keys(), entry.fingerprint());
        return update(written, payload.filling(empty));
    }

    /** A record that no key finds again is made without the cells that can go out apart, and gets them by its id. */
    Change newOptionsLater() {
        return payload.newOptionsApart()
                ? without(payload.newOptions(), Desired.incomplete(entry.fingerprint()))
                : this;
    }
}
