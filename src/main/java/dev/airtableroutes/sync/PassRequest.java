package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Wait;
import dev.airtableroutes.log.Traced;
import java.util.List;
import java.util.Map;

/**
 * Somebody asks for a pass.
 *
 * @param id of the pass to come
 * @param table logical name
 * @param mode how much of the collection to look at
 * @param documentIds for {@link Mode#HINTS}: the documents to look at; else empty
 * @param settles what these documents waited for, which is settled once the pass is done
 * @param dryRun plan only, write nothing anywhere
 */
public record PassRequest(String id, String table, Mode mode, List<?> documentIds, List<Wait> settles, boolean dryRun)
        implements Traced {

    @Override
    public Map<String, String> traces() {
        return Map.of(Passes.PROPERTY, id, "table", table);
    }

    /** How much a pass looks at. */
    public enum Mode {
        /** What changed since the last pass; everything where that cannot be told. */
        CHANGED,
        /** Every document. */
        FULL,
        /** Every document, after every record of Airtable was read again. */
        RECONCILE,
        /** These documents. */
        HINTS
    }
}
