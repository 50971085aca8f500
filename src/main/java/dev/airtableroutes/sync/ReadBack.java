package dev.airtableroutes.sync;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.ledger.Claim;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.log.LogScope;
import dev.airtableroutes.mapping.Cells;
import dev.airtableroutes.mapping.FieldMapping;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Brings what people changed in Airtable into the documents. Three values decide: what the cell holds, what the document
 * says, and what the two agreed on last, which the ledger keeps.
 *
 * <table><caption>What becomes of a cell</caption>
 * <tr><th>changed since<th>{@code owner: shared}<th>{@code owner: airtable}
 * <tr><td>the cell<td>goes into the document<td>goes into the document
 * <tr><td>the document<td>goes into the cell<td>the document gets the cell's value again; an empty cell is filled
 * <tr><td>both<td>goes into the document<td>goes into the document
 * </table>
 */
@Component("readBack")
public class ReadBack {

    private static final Logger LOG = LoggerFactory.getLogger(ReadBack.class);

    private static final String EXPIRED = "LIST_RECORDS_ITERATOR_NOT_AVAILABLE";

    /**
     * Where a reading is.
     *
     * @param changedAfter records changed later are wanted; null for all
     * @param offset of the next page; null at the beginning and at the end
     * @param finished whether the last page was read
     */
    public record Reading(Pass pass, Instant changedAfter, String offset, boolean finished) {}

    private final MongoDatabase source;
    private final LiveBases liveBases;

    public ReadBack(@Qualifier("source") MongoDatabase source, LiveBases liveBases) {
        this.source = source;
        this.liveBases = liveBases;
    }

    public Reading begin(@ExchangeProperty(Passes.PROPERTY) Pass pass) {
        Instant after = pass.readBackAfter();
        return new Reading(pass, Instant.EPOCH.equals(after) ? null : after, null, false);
    }

    /** The call for the next page: only what people may change, and where that can be told only what changed. */
    public Call call(@ExchangeProperty("reading") Reading reading) {
        Pass pass = reading.pass();
        List<String> names = pass.peoplesCells().fields().stream()
                .map(field -> pass.table().fields().get(field).name())
                .toList();
        return Call.list(pass.base(), pass.table(), names, reading.changedAfter(), reading.offset());
    }

    /** Where the reading goes on. A base in which the formula does not work is read wholly. */
    public Reading page(@Body Answer answer, @ExchangeProperty("reading") Reading reading) {
        if (!answer.rejected()) {
            return new Reading(reading.pass(), reading.changedAfter(), answer.offset(), answer.offset() == null);
        }
        if (EXPIRED.equals(answer.rejection().type())) {
            return new Reading(reading.pass(), reading.changedAfter(), null, false);
        }
        if (reading.changedAfter() != null) {
            return new Reading(reading.pass(), null, null, false);
        }
        throw new ConfigurationException("Cannot read what people changed in "
                + reading.pass().mapping().table() + ": Airtable says "
                + answer.rejection().message() + " (" + answer.rejection().status() + ").");
    }

    /**
     * Writes what people changed into the documents, then into the ledger: whoever is cut off between the two finds the
     * document and the cell alike, and has nothing left to do but to note it. Records of no document are nobody's business.
     */
    public void take(@Body Answer answer, @ExchangeProperty(Passes.PROPERTY) Pass pass) {
        if (answer.rejected()) {
            return;
        }
        Map<String, Entry> owners = owners(pass, answer);
        Map<String, Document> documents = documents(pass, owners.values());
        List<Entry> agreed = new ArrayList<>();
        for (Map<String, Object> record : answer.records()) {
            Entry entry = owners.get((String) record.get("id"));
            Document document = entry == null ? null : documents.get(Keys.document(entry.documentId()));
            if (document != null && take(pass, (Map<?, ?>) record.get("fields"), entry, document)) {
                agreed.add(entry);
            }
        }
        pass.ledger().agreed(pass.scope(), agreed);
    }

    /** By record id; only records whose document is known, with copies of their cells that may be changed. */
    private static Map<String, Entry> owners(Pass pass, Answer answer) {
        Set<String> records = answer.records().stream()
                .map(record -> Keys.record((String) record.get("id")))
                .collect(Collectors.toSet());
        List<Object> ids = pass.ledger().claims(pass.scope(), records).values().stream()
                .filter(Claim::owned)
                .map(Claim::documentId)
                .toList();
        Map<String, Entry> owners = new HashMap<>();
        pass.ledger().entries(pass.scope(), ids, true).values().stream()
                .filter(entry -> !entry.underWay())
                .forEach(entry -> owners.put(
                        entry.recordId(),
                        new Entry(
                                entry.documentId(),
                                entry.recordId(),
                                new HashMap<>(entry.cells()),
                                entry.keys(),
                                entry.fingerprint())));
        return owners;
    }

    /** By the key of their id. */
    private Map<String, Document> documents(Pass pass, Collection<Entry> owners) {
        Map<String, Document> documents = new HashMap<>();
        if (!owners.isEmpty()) {
            Set<String> paths = new HashSet<>();
            pass.peoplesCells().fields().forEach(field -> paths.add(path(pass.mapping(), field)));
            if (pass.mapping().cursor() != null) {
                paths.add(pass.mapping().cursor());
            }
            source.getCollection(pass.collection())
                    .find(Filters.in(
                            "_id", owners.stream().map(Entry::documentId).toList()))
                    .projection(Projections.include(List.copyOf(paths)))
                    .forEach(document -> documents.put(Keys.document(document.get("_id")), document));
        }
        return documents;
    }

    /** Whether the ledger has something new to note, which is in the entry then. */
    private boolean take(Pass pass, Map<?, ?> fields, Entry entry, Document document) {
        List<Bson> changes = new ArrayList<>();
        boolean agreed = false;
        for (String key : pass.peoplesCells().fields()) {
            if (Encoded.anothers().equals(entry.cells().get(key))) {
                continue;
            }
            Field field = pass.table().fields().get(key);
            Object cell = Cells.fromAirtable(field, fields.get(field.name()));
            String held = Encoded.listed(cell);
            boolean changed = !Encoded.same(held, entry.cells().get(key));
            if (!pass.mapper().asksFor(key, document, cell) && (changed || theirs(pass.mapping(), key, cell))) {
                changes.add(change(pass, key, document, cell));
                newOption(pass, field, cell, document);
            }
            if (changed) {
                agreed = true;
                entry.cells().remove(key);
                if (held != null) {
                    entry.cells().put(key, held);
                }
            }
        }
        return changes.isEmpty() ? agreed : write(pass, document, changes) && agreed;
    }

    /** Nobody but people changes such a cell, so that the document is wrong; that an empty one is filled is no wrong. */
    private static boolean theirs(Mapping mapping, String field, Object cell) {
        return cell != null && mapping.fields().get(field).owner() == Owner.airtable;
    }

    private static Bson change(Pass pass, String field, Document document, Object cell) {
        Object value = pass.mapper().returned(field, document, cell);
        String path = path(pass.mapping(), field);
        return value == null ? Updates.unset(path) : Updates.set(path, value);
    }

    /** A mapper knows the options that there were when its pass began. */
    private void newOption(Pass pass, Field field, Object cell, Document document) {
        List<?> chosen = cell instanceof List<?> several ? several : cell == null ? List.of() : List.of(cell);
        if (field.select() && !chosen.stream().allMatch(field::offers)) {
            pass.peoplesCells().newOption(document.get("_id"), field.key());
            liveBases.forget(pass.mapping().table());
        }
    }

    private boolean write(Pass pass, Document document, List<Bson> changes) {
        int cells = changes.size();
        String cursor = pass.mapping().cursor();
        if (cursor != null) {
            // others who read this collection by its cursor shall see the change as well
            boolean text = at(document, cursor) instanceof String;
            Instant now = Instant.now();
            changes.add(Updates.set(cursor, text ? now.toString() : Date.from(now)));
        }
        try {
            source.getCollection(pass.collection())
                    .updateOne(Filters.eq("_id", document.get("_id")), Updates.combine(changes));
            pass.counts().readBack(cells);
            return true;
        } catch (MongoWriteException refused) {
            try (LogScope ofTheDocument = LogScope.document(document.get("_id"))) {
                LOG.warn(
                        "{}: MongoDB refuses (code {}) what people changed in the record of document {}; look whether the paths {} can be written in it",
                        pass.mapping().table(),
                        refused.getError().getCode(),
                        document.get("_id"),
                        pass.peoplesCells().fields().stream()
                                .map(field -> path(pass.mapping(), field))
                                .toList());
            }
            return false;
        }
    }

    private static String path(Mapping mapping, String field) {
        FieldMapping how = mapping.fields().get(field);
        return how.from().get(0);
    }

    private static Object at(Document document, String path) {
        Object value = document;
        for (String name : path.split("\\.")) {
            value = value instanceof Document inner ? inner.get(name) : null;
        }
        return value;
    }
}
