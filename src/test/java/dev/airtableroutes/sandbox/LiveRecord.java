package dev.airtableroutes.sandbox;

import java.util.Arrays;

/** One record: its cells by the slots of the table's fields, in the form in which Airtable reads them back. */
final class LiveRecord {

    final String id;
    long created;
    final int number;
    long modified;
    boolean edited;
    boolean deleted;
    private Object[] cells;

    LiveRecord(String id, long created, int number, int slots) {
        this.id = id;
        this.created = created;
        this.modified = created;
        this.number = number;
        this.cells = new Object[slots];
    }

    Object cell(LiveField field) {
        return field.slot < cells.length ? cells[field.slot] : null;
    }

    /** Only {@link LiveTable#put} calls this, since it keeps the indexes. */
    void cell(LiveField field, Object value) {
        if (field.slot >= cells.length) {
            cells = Arrays.copyOf(cells, field.slot + 1);
        }
        cells[field.slot] = value;
    }
}
