package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
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
     *     once, of as many as there are documents; and the look for what people made, where documents without a record come
     * @param fills documents whose new record gets the columns of people's in a second request
     */
    public record Outlook(long documents, long pages, long fills) {}

    private final LiveBases liveBases;
    private final Starts starts;
    private final Ledger ledger;
    private final MongoDatabase source;
    private final MongoDatabase state;

    Outlooks(
            LiveBases liveBases,
            Starts starts,
            Ledger ledger,
            @Qualifier("source") MongoDatabase source,
            @Qualifier("state") MongoDatabase state) {
        this.liveBases = liveBases;
        this.starts = starts;
        this.ledger = ledger;
        this.source = source;
        this.state = state;
    }

    /** The outlook of the next pass of a table whose base was read. */
    public Outlook of(Mapping mapping, boolean reconcile) {
        PassRequest request =
                Tables.request(mapping.table(), reconcile ? Mode.RECONCILE : Mode.CHANGED, List.of(), false);
        SyncedTable synced = SyncedTable.find(mapping, List.of(), liveBases).orElseThrow();
        TableState known = TableState.read(state, synced.scope());
        Start start = starts.of(request, synced, known);
        if (start.listsRecords()) {
            return new Outlook(start.expected(), pages(synced, known, start), 0);
        }
        long pages = start.readBackAfter() == null
                ? 0
                : Instant.EPOCH.equals(start.readBackAfter()) ? pages(synced, known, start) : 1;
        boolean fills = synced.fillsNewRecords();
        boolean looks = synced.mayHaveUnmergedRecords();
        long added = fills || looks ? withoutEntry(synced, start) : 0;
        return new Outlook(start.expected(), looks && added > 0 ? pages + 1 : pages, fills ? added : 0);
    }

    private long pages(SyncedTable synced, TableState known, Start start) {
        long size = ledger.size(synced.scope());
        long records = known.listed() ? size : Math.max(size, start.expected());
        return Math.max(1, (records + RECORDS_A_PAGE - 1) / RECORDS_A_PAGE);
    }

    /** How many of the documents to look at have no record yet. */
    private long withoutEntry(SyncedTable synced, Start start) {
        long without = 0;
        List<Object> page = new ArrayList<>(Documents.PAGE);
        for (Document document : source.getCollection(synced.mapping().collection())
                .find(start.criteria())
                .projection(Projections.include("_id"))) {
            page.add(document.get("_id"));
            if (page.size() == Documents.PAGE) {
                without += withoutEntry(synced, page);
                page.clear();
            }
        }
        return without + withoutEntry(synced, page);
    }

    private int withoutEntry(SyncedTable synced, List<Object> documentIds) {
        return documentIds.size()
                - ledger.entries(synced.scope(), documentIds, false).size();
    }
}
