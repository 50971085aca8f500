package dev.airtableroutes.sync;

import java.util.List;
import org.bson.Document;

/**
 * Some documents of a pass.
 *
 * @param documents as the collection holds them
 * @param gone ids of documents that the ledger knows and the collection does not hold any more
 * @param last whether the pass ends here: nothing is carried over to a next page
 */
public record Page(Pass pass, List<Document> documents, List<Object> gone, boolean last) {}
