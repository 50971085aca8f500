package dev.airtableroutes.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What we know Airtable holds. A {@code scope} is one table of one live base ({@code cuculi/users@app…/tbl…}), so that
 * pointing a mapping at another base starts a ledger of its own.
 */
public interface Ledger {

    /** Called before the first write: makes what the look-ups need. */
    default void prepare() {}

    /** The entries of these documents; a document without one is absent. Cells are left out unless asked for. */
    Map<Object, Entry> entries(String scope, Collection<?> documentIds, boolean withCells);

    /** Who holds these keys; a key that nobody holds is absent. */
    Map<String, Claim> claims(String scope, Collection<String> keys);

    /** Records that nobody owns, by id. */
    Map<String, FreeRecord> free(String scope, Collection<String> recordIds);

    /**
     * Writes down what Airtable confirmed. Safe to repeat. A key that another document holds stays there.
     *
     * @return the documents whose record another document owns; nothing is written for them
     */
    List<Conflict> confirm(String scope, List<Confirmed> confirmed);

    /**
     * Takes note of records as Airtable listed them: an owned one whose cells differ from the ledger is marked for
     * repair, any other becomes free for a document to claim. Safe to repeat.
     *
     * @param listing names this reading of the table, for {@link #endListing}
     */
    void listed(String scope, List<FreeRecord> records, String listing);

    /**
     * The table was read to its end: what was not seen in it is gone from Airtable and forgotten here, as by {@link #forget}.
     */
    void endListing(String scope, String listing, List<LinkField> linkedFrom);

    /**
     * People changed cells, and their documents say the same by now: from here on the ledger does. The next pass compares
     * these documents cell by cell.
     *
     * @param entries with all the cells that Airtable holds
     */
    void agreed(String scope, List<Entry> entries);

    /**
     * Notes creations and take-overs whose answer is not in, or never came: the records are looked for by their keys, or else
     * their cells; those that were taken over by their ids.
     */
    void underWay(String scope, List<Entry> entries);

    /** These creations and take-overs, whenever they were noted. */
    List<Entry> inDoubt(String scope);

    /**
     * Forgets documents and their keys, so that they count as new. Airtable takes links to a record that is gone out of the
     * others: whoever has one gets another look, so that it is set again when the document has another record.
     *
     * @param linkedFrom the fields by which records of the scope are linked to
     */
    void forget(String scope, Collection<?> documentIds, List<LinkField> linkedFrom);

    /** The documents that may have a link to one of these records; of very many links in one cell nobody knows. */
    List<Object> linkingTo(Collection<String> recordIds, LinkField field);

    /**
     * Documents are gone, and their records stay: from now on they are nobody's, for a document with one of their keys to
     * take over. Safe to repeat, also after it was cut off halfway.
     *
     * @param held the claims by which they were found, by key
     */
    void setFree(String scope, Map<String, Claim> held);

    /**
     * A key goes from one document to another whose record has it by now, though the turn of the first is still to come: in
     * between it is never nobody's. Safe to repeat.
     */
    void handOver(String scope, String key, Object from, Entry to);

    /** A record that nobody owns is not in Airtable any more. */
    void forgetFree(String scope, String recordId);

    /** Documents of the scope that have an entry, in pages: for finding the ones that are gone from the collection. */
    Iterable<List<Object>> documents(String scope, int pageSize);

    /** How many records of the scope are known, be they a document's or nobody's. */
    long size(String scope);

    /** A document waits for the owner of a key of another table, to link to its record. */
    void await(String targetScope, String key, String sourceTable, Object documentId);

    /** Who waits for the owners of these keys. */
    List<Wait> waits(String targetScope, Collection<String> keys);

    /** Documents of a table want another look, whatever else happens. */
    void lookAgain(String scope, String table, List<Object> documentIds);

    /** Waits of documents of these tables that are over: the other side is there. The first stay so until {@link #settled}. */
    List<Wait> ready(int most, Collection<String> tables);

    /** These documents were looked at; others that wait for the same key, or began to since, go on waiting. */
    void settled(List<Wait> waits);
}
