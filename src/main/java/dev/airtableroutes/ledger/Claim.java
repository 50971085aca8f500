package dev.airtableroutes.ledger;

import java.util.List;

/**
 * Who holds a key of a table: a document for good, or records of Airtable that no document owns yet.
 *
 * @param documentId the owner, or null
 * @param recordId the owner's record, or null
 * @param free the records that carry the key and that nobody owns
 */
public record Claim(Object documentId, String recordId, List<String> free) {

    public boolean owned() {
        return documentId != null;
    }
}
