package dev.airtableroutes.mapping;

/** What a field with nothing to say does to the cell that Airtable holds. */
public enum Nulls {
    /** The cell stays as it is. */
    keep,
    /** The cell is emptied. */
    clear
}
