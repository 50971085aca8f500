package dev.airtableroutes.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Everything that one request would change, checked before any of it is changed: one bad record rejects the whole
 * request and nothing is written.
 */
final class Draft {

    /** @param fresh the record is to be created @param replace cells that are not named are to be cleared (PUT) */
    record Change(LiveRecord record, boolean fresh, boolean replace, Map<LiveField, Object> cells) {}

    final boolean typecast;
    private final LiveTable table;
    private final long now;
    private final Cells cells = new Cells(this);
    private final List<Change> changes = new ArrayList<>();
    private final Map<LiveField, Set<String>> newOptions = new HashMap<>();
    private final Map<LiveTable, Map<String, LiveRecord>> linkedRows = new LinkedHashMap<>();
    private LiveRecord current;

    Draft(LiveTable table, boolean typecast, long now) {
        this.table = table;
        this.typecast = typecast;
        this.now = now;
    }

    /** @param record null for one that is to be created */
    Map<LiveField, Object> cells(LiveRecord record, Map<?, ?> fields) {
        current = record;
        Map<LiveField, Object> accepted = new LinkedHashMap<>();
        fields.forEach((address, value) -> {
            LiveField field = table.field(address.toString());
            if (accepted.containsKey(field)) {
                throw AirtableError.invalidRequest("field " + field.name + " is named twice, by name and by id");
            }
            accepted.put(field, cells.accept(field, value));
        });
        return accepted;
    }

    void create(Map<LiveField, Object> accepted) {
        changes.add(new Change(table.fresh(now), true, false, accepted));
    }

    void update(LiveRecord record, Map<LiveField, Object> accepted, boolean replace) {
        changes.add(new Change(record, false, replace, accepted));
    }

    void newOption(LiveField field, String option) {
        newOptions.computeIfAbsent(field, key -> new LinkedHashSet<>()).add(option);
    }

    /** Typecast of a link by the linked record's primary text: found, or made when the request goes through. */
    String linkedRow(LiveTable linked, String text) {
        LiveField primary = linked.primary;
        if (primary == null || !primary.type.text()) {
            throw AirtableError.invalidRequest("the table " + linked.name + " has no text as its primary field");
        }
        return linked.index(primary).find(text).stream()
                .findFirst()
                .orElseGet(() -> linkedRows
                        .computeIfAbsent(linked, key -> new LinkedHashMap<>())
                        .computeIfAbsent(text, key -> linked.fresh(now)))
                .id;
    }

    /** An attachment that the cell already has. */
    Object attachment(LiveField field, Object id) {
        Object present = current == null ? null : current.cell(field);
        return present == null
                ? fail(field)
                : ((List<?>) present)
                        .stream()
                                .filter(entry -> ((Map<?, ?>) entry).get("id").equals(id))
                                .findFirst()
                                .map(Object.class::cast)
                                .orElseGet(() -> fail(field));
    }

    private static Object fail(LiveField field) {
        throw Cells.invalidAttachment(field);
    }

    /** Applies everything. @return the records, in the order of the request */
    List<Change> commit() {
        newOptions.forEach((field, options) -> field.choices.addAll(options));
        linkedRows.forEach((linked, rows) -> rows.forEach((text, record) -> {
            linked.add(record);
            linked.put(record, linked.primary, text);
        }));
        changes.forEach(this::apply);
        return changes;
    }

    private void apply(Change change) {
        LiveRecord record = change.record();
        if (change.fresh()) {
            table.add(record);
        }
        if (change.replace()) {
            table.fields.stream()
                    .filter(field -> !field.type.computed() && !change.cells().containsKey(field))
                    .forEach(field -> set(change, field, null));
        }
        change.cells().forEach((field, value) -> set(change, field, value));
    }

    private void set(Change change, LiveField field, Object value) {
        LiveRecord record = change.record();
        if (Objects.equals(record.cell(field), value)) {
            return;
        }
        record.modified = now;
        record.edited |= !change.fresh();
        if (field.link()) {
            Links.set(record, field, value);
        } else {
            table.put(record, field, value);
        }
    }
}
