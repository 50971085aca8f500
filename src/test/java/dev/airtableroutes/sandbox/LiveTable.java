package dev.airtableroutes.sandbox;

import dev.airtableroutes.base.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One table: its fields and its records. Whoever touches it holds its base's lock. */
final class LiveTable {

    final LiveBase base;
    final String key;
    final String id;
    final String view;
    final String viewId;
    final List<LiveField> fields = new ArrayList<>();
    final Map<String, LiveRecord> records = new LinkedHashMap<>();
    String name;
    LiveField primary;
    private final Map<LiveField, Index> indexes = new HashMap<>();
    private Map<String, LiveField> fieldsByAddress = Map.of();
    private int slots;
    private int lastNumber;

    LiveTable(LiveBase base, String key, String id, String name, String view) {
        this.base = base;
        this.key = key;
        this.id = id;
        this.name = name;
        this.view = view == null ? "Grid view" : view;
        this.viewId = Ids.stable("viw", id + "/" + this.view);
    }

    LiveField add(
            String fieldKey,
            String fieldId,
            String fieldName,
            FieldType type,
            List<String> choices,
            Map<String, Object> options) {
        String stableId = fieldId == null ? Ids.stable("fld", id + "/" + fieldKey) : fieldId;
        LiveField field = new LiveField(this, slots++, fieldKey, stableId, fieldName, type, choices, options);
        fields.add(field);
        fieldsChanged();
        return field;
    }

    /** To be called when a field came, went or got another name. */
    void fieldsChanged() {
        Map<String, LiveField> addresses = new HashMap<>();
        fields.forEach(field -> addresses.put(field.id, field));
        fields.forEach(field -> addresses.put(field.name, field));
        fieldsByAddress = addresses;
    }

    /** The field of a name or id, exactly; else the error that Airtable answers. */
    LiveField field(String address) {
        LiveField field = fieldsByAddress.get(address);
        if (field == null) {
            throw AirtableError.unknownField(address);
        }
        return field;
    }

    boolean answersTo(String text) {
        return text.equals(id) || text.equals(name) || text.equals(key);
    }

    LiveRecord fresh(long now) {
        return new LiveRecord(Ids.random("rec", base.random), now, ++lastNumber, slots);
    }

    void add(LiveRecord record) {
        records.put(record.id, record);
        indexes.forEach((field, index) -> index.add(record.cell(field), record));
    }

    void remove(LiveRecord record) {
        records.remove(record.id);
        record.deleted = true;
        indexes.forEach((field, index) -> index.remove(record.cell(field), record));
    }

    void put(LiveRecord record, LiveField field, Object value) {
        Index index = indexes.get(field);
        if (index != null && !record.deleted) {
            index.remove(record.cell(field), record);
            index.add(value, record);
        }
        record.cell(field, value);
    }

    /** The index of a field that an upsert merges on: built once, kept from then on. */
    Index index(LiveField field) {
        return indexes.computeIfAbsent(field, wanted -> {
            Index index = new Index();
            records.values().forEach(record -> index.add(record.cell(wanted), record));
            return index;
        });
    }

    void forgetIndex(LiveField field) {
        indexes.remove(field);
    }
}
