package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.mapping.Mapped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page whose documents are records now.
 *
 * @param entries what the ledger holds of them, without cells, by document id
 */
public record MappedPage(
        Pass pass, List<MappedDocument> documents, List<Object> gone, boolean last, Map<Object, Entry> entries) {

    /** The documents that have no record and could have one. */
    List<Object> withoutRecord() {
        return documents.stream()
                .filter(document -> !document.record().rejected())
                .map(MappedDocument::documentId)
                .filter(documentId -> Optional.ofNullable(entries.get(documentId))
                        .map(Entry::underWay)
                        .orElse(true))
                .toList();
    }

    /** One document as a record. */
    public record MappedDocument(Object documentId, Mapped record) {}
}
