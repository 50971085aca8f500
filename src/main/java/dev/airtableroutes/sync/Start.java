package dev.airtableroutes.sync;

import java.time.Instant;
import org.bson.conversions.Bson;

/**
 * Where a pass begins.
 *
 * @param database where the documents are read from
 * @param criteria which documents to read
 * @param everything whether that is the whole collection
 * @param listsRecords whether Airtable's records have to be read first
 * @param unknown whether nobody knows what became of something that an earlier pass sent
 * @param expected how many documents that are, for progress and forecast
 * @param letters whether there are dead letters at all
 * @param readBackAt as of when people's changes are in the documents; null when nobody knows
 * @param lookAfter what people made or changed after that, of records that are nobody's, is not in the ledger; the epoch when
 *     nobody knows
 * @param readBackAfter cells that people changed after that are read back first; the epoch for all of them, null for none
 */
record Start(
        String database,
        Bson criteria,
        boolean everything,
        boolean listsRecords,
        boolean unknown,
        long expected,
        boolean letters,
        Instant lookAfter,
        Instant readBackAt,
        Instant readBackAfter) {

    /** Whether cells that people changed have to be asked for; a pass that lists all records sees them anyway. */
    boolean readsBack() {
        return readBackAfter != null && !listsRecords;
    }
}
