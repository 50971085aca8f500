package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.MemoryMongo;
import dev.airtableroutes.airtable.AirtableSettings;
import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Gates;
import dev.airtableroutes.base.Bases;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.FreeRecord;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.ledger.MongoLedger;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Cells;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.sync.PassRequest.Mode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.springframework.util.FileSystemUtils;

/** A shop with users and orders that link to each other, a ledger and databases in memory. */
final class Fixtures {

    static final String USERS = """
            table: shop/users
            collection: users
            match: [id, email]
            cursor: updatedAt
            fields:
              id: key
              email: email
              name: name
              age: {from: age, min: 0}
              status: {from: status, once: true}
              tags: {from: tags, options: create}
              orders: {from: order_ids, link: shop/orders}
            """;

    static final String ORDERS = """
            table: shop/orders
            collection: orders
            match: [number]
            fields:
              number: _id
              customer: {from: user, link: shop/users}
            """;

    private static final String BASE = """
            base: shop
            id: appShop0000000001
            tables:
              users:
                name: "👥 Users"
                id: tblUsers000000001
                fields:
                  id: singleLineText
                  email: {name: "E-mail", type: email}
                  name: {name: Name, type: singleLineText}
                  age: {name: Age, type: number, precision: 0}
                  status: {name: Status, type: singleSelect, choices: [open, done]}
                  tags: {name: Tags, type: multipleSelects, choices: [a, b]}
                  orders: {name: Orders, type: multipleRecordLinks, table: orders}
                  gone: {name: "❌ Gone", type: checkbox}
              orders:
                name: Orders
                id: tblOrders00000001
                fields:
                  number: {name: "No.", type: number, precision: 0}
                  customer: {name: Customer, type: multipleRecordLinks, table: users}
            """;

    final MongoDatabase source = MemoryMongo.database();
    final MongoDatabase state = MemoryMongo.database();
    final DeadLetters deadLetters = new DeadLetters(state);
    final Ledger ledger = new MongoLedger(state);
    final Catalog catalog;
    final Changes changes;
    final Writes writes = new Writes(state, deadLetters);

    private Fixtures(Catalog catalog) {
        this.catalog = catalog;
        this.changes = new Changes(deadLetters, source);
        source.createCollection("users");
        source.createCollection("orders");
    }

    static Fixtures shop() {
        return shop(USERS);
    }

    /** The shop with another mapping of its users. */
    static Fixtures shop(String users) {
        try {
            Path directory = Files.createTempDirectory("mappings");
            write(directory.resolve("bases/shop.yaml"), BASE);
            write(directory.resolve("tables/shop/users.yaml"), users);
            write(directory.resolve("tables/shop/orders.yaml"), ORDERS);
            Catalog catalog = Catalog.load(directory, variable -> null);
            FileSystemUtils.deleteRecursively(directory);
            return new Fixtures(catalog);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static Gates gates() {
        return new Gates(
                new AirtableSettings("patTEST", URI.create("http://localhost"), 5, 50, Duration.ofSeconds(31)),
                new Mappings(new Catalog(new Bases(Map.of()), Map.of(), Map.of(), List.of())),
                new SimpleMeterRegistry());
    }

    Pass users() {
        return pass("shop/users", Mode.CHANGED, true);
    }

    Pass orders() {
        return pass("shop/orders", Mode.CHANGED, true);
    }

    Pass pass(String table, Mode mode, boolean everything, Object... documentIds) {
        Table live = catalog.bases().table(table).orElseThrow();
        return new Pass(
                new PassRequest("pass-1", table, mode, List.of(documentIds), List.of(), false),
                new SyncedTable(
                        catalog.mappings().get(table),
                        catalog.bases().byKey().get("shop"),
                        live,
                        catalog.mappings().values()),
                ledger,
                new Start(
                        source.getName(),
                        Scan.everything(),
                        everything,
                        false,
                        false,
                        0,
                        !deadLetters.none(),
                        null,
                        null,
                        null));
    }

    /** A pass over users that has read Airtable's records first. */
    Pass afterListing(Ledger known) {
        Pass pass = users();
        return new Pass(
                pass.request(),
                pass.synced(),
                known,
                new Start(source.getName(), Scan.everything(), true, true, true, 0, false, null, null, null));
    }

    ChangedPage diff(Pass pass, Document... documents) {
        return changes.diff(new Records().map(new Page(pass, List.of(documents), List.of(), true)));
    }

    ChangedPage gone(Pass pass, Object... documentIds) {
        return changes.diff(new Records().map(new Page(pass, List.of(), List.of(documentIds), true)));
    }

    /** A pass over these documents that Airtable says yes to; the record of document x is rec-x. */
    ChangedPage deliver(Pass pass, Document... documents) {
        ChangedPage page = diff(pass, documents);
        new Batches(gates()).tens(page).forEach(batch -> writes.confirm(yes(batch), batch));
        return page;
    }

    static Answer yes(Batch batch) {
        return answer(batch.changes().stream()
                .map(change -> record(batch.pass(), change, "rec-" + change.documentId()))
                .toList());
    }

    static Answer answer(List<Map<String, Object>> records) {
        return Answer.of(Map.of("records", records));
    }

    /** A record as Airtable answers it. */
    static Map<String, Object> record(Pass pass, Change change, String createdId) {
        Map<String, Object> fields = new LinkedHashMap<>();
        change.cells().forEach((key, value) -> {
            Field field = pass.table().fields().get(key);
            if (value != null) {
                fields.put(field.name(), Cells.toAirtable(field, value));
            }
        });
        return Map.of("id", change.creation() ? createdId : change.recordId(), "fields", fields);
    }

    /** A record that people made. */
    void free(Pass pass, String recordId, Map<String, String> cells, String... keys) {
        ledger.listed(pass.scope(), List.of(new FreeRecord(recordId, cells, List.of(keys))), "listing");
    }

    Entry entry(Pass pass, Object documentId) {
        return ledger.entries(pass.scope(), List.of(documentId), true).get(documentId);
    }

    static Document user(String id) {
        return new Document("_id", id).append("key", id);
    }

    /** A change of a cell of a known record. */
    static Change update(Object documentId, Map<String, Object> cells) {
        return change(documentId, "rec-" + documentId, cells, null, Set.of());
    }

    /** The same where the cell of a field has an option that the select does not offer yet. */
    static Change update(Object documentId, Map<String, Object> cells, String newOptions) {
        return change(documentId, "rec-" + documentId, cells, null, Set.of(newOptions));
    }

    static Change creation(Object documentId, Map<String, Object> cells, String mergeField) {
        return change(documentId, null, cells, mergeField, Set.of());
    }

    private static Change change(
            Object documentId, String recordId, Map<String, Object> cells, String mergeField, Set<String> newOptions) {
        Map<String, String> encoded = new HashMap<>();
        cells.forEach((field, value) -> {
            if (value != null) {
                encoded.put(field, Encoded.of(value));
            }
        });
        List<String> keys = new ArrayList<>(List.of("id " + documentId));
        return new Change(
                new Entry(documentId, recordId, encoded, keys, 5),
                new Payload(cells, mergeField, newOptions, Set.of()),
                keys,
                List.of(),
                recordId == null,
                null);
    }
}
