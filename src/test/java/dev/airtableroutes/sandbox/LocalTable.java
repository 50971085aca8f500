package dev.airtableroutes.sandbox;

import dev.airtableroutes.base.FieldType;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One table of the local Airtable under a person's hands: nothing here counts as a request. Fields are named by logical
 * name, Airtable's name or id; values follow the rules of the API.
 */
public final class LocalTable {

    private final LiveTable table;

    LocalTable(LiveTable table) {
        this.table = table;
    }

    /** Every record, oldest first. */
    public List<LocalRecord> records() {
        return locked(live -> live.records.values().stream().map(this::local).toList());
    }

    public int size() {
        return locked(live -> live.records.size());
    }

    public LocalRecord record(String id) {
        return locked(live -> local(find(id)));
    }

    /** @return the new record's id */
    public String insert(Map<String, ?> fields) {
        return locked(live -> {
            Draft draft = new Draft(live, false, System.currentTimeMillis());
            draft.create(draft.cells(null, byId(fields)));
            return draft.commit().get(0).record().id;
        });
    }

    /** Changes the named cells; null empties one. */
    public void edit(String id, Map<String, ?> fields) {
        locked(live -> {
            LiveRecord record = find(id);
            Draft draft = new Draft(live, false, System.currentTimeMillis());
            draft.update(record, draft.cells(record, byId(fields)), false);
            return draft.commit();
        });
    }

    /** As if all edits of all records had been made that much earlier. */
    public void age(Duration by) {
        locked(live -> {
            live.records.values().forEach(record -> {
                record.created -= by.toMillis();
                record.modified -= by.toMillis();
            });
            return null;
        });
    }

    public void delete(String id) {
        locked(live -> {
            Records.delete(find(id), live);
            return null;
        });
    }

    public void clear() {
        locked(live -> {
            List.copyOf(live.records.keySet()).forEach(this::delete);
            return null;
        });
    }

    public void rename(String name) {
        locked(live -> live.name = name);
    }

    public void addField(String name, FieldType type) {
        locked(live -> live.add(name, null, name, type, List.of(), Map.of()));
    }

    public void renameField(String field, String name) {
        change(field, live -> live.name = name);
    }

    public void removeField(String field) {
        change(field, live -> {
            if (live.inverse != null) {
                live.inverse.inverse = null;
            }
            table.fields.remove(live);
            table.forgetIndex(live);
        });
    }

    /** Gives a field another type; its cells are emptied, the strictest of what Airtable may do with them. */
    public void retypeField(String field, FieldType type) {
        change(field, live -> {
            table.records.values().forEach(record -> table.put(record, live, null));
            live.type = type;
        });
    }

    /** Gives a select one more option. */
    public void addOption(String field, String option) {
        change(field, live -> live.choices.add(option));
    }

    /** Takes an option from a select, and out of the cells that have it. */
    public void dropOption(String field, String option) {
        change(field, live -> {
            live.choices.remove(option);
            table.records.values().forEach(record -> table.put(record, live, without(record.cell(live), option)));
        });
    }

    private static Object without(Object cell, String option) {
        if (cell instanceof List<?> options) {
            List<?> rest =
                    options.stream().filter(entry -> !entry.equals(option)).toList();
            return rest.isEmpty() ? null : rest;
        }
        return option.equals(cell) ? null : cell;
    }

    private void change(String field, Consumer<LiveField> change) {
        locked(live -> {
            change.accept(field(field));
            live.fieldsChanged();
            return null;
        });
    }

    private <T> T locked(Function<LiveTable, T> work) {
        synchronized (table.base) {
            try {
                return work.apply(table);
            } catch (AirtableError e) {
                throw new IllegalArgumentException("Table " + table.key + ": " + e.getMessage(), e);
            }
        }
    }

    private Map<String, Object> byId(Map<String, ?> fields) {
        Map<String, Object> byId = new LinkedHashMap<>();
        fields.forEach((name, value) -> byId.put(field(name).id, value));
        return byId;
    }

    private LiveField field(String name) {
        return table.fields.stream()
                .filter(field -> field.answersTo(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("No field " + name + " in table " + table.key
                        + ". Its fields are "
                        + table.fields.stream().map(field -> field.key).toList() + "."));
    }

    private LiveRecord find(String id) {
        LiveRecord record = table.records.get(id);
        if (record == null) {
            throw new NoSuchElementException("No record " + id + " in table " + table.key + ".");
        }
        return record;
    }

    private LocalRecord local(LiveRecord record) {
        return new LocalRecord(
                record.id, Instant.ofEpochMilli(record.created), new RecordWriter(table, false).map(record));
    }
}
