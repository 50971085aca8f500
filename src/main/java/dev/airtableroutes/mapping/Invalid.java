package dev.airtableroutes.mapping;

/** What a cell that cannot be converted does to its record. A bad cell of a match key always rejects. */
public enum Invalid {
    /** The record goes out without the cell. */
    drop,
    /** The record waits in the dead letters. */
    reject
}
