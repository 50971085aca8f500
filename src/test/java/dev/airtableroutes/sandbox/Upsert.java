package dev.airtableroutes.sandbox;

import dev.airtableroutes.base.FieldType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the record that an upsert means.
 *
 * <p>Not documented, so the stricter reading: values compare exactly, case included; an empty value matches empty cells;
 * a record without one of the merge fields, and two records of one request with the same key, are refused.
 */
final class Upsert {

    /** The documented kinds, and e-mail, URL and phone number, which are texts that the documentation does not list. */
    private static final Set<FieldType> MERGEABLE = Set.of(
            FieldType.number,
            FieldType.singleLineText,
            FieldType.multilineText,
            FieldType.singleSelect,
            FieldType.multipleSelects,
            FieldType.date,
            FieldType.email,
            FieldType.url,
            FieldType.phoneNumber);

    private final LiveTable table;
    private final List<LiveField> mergeOn;
    private final Set<List<Object>> keys = new HashSet<>();

    private Upsert(LiveTable table, List<LiveField> mergeOn) {
        this.table = table;
        this.mergeOn = mergeOn;
    }

    static Upsert of(LiveTable table, Body performUpsert) {
        List<String> names = performUpsert.allow("fieldsToMergeOn").texts("fieldsToMergeOn");
        if (names.isEmpty() || names.size() > 3) {
            throw AirtableError.invalidRequest("fieldsToMergeOn names " + names.size() + " fields, not 1 to 3");
        }
        List<LiveField> fields = names.stream().map(table::field).toList();
        fields.stream().filter(field -> !MERGEABLE.contains(field.type)).forEach(field -> {
            throw AirtableError.upsert("Field \"" + field.name + "\" of type " + field.type + " cannot be merged on");
        });
        return new Upsert(table, fields);
    }

    /** @return the one record that has these values, or null where none has */
    LiveRecord find(Map<LiveField, Object> cells) {
        List<Object> key = new ArrayList<>();
        for (LiveField field : mergeOn) {
            if (!cells.containsKey(field)) {
                throw AirtableError.upsert("Every record must have a value for the field \"" + field.name
                        + "\", which fieldsToMergeOn names");
            }
            key.add(Index.key(cells.get(field)));
        }
        if (!keys.add(key)) {
            throw AirtableError.upsert("Cannot update more than one record with the same values of fieldsToMergeOn");
        }
        List<LiveRecord> found = matching(cells);
        if (found.size() > 1) {
            throw AirtableError.upsert("Cannot update more than one record: " + found.size()
                    + " records match the values of fieldsToMergeOn");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private List<LiveRecord> matching(Map<LiveField, Object> cells) {
        LiveField first = mergeOn.get(0);
        Collection<LiveRecord> candidates = table.index(first).find(cells.get(first));
        return candidates.stream()
                .filter(record -> mergeOn.stream()
                        .allMatch(field -> Index.key(record.cell(field)).equals(Index.key(cells.get(field)))))
                .limit(2)
                .toList();
    }
}
