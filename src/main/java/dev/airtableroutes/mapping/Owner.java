package dev.airtableroutes.mapping;

/** Who may change a cell: what Airtable's people may change is read back into the document. */
public enum Owner {
    /** The document: what people type over it is repaired when Airtable is read again. */
    document,
    /** People: the document's value goes out with a new record and into an empty cell, and nowhere else. */
    airtable,
    /** Both: what the document changes goes out unless people changed the cell as well. */
    shared
}
