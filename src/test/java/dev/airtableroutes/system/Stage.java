package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.sandbox.LocalAirtable;
import dev.airtableroutes.sandbox.LocalMongo;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sandbox.LocalTable;
import dev.airtableroutes.sandbox.SandboxBases;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Run;
import dev.airtableroutes.sync.Tables;
import dev.airtableroutes.sync.Totals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.bson.Document;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a class of whole-application tests plays on: the application, a local Airtable without a rate limit and a MongoDB,
 * with the tables of Cuculi and of the lab ({@code src/test/resources/lab}). As an extension it is started once a class,
 * emptied for each test and closed behind the last.
 */
final class Stage implements AutoCloseable, BeforeEachCallback, AfterAllCallback {

    static final String USERS = "cuculi/users";
    static final String EVENTS = "cuculi/events";
    static final String MESSAGES = "cuculi/messages";
    static final String PEOPLE = "lab/people";
    static final String TEAMS = "lab/teams";
    static final String PLAYERS = "lab/players";
    static final String GOODS = "lab/goods";
    private static final List<String> TABLES = List.of(USERS, EVENTS, MESSAGES, PEOPLE, TEAMS, PLAYERS, GOODS);

    private final List<String> tables;

    final Path files;
    final LocalAirtable airtable;
    final Requests requests = new Requests();

    private final LocalMongo server = LocalMongo.start(0);
    private final MongoClient mongo;
    private final Map<String, Object> settings;
    private Product product;

    private Stage(List<String> tables, Path files, Map<String, ?> more) {
        this.tables = tables;
        this.files = files;
        mongo = MongoClients.create(server.uri("source") + "?uuidRepresentation=standard");
        airtable = LocalAirtable.start(
                0,
                Catalog.load(files.resolve("mappings"), SandboxBases::environment)
                        .bases()
                        .all());
        airtable.limits().enabled(false);
        settings = new HashMap<>(Map.of(
                "MAPPINGS_DIR",
                files.resolve("mappings"),
                "ROUTES_DIR",
                files.resolve("routes"),
                SandboxBases.HUB_ID_VARIABLE,
                SandboxBases.HUB_ID,
                "airtable.requests-per-second",
                1000,
                "airtable.token-requests-per-second",
                1000));
        settings.putAll(more);
        start();
    }

    static Stage open() {
        return open(Map.of());
    }

    static Stage open(Map<String, ?> settings) {
        return new Stage(TABLES, files(List.of("cuculi"), Path.of("src/test/resources/lab")), settings);
    }

    /** The same with the providers of leads, all of which are off. */
    static Stage openWithProviders(Map<String, ?> settings) {
        Path files = files(List.of("cuculi"), Path.of("src/test/resources/lab"));
        try {
            copy(Path.of("mappings/integrations"), files.resolve("mappings/integrations"));
            Files.copy(Path.of("mappings/leads.yaml"), files.resolve("mappings/leads.yaml"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new Stage(TABLES, files, settings);
    }

    /** The same with other tables of ours, all of which are in one base. */
    static Stage open(String base, List<String> tables, Map<String, ?> settings) {
        return new Stage(tables, files(List.of(base), null), settings);
    }

    private void start() {
        product = Product.start(airtable, server.uri("source"), settings);
        CamelContext camel = product.bean(CamelContext.class);
        camel.getManagementStrategy().addEventNotifier(requests);
        requests.start();
    }

    /** The application is stopped and started again, to read its files anew. */
    void restart() {
        product.close();
        start();
    }

    /** Changes a mapping or route; the next start reads it. */
    void edit(String file, String from, String to) {
        try {
            String text = Files.readString(files.resolve(file));
            assertThat(text).contains(from);
            Files.writeString(files.resolve(file), text.replace(from, to));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Path files(List<String> bases, Path lab) {
        try {
            Path files = Files.createTempDirectory(Path.of("target"), "stage");
            for (String folder : List.of("airtable", "kamelets", "operations")) {
                copy(Path.of("routes", folder), files.resolve("routes/" + folder));
            }
            Files.copy(Path.of("routes/error-handling.camel.yaml"), files.resolve("routes/error-handling.camel.yaml"));
            Files.createDirectories(files.resolve("mappings/bases"));
            for (String base : bases) {
                String file = "mappings/bases/" + base + ".yaml";
                Files.copy(Path.of(file), files.resolve(file));
                copy(Path.of("mappings/tables", base), files.resolve("mappings/tables/" + base));
                copy(Path.of("routes/tables", base), files.resolve("routes/tables/" + base));
            }
            if (lab != null) {
                copy(lab, files);
            }
            return files.toAbsolutePath();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** As if nothing had happened yet: no documents, no records, no state, no fault, and a schema that is to be read. */
    void clear() {
        empty(source());
        airtable.faults().clear();
        // a pass that has read a document would write its letter behind our back
        CamelContext camel = product.bean(CamelContext.class);
        await().until(() -> camel.getInflightRepository().size() == 0);
        // what it has asked Airtable for may arrive even later
        airtable.reset();
        empty(state());
        tables.forEach(table -> table(table).clear());
        tables.forEach(product.bean(LiveBases.class)::forget);
        requests.forget();
    }

    private static void empty(MongoDatabase database) {
        database.listCollectionNames()
                .forEach(name -> database.getCollection(name).deleteMany(new Document()));
    }

    /** The product as a process of its own, with the same files, Airtable and databases as the one in this process. */
    Jar jar() {
        return Jar.of(airtable.url(), server.uri("source"))
                .with("MAPPINGS_DIR", files.resolve("mappings"))
                .with("ROUTES_DIR", files.resolve("routes"))
                .with(SandboxBases.HUB_ID_VARIABLE, SandboxBases.HUB_ID);
    }

    MongoDatabase source() {
        return mongo.getDatabase("source");
    }

    MongoDatabase state() {
        return mongo.getDatabase("airtable_routes");
    }

    <T> T bean(Class<T> type) {
        return product.bean(type);
    }

    ProducerTemplate camel() {
        return product.bean(ProducerTemplate.class);
    }

    void insert(String collection, Document... documents) {
        source().getCollection(collection).insertMany(Arrays.asList(documents));
    }

    void insert(String collection, List<Document> documents) {
        source().getCollection(collection).insertMany(documents);
    }

    /** Sets some fields of a document; null stays null in it. */
    void change(String collection, Object id, String field, Object value) {
        assertThat(source().getCollection(collection)
                        .updateOne(new Document("_id", id), new Document("$set", new Document(field, value)))
                        .getMatchedCount())
                .isEqualTo(1);
    }

    void delete(String collection, Object id) {
        source().getCollection(collection).deleteOne(new Document("_id", id));
    }

    LocalTable table(String table) {
        return airtable.table(table.substring(0, table.indexOf('/')), table.substring(table.indexOf('/') + 1));
    }

    /** The one record with this cell. */
    LocalRecord record(String table, String field, Object value) {
        List<LocalRecord> found = table(table).records().stream()
                .filter(record -> value.equals(record.fields().get(field)))
                .toList();
        assertThat(found)
                .as("records of " + table + " with " + field + " " + value)
                .hasSize(1);
        return found.get(0);
    }

    Map<String, Object> cells(String table, String field, Object value) {
        return record(table, field, value).fields();
    }

    /** One run over these tables in this order, which must come to its end; totals by table. */
    Map<String, Totals> sync(String... tables) {
        return sync(Mode.CHANGED, tables);
    }

    Map<String, Totals> sync(Mode mode, String... tables) {
        List<PassReport> reports = run(mode, false, tables);
        assertThat(reports).allSatisfy(report -> assertThat(report.failure()).isNull());
        return Product.totals(reports);
    }

    Totals sync(Mode mode, String table) {
        return sync(mode, new String[] {table}).get(table);
    }

    Totals sync(String table) {
        return sync(Mode.CHANGED, table);
    }

    List<PassReport> run(Mode mode, boolean dryRun, String... tables) {
        return bean(Run.class).of(List.of(tables), mode, dryRun);
    }

    /** A pass over just these documents. */
    PassReport hint(String table, Object... documentIds) {
        return camel().requestBody(
                        "seda:" + table + "?waitForTaskToComplete=Always&timeout=0",
                        Tables.request(table, Mode.HINTS, List.of(documentIds), false),
                        PassReport.class);
    }

    /** What is remembered of the passes of a table. */
    Document tableState(String table) {
        return state().getCollection("tables")
                .find(Filters.regex("_id", "^" + table + "@"))
                .first();
    }

    List<Document> letters() {
        return state().getCollection("dead_letters").find().into(new ArrayList<>());
    }

    /** The one dead letter of a document. */
    Document letter(Object documentId) {
        List<Document> found = letters().stream()
                .filter(letter -> documentId.equals(letter.get("documentId")))
                .toList();
        assertThat(found).as("dead letters of document " + documentId).hasSize(1);
        return found.get(0);
    }

    /** Everything in both databases, by collection; collections that are empty left out. */
    Map<String, List<Document>> dump() {
        Map<String, List<Document>> dump = new TreeMap<>();
        for (MongoDatabase database : List.of(source(), state())) {
            for (String name : database.listCollectionNames()) {
                List<Document> documents = database.getCollection(name).find().into(new ArrayList<>());
                if (!documents.isEmpty()) {
                    dump.put(database.getName() + "." + name, documents);
                }
            }
        }
        return dump;
    }

    /** Every record of every table. */
    Map<String, List<LocalRecord>> records() {
        return tables.stream()
                .collect(Collectors.toMap(table -> table, table -> table(table).records()));
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        clear();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        close();
    }

    @Override
    public void close() {
        product.close();
        // the stage is in a static field: it would be kept, and searched for garbage, beside those of later classes
        product = null;
        mongo.close();
        airtable.close();
        server.close();
    }
}
