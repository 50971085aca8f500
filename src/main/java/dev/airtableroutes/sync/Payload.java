package dev.airtableroutes.sync;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The cells that a change sends, and which of them cannot go in one request with the others.
 *
 * @param cells canonical values, by logical field; null clears. Only what differs
 * @param mergeField the logical field by which Airtable finds the record of a creation again; null when there is none
 * @param newOptions fields for which Airtable has to make a select option, be they among the cells or left for later
 * @param ifEmpty fields whose cells are sent only where the record turns out to have none: people may have made it
 */
record Payload(Map<String, Object> cells, String mergeField, Set<String> newOptions, Set<String> ifEmpty) {

    static final Payload NOTHING = of(Map.of());

    static Payload of(Map<String, Object> cells) {
        return new Payload(cells, null, Set.of(), Set.of());
    }

    /** The same with other cells. */
    Payload with(Map<String, Object> cells) {
        return new Payload(cells, mergeField, newOptions, ifEmpty);
    }

    /** The same, by whose key Airtable finds a record again. */
    Payload mergingOn(String field) {
        return new Payload(cells, field, newOptions, ifEmpty);
    }

    /** The same, with the fields for which Airtable has to make an option. */
    Payload needing(Set<String> newOptions) {
        return new Payload(cells, mergeField, newOptions, ifEmpty);
    }

    /** The same, with the fields that wait until it is known what the record has there. */
    Payload waiting(Set<String> ifEmpty) {
        return new Payload(cells, mergeField, newOptions, ifEmpty);
    }

    Payload without(Collection<String> fields) {
        Map<String, Object> fewer = new HashMap<>(cells);
        fewer.keySet().removeAll(fields);
        return with(fewer);
    }

    /** The fields of what is sent first. */
    Set<String> firstFields() {
        Set<String> fields = new HashSet<>(cells.keySet());
        fields.removeAll(ifEmpty);
        if (!newOptions.containsAll(fields)) {
            fields.removeAll(newOptions);
        }
        return fields;
    }

    /** Whether some of its cells wait until it is known what the record has there. */
    boolean fills() {
        return !ifEmpty.isEmpty() && ifEmpty.stream().anyMatch(cells::containsKey);
    }

    /** The same without the cells that wait. */
    Payload sentNow() {
        return fills() ? sending(field -> true) : this;
    }

    /** Of the cells that waited those of fields that are empty in the record. */
    Payload filling(Predicate<String> empty) {
        Map<String, Object> waited = new HashMap<>(cells);
        waited.keySet().removeIf(field -> !ifEmpty.contains(field) || !empty.test(field));
        return of(waited).needing(newOptions);
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
    Payload sentFirst() {
        return sending(field -> !newOptions.contains(field));
    }

    /** The cells that need new options, and by what the record is found. */
    Payload sentWithNewOptions() {
        return newOptionsApart() ? sending(field -> newOptions.contains(field) || field.equals(mergeField)) : sentNow();
    }

    boolean leavesNewOptionsForLater() {
        return !cells.keySet().containsAll(newOptions);
    }

    private Payload sending(Predicate<String> some) {
        Map<String, Object> fewer = new HashMap<>(cells);
        fewer.keySet().removeIf(field -> ifEmpty.contains(field) || !some.test(field));
        return with(fewer);
    }
}
