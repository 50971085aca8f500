package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Instant;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** How much a pass would have to read, before anybody asks for it. */
@Component
public class Outlooks {

    private static final int RECORDS_A_PAGE = 100;

    /**
     * What a pass would have to read: an upper bound of its work.
     *
     * @param pages of Airtable's records, a hundred each: of the records that are known, or, before the table was read
     *     once, of as many as there are documents
     */
    public record Outlook(long documents, long pages) {}

    private final LiveBases liveBases;
    private final Starts starts;
    private final Ledger ledger;
    private final MongoDatabase state;

    Outlooks(LiveBases liveBases, Starts starts, Ledger ledger, @Qualifier("state") MongoDatabase state) {
        this.liveBases = liveBases;
        this.starts = starts;
        this.ledger = ledger;
        this.state = state;
    }

    /** The outlook of the next pass of a table whose base was read. */
    public Outlook of(Mapping mapping, boolean reconcile) {
        PassRequest request =
                Tables.request(mapping.table(), reconcile ? Mode.RECONCILE : Mode.CHANGED, List.of(), false);
        SyncedTable synced = SyncedTable.find(mapping, List.of(), liveBases).orElseThrow();
        TableState known = TableState.read(state, synced.scope());
        Start start = starts.of(request, synced, known);
        if (!start.listsRecords() && !Instant.EPOCH.equals(start.readBackAfter())) {
            return new Outlook(start.expected(), start.readBackAfter() == null ? 0 : 1);
        }
        long size = ledger.size(synced.scope());
        long records = known.listed() ? size : Math.max(size, start.expected());
        return new Outlook(start.expected(), Math.max(1, (records + RECORDS_A_PAGE - 1) / RECORDS_A_PAGE));
    }
}
