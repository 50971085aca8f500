package dev.airtableroutes.ledger;

import java.util.List;

/**
 * What Airtable has just said yes to, for one document.
 *
 * @param entry the entry as it is from now on
 * @param gainedKeys keys that the document did not hold before; all of them for a new one
 * @param releasedKeys keys that the document held and holds no longer
 * @param isNew whether the document had no record before
 * @param wasFree whether the record was there before and nobody's
 */
public record Confirmed(
        Entry entry, List<String> gainedKeys, List<String> releasedKeys, boolean isNew, boolean wasFree) {}
