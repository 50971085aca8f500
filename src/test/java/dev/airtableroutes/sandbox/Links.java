package dev.airtableroutes.sandbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Keeps both sides of links the same. */
final class Links {

    private Links() {}

    @SuppressWarnings("unchecked")
    static List<String> ids(LiveRecord record, LiveField field) {
        Object cell = record.cell(field);
        return cell == null ? List.of() : (List<String>) cell;
    }

    @SuppressWarnings("unchecked")
    static void set(LiveRecord record, LiveField field, Object value) {
        List<String> before = List.copyOf(ids(record, field));
        List<String> after = value == null ? List.of() : (List<String>) value;
        field.table.put(record, field, value == null ? null : new ArrayList<>(after));
        if (field.inverse != null) {
            Set<String> kept = new HashSet<>(after);
            before.stream().filter(id -> !kept.contains(id)).forEach(id -> unlink(record, field, id));
            Set<String> present = new HashSet<>(before);
            after.stream().filter(id -> !present.contains(id)).forEach(id -> link(record, field, id));
        }
    }

    private static void link(LiveRecord record, LiveField field, String id) {
        LiveRecord other = field.linked.records.get(id);
        List<String> ids = new ArrayList<>(ids(other, field.inverse));
        if (!ids.contains(record.id)) {
            ids.add(record.id);
            field.linked.put(other, field.inverse, ids);
        }
    }

    private static void unlink(LiveRecord record, LiveField field, String id) {
        LiveRecord other = field.linked.records.get(id);
        if (other != null) {
            without(other, field.inverse, record.id);
        }
    }

    private static void without(LiveRecord record, LiveField field, String id) {
        List<String> ids = new ArrayList<>(ids(record, field));
        if (ids.remove(id)) {
            field.table.put(record, field, ids.isEmpty() ? null : ids);
        }
    }

    /** A deleted record leaves every link to it, on fields with an inverse at once, on the others by a search. */
    static void delete(LiveRecord record, LiveTable table) {
        for (LiveField field : table.fields) {
            if (field.link() && field.inverse != null) {
                set(record, field, null);
            }
        }
        for (LiveTable other : table.base.tables.values()) {
            for (LiveField field : other.fields) {
                if (field.link() && field.linked == table && field.inverse == null) {
                    other.records.values().forEach(holder -> without(holder, field, record.id));
                }
            }
        }
    }
}
