package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.ledger.Claim;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.FreeRecord;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Cells;
import dev.airtableroutes.mapping.MatchKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads a table of Airtable into the ledger, or what is new there, a page of a hundred at a time. */
@Component("listings")
public class Listings {

    private static final Logger LOG = LoggerFactory.getLogger(Listings.class);

    /** An offset dies when nobody asks for a while; the reading then begins again, and the ledger does not mind. */
    private static final String EXPIRED = "LIST_RECORDS_ITERATOR_NOT_AVAILABLE";

    /**
     * Where a reading is.
     *
     * @param after only what people made or changed later, and what is nobody's; null for the whole table
     * @param offset of the next page; null at the beginning and at the end
     * @param finished whether the last page was read
     */
    public record Listing(Pass pass, Instant after, String offset, boolean finished) {}

    private final MongoDatabase state;
    private final Passes passes;

    public Listings(@Qualifier("state") MongoDatabase state, Passes passes) {
        this.state = state;
        this.passes = passes;
    }

    public Listing begin(@ExchangeProperty(Passes.PROPERTY) Pass pass) {
        return new Listing(pass, null, null, false);
    }

    /** The same for what is new since somebody looked. */
    public Listing beginNew(@ExchangeProperty(Passes.PROPERTY) Pass pass) {
        return new Listing(pass, pass.lookAfter(), null, false);
    }

    /** The call for the next page, with the fields that the mapping writes and no others. */
    public Call call(@ExchangeProperty("listing") Listing listing) {
        Pass pass = listing.pass();
        List<String> names = pass.synced().comparedFields().stream()
                .map(field -> pass.table().fields().get(field).name())
                .toList();
        if (listing.after() == null) {
            return Call.list(pass.base(), pass.table(), names, listing.offset());
        }
        Field merged = pass.synced().mergedByItself();
        return Call.since(
                pass.base(),
                pass.table(),
                names,
                merged == null ? null : merged.name(),
                listing.after(),
                listing.offset());
    }

    /**
     * Takes note of a page of what is new.
     *
     * @param read the answer, or why there is none: then the pass stops, since who goes on may double a record
     */
    public Listing newPage(@Body Object read, @ExchangeProperty("listing") Listing listing) {
        if (read instanceof Answer answer) {
            return page(answer, listing);
        }
        passes.halt(listing.pass(), (Exception) read);
        return new Listing(listing.pass(), listing.after(), null, true);
    }

    /** Takes note of a page. */
    public Listing page(@Body Answer answer, @ExchangeProperty("listing") Listing listing) {
        Pass pass = listing.pass();
        if (answer.rejected()) {
            if (EXPIRED.equals(answer.rejection().type())) {
                return new Listing(pass, listing.after(), null, false);
            }
            if (listing.after() != null) {
                LOG.warn(
                        "{}: Airtable does not tell what people made since the last look ({}); a record that somebody"
                                + " made may be doubled.",
                        pass.mapping().table(),
                        answer.rejection().message());
                pass.looked();
                return new Listing(pass, listing.after(), null, true);
            }
            throw new ConfigurationException("Cannot read the records of "
                    + pass.mapping().table() + ": Airtable says "
                    + answer.rejection().message() + " (" + answer.rejection().status() + ").");
        }
        List<FreeRecord> records =
                answer.records().stream().map(record -> free(pass, record)).toList();
        // of what belongs to a document already, only a reading of the whole table corrects what is known
        pass.ledger().listed(pass.scope(), listing.after() == null ? records : unowned(pass, records), pass.id());
        return new Listing(pass, listing.after(), answer.offset(), answer.offset() == null);
    }

    private static List<FreeRecord> unowned(Pass pass, List<FreeRecord> records) {
        Map<String, Claim> claims = pass.ledger()
                .claims(
                        pass.scope(),
                        records.stream()
                                .map(record -> Keys.record(record.recordId()))
                                .toList());
        return records.stream()
                .filter(record -> {
                    Claim claim = claims.get(Keys.record(record.recordId()));
                    return claim == null || !claim.owned();
                })
                .toList();
    }

    /** The table was read to its end. */
    public Pass end(@ExchangeProperty(Passes.PROPERTY) Pass pass) {
        pass.ledger().endListing(pass.scope(), pass.id(), pass.synced().linkedFrom());
        if (!pass.dryRun()) {
            TableState.listed(state, pass.scope());
            TableState.looked(state, pass.scope(), pass.started());
        }
        return pass;
    }

    /** What is new was read; where Airtable did not tell it, the next pass asks for the same. */
    public Pass endNew(@ExchangeProperty(Passes.PROPERTY) Pass pass) {
        if (pass.looksForNewRecords() && !pass.dryRun() && !pass.stopped()) {
            TableState.looked(state, pass.scope(), pass.started());
        }
        pass.looked();
        return pass;
    }

    private static FreeRecord free(Pass pass, Map<String, Object> record) {
        Map<?, ?> fields = (Map<?, ?>) record.get("fields");
        Map<String, String> cells = new HashMap<>();
        Map<String, Object> values = new HashMap<>();
        for (String key : pass.synced().comparedFields()) {
            Field field = pass.table().fields().get(key);
            Object value = Cells.fromAirtable(field, fields.get(field.name()));
            if (value != null) {
                values.put(key, value);
                cells.put(key, Encoded.listed(value));
            }
        }
        List<String> keys = new ArrayList<>();
        for (String match : pass.mapping().match()) {
            String value = MatchKey.normalise(values.get(match));
            if (value != null) {
                keys.add(Keys.of(match, value));
            }
        }
        if (keys.isEmpty()) {
            keys.add(Keys.cells(cells));
        }
        return new FreeRecord((String) record.get("id"), cells, keys);
    }
}
