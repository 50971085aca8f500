package dev.airtableroutes.sync;

import dev.airtableroutes.mapping.Mapped;
import java.util.List;

/** A page whose documents are records now. */
public record MappedPage(Pass pass, List<MappedDocument> documents, List<Object> gone, boolean last) {

    /** One document as a record. */
    public record MappedDocument(Object documentId, Mapped record) {}
}
