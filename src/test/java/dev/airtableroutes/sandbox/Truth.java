package dev.airtableroutes.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * What the sample data really are, for tests to compare with. Ids are the documents' {@code _id} as text.
 *
 * @param duplicates documents with the key of another one, in different case and with blanks
 * @param badCells cells that no text, number or select of Airtable can hold
 * @param strangers messages whose user does not exist
 * @param homeless messages whose event does not exist
 * @param withoutKey users without an e-mail, events without a name
 * @param withoutUpdatedAt users that no query on {@code updatedAt} finds
 */
public record Truth(
        int users,
        int events,
        int messages,
        List<Duplicate> duplicates,
        List<BadCell> badCells,
        List<String> strangers,
        List<String> homeless,
        List<String> withoutKey,
        List<String> withoutUpdatedAt) {

    /** @param first the document that had the key first, in the order of insertion */
    public record Duplicate(String collection, String first, String second) {}

    public record BadCell(String collection, String id, String field) {}

    Truth(int users, int events, int messages) {
        this(
                users,
                events,
                messages,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    /** Documents of a collection that share their key with an earlier one. */
    public long duplicates(String collection) {
        return duplicates.stream()
                .filter(pair -> pair.collection().equals(collection))
                .count();
    }
}
