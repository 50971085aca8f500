package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.FreeRecord;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Cells;
import dev.airtableroutes.mapping.MatchKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads a whole table of Airtable into the ledger, a page of a hundred at a time. */
@Component("listings")
public class Listings {

    /** An offset dies when nobody asks for a while; the reading then begins again, and the ledger does not mind. */
    private static final String EXPIRED = "LIST_RECORDS_ITERATOR_NOT_AVAILABLE";

    /**
     * Where a reading is.
     *
     * @param offset of the next page; null at the beginning and at the end
     * @param finished whether the last page was read
     */
    public record Listing(Pass pass, String offset, boolean finished) {}

    private final MongoDatabase state;

    public Listings(@Qualifier("state") MongoDatabase state) {
        this.state = state;
    }

    public Listing begin(@ExchangeProperty(Passes.PROPERTY) Pass pass) {
        return new Listing(pass, null, false);
    }

    /** The call for the next page, with the fields that the mapping writes and no others. */
    public Call call(@ExchangeProperty("listing") Listing listing) {
        Pass pass = listing.pass();
        List<String> names = pass.comparedFields().stream()
                .map(field -> pass.table().fields().get(field).name())
                .toList();
        return Call.list(pass.base(), pass.table(), names, listing.offset());
    }

    /** Takes note of a page. */
    public Listing page(@Body Answer answer, @ExchangeProperty("listing") Listing listing) {
        Pass pass = listing.pass();
        if (answer.rejected()) {
            if (EXPIRED.equals(answer.rejection().type())) {
                return new Listing(pass, null, false);
            }
            throw new ConfigurationException("Cannot read the records of "
                    + pass.mapping().table() + ": Airtable says "
                    + answer.rejection().message() + " (" + answer.rejection().status() + ").");
        }
        pass.ledger()
                .listed(
                        pass.scope(),
                        answer.records().stream()
                                .map(record -> free(pass, record))
                                .toList(),
                        pass.id());
        return new Listing(pass, answer.offset(), answer.offset() == null);
    }

    /** The table was read to its end. */
    public Pass end(@ExchangeProperty(Passes.PROPERTY) Pass pass) {
        pass.ledger().endListing(pass.scope(), pass.id());
        if (!pass.dryRun()) {
            TableState.listed(state, pass.scope());
        }
        return pass;
    }

    private static FreeRecord free(Pass pass, Map<String, Object> record) {
        Map<?, ?> fields = (Map<?, ?>) record.get("fields");
        Map<String, String> cells = new HashMap<>();
        Map<String, Object> values = new HashMap<>();
        for (String key : pass.comparedFields()) {
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
