package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.GOODS;
import static dev.airtableroutes.system.Stage.PEOPLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.reload.Trouble;
import dev.airtableroutes.reload.Troubles;
import dev.airtableroutes.route.RouteFiles;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.Passes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.awaitility.core.ConditionFactory;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;

/** Files that are saved while the application serves; the next pass by the clock would be an hour away. */
class ReloadTest {

    private static final Duration AT_MOST = Duration.ofSeconds(5);
    /** How long it took until what was saved was at work, in all the tests. */
    private static final List<Duration> MEASURED = new ArrayList<>();

    private static final String PEOPLE_ROUTE = "routes/tables/lab/people.camel.yaml";
    private static final String PEOPLE_MAPPING = "mappings/tables/lab/people.yaml";
    private static final String SINK = "routes/kamelets/airtable-table-sink.kamelet.yaml";
    private static final String POLICIES = "routes/error-handling.camel.yaml";

    private Stage stage;

    @BeforeEach
    void serve() {
        stage = Stage.open(Map.of("sync.serve", true, "sync.every", "1h"));
    }

    @AfterEach
    void end() {
        stage.close();
    }

    /**
     * The quickest of them, since the others tell of the machine: half of them take a second on a free one, and may take
     * five where four forks share two cores.
     */
    @AfterAll
    static void whatIsSavedIsAtWorkWithin5s() {
        // one test alone may have had nothing to wait for
        if (!MEASURED.isEmpty()) {
            assertThat(Collections.min(MEASURED)).as(MEASURED.toString()).isLessThan(AT_MOST);
        }
    }

    @Test
    void aChangedMappingReachesWhatIsSyncedAndNoOtherTable() {
        people(25);
        goods(5);
        synced(25, 5);
        Route route = route("lab-people");
        stage.requests.forget();

        Catalog before = stage.bean(Mappings.class).current();
        stage.edit(PEOPLE_MAPPING, "  note: note\n", "  note: {value: seen}\n");

        atWork(() -> stage.bean(Mappings.class).current() != before);
        soon().untilAsserted(() ->
                assertThat(cells(PEOPLE, "note")).containsOnly("seen").hasSize(25));
        soon().until(() -> stage.bean(Passes.class).running().isEmpty());
        assertThat(stage.requests.cellsSentTo(PEOPLE)).as("each once").hasSize(25);
        assertThat(stage.requests.writesTo(GOODS)).isEmpty();
        assertThat(route("lab-people")).as("a mapping needs no other route").isSameAs(route);
    }

    @Test
    void aFieldThatMovesToAnotherColumnIsWrittenThere() {
        people(12);
        synced(12, 0);

        stage.edit(
                "mappings/bases/lab.yaml",
                "      name: singleLineText\n      note: multilineText\n",
                "      name: {name: note, type: multilineText}\n      note: {name: name, type: singleLineText}\n");

        soon().untilAsserted(() -> assertThat(stage.table(PEOPLE).records().stream()
                        .map(record -> record.fields().get("note")))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 12).mapToObj(i -> "Name " + i).toList()));
    }

    @Test
    void aBrokenMappingChangesNothingUntilItIsMended() {
        people(3);
        synced(3, 0);

        stage.edit(PEOPLE_MAPPING, "  note: note\n", "  note: {vallue: seen}\n");

        Trouble trouble = trouble(PEOPLE_MAPPING);
        assertThat(trouble.sentences())
                .containsExactly(stage.files.resolve(PEOPLE_MAPPING)
                        + ":9: fields.note.vallue: \"vallue\" is not a property here; did you mean \"value\"?");
        assertThat(health()).isEqualTo(new Status("TROUBLE"));
        people(3, 1);
        soon().until(() -> stage.table(PEOPLE).size() == 4);

        stage.edit(PEOPLE_MAPPING, "vallue", "value");

        soon().untilAsserted(() ->
                assertThat(cells(PEOPLE, "note")).containsOnly("seen").hasSize(4));
        mended();
    }

    @Test
    void aBrokenMappingHoldsNoOtherTableBack() {
        people(3);
        goods(2);
        synced(3, 2);
        stage.edit(PEOPLE_MAPPING, "  note: note\n", "  note: {vallue: seen}\n");
        trouble(PEOPLE_MAPPING);

        stage.edit("mappings/tables/lab/goods.yaml", "  comment: comment\n", "  comment: {value: seen}\n");

        soon().untilAsserted(() ->
                assertThat(cells(GOODS, "comment")).containsOnly("seen").hasSize(2));
        assertThat(trouble(PEOPLE_MAPPING).sentences()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {PEOPLE_ROUTE, SINK, POLICIES})
    void aBrokenRouteFileLeavesTheFormerOneAtWork(String file) {
        people(3);
        synced(3, 0);
        Route route = route("lab-people");
        stage.edit(file, "id: ", "idd: ");

        Trouble trouble = trouble(file);
        assertThat(trouble.sentences()).singleElement().satisfies(sentence -> assertThat(sentence)
                .startsWith(file + " is not loaded, its former version runs: line ")
                .contains("did you mean \"id\"?"));
        assertThat(stage.bean(RouteFiles.class).broken()).containsOnlyKeys(file.substring(file.indexOf('/') + 1));
        assertThat(route("lab-people")).isSameAs(route);
        people(3, 1);
        soon().until(() -> stage.table(PEOPLE).size() == 4);

        stage.edit(file, "idd: ", "id: ");
        mended();
    }

    @Test
    void whatOnlyTheStartOfARouteTellsBringsTheFormerOneBack() {
        people(3);
        synced(3, 0);
        Map<String, Route> others = routesBut("lab-people");

        stage.edit(PEOPLE_ROUTE, "routeConfigurationId: pass", "routeConfigurationId: perhaps");

        assertThat(trouble(PEOPLE_ROUTE).sentences())
                .containsExactly(
                        PEOPLE_ROUTE
                                + " is not loaded, its former version runs: route lab-people names the policy \"perhaps\", which error-handling.camel.yaml does not have, or which is not loaded.");
        people(3, 1);
        soon().until(() -> stage.table(PEOPLE).size() == 4);
        assertThat(routesBut("lab-people")).containsAllEntriesOf(others);
    }

    @Test
    void aChangedRouteIsExchangedAloneAndItsPassGoesOn() {
        stage.airtable.faults().add(Fault.delay(1_500).method("PATCH").table("People"));
        people(600);
        soon().until(() -> stage.table(PEOPLE).size() > 50);
        Map<String, Route> others = routesBut("lab-people");
        Route route = route("lab-people");

        stage.edit(PEOPLE_ROUTE, "description: Keeps", "description: Holds");

        atWork(() -> route("lab-people") != null && route("lab-people") != route);
        assertThat(stage.table(PEOPLE).size()).as("in the middle of the pass").isLessThan(600);
        assertThat(route("lab-people").getDescription()).startsWith("Holds");
        stage.airtable.faults().clear();
        soon().until(() -> stage.table(PEOPLE).size() == 600);
        soon().until(() -> stage.bean(Passes.class).running().isEmpty());
        assertThat(cells(PEOPLE, "email")).doesNotHaveDuplicates().hasSize(600);
        assertThat(stage.letters()).isEmpty();
        assertThat(stage.requests.cellsSentTo(PEOPLE))
                .as("nothing is sent twice")
                .hasSize(600);
        assertThat(routesBut("lab-people")).containsAllEntriesOf(others);
    }

    @Test
    void aChangedKameletReloadsTheTablesThatUseItAndAChangedPolicyAll() {
        goods(3);
        synced(0, 3);
        Route goods = route("lab-goods");
        Route request = route("airtable-request");

        stage.edit(SINK, "id: diff", "id: compare");

        atWork(() -> changed("lab-goods", goods) && changed("lab-teams", null));
        assertThat(route("airtable-request")).isSameAs(request);
        // the copies of a kamelet that is gone would be in the way
        people(2);
        soon().until(() -> stage.table(PEOPLE).size() == 2);

        stage.edit(POLICIES, "maximumRedeliveries: 8", "maximumRedeliveries: 7");

        // all of them, so not the 5 s of a table
        soon().until(() -> changed("airtable-request", request) && allStarted());
        people(2, 2);
        soon().until(() -> stage.table(PEOPLE).size() == 4);
        mended();
    }

    @Test
    void aTableComesWithTwoFilesAndGoesWithThem() throws IOException {
        people(4);
        synced(4, 0);
        for (String file : List.of(PEOPLE_ROUTE, PEOPLE_MAPPING)) {
            Files.move(stage.files.resolve(file), stage.files.resolve(file + ".away"));
        }
        atWork(() -> routes().keySet().stream().noneMatch(id -> id.contains("lab-people")));
        people(4, 1);

        for (String file : List.of(PEOPLE_ROUTE, PEOPLE_MAPPING)) {
            Files.move(stage.files.resolve(file + ".away"), stage.files.resolve(file));
        }

        soon().until(() -> stage.table(PEOPLE).size() == 5);
        mended();
    }

    @Test
    void twoSavesInQuickSuccessionEndWithTheSecond() throws IOException {
        people(4);
        synced(4, 0);
        Path file = stage.files.resolve(PEOPLE_MAPPING);
        String text = Files.readString(file);
        Files.writeString(file, "");
        Files.writeString(file, text.replace("note: note", "note: {value: first}"));
        Files.writeString(file, text.replace("note: note", "note: {value: second}"));

        soon().untilAsserted(() ->
                assertThat(cells(PEOPLE, "note")).containsOnly("second").hasSize(4));
        mended();
    }

    @Test
    void editorsSaveByRenamingAndLeaveFilesOfTheirOwn() throws IOException {
        people(1);
        synced(1, 0);
        Path route = stage.files.resolve(PEOPLE_ROUTE);
        for (String name : List.of(".people.camel.yaml.swp", ".#people.camel.yaml", "people.camel.yaml~", "4913")) {
            Files.writeString(route.resolveSibling(name), "no: [route");
            Files.writeString(stage.files.resolve(PEOPLE_MAPPING).resolveSibling(name), "no: [mapping");
        }
        Path next = route.resolveSibling("people.camel.yaml.new");
        Files.writeString(next, Files.readString(route).replace("description: Keeps", "description: Holds"));

        Files.move(next, route, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        atWork(() -> route("lab-people") != null
                && route("lab-people").getDescription().startsWith("Holds"));
        mended();
    }

    @Test
    void aMountedDirectoryIsExchangedByALink() throws IOException {
        people(3);
        synced(3, 0);
        Path tables = stage.files.resolve("mappings/tables/lab");
        Path next = stage.files.resolve("mappings/..2024");
        copy(tables, next);
        Files.writeString(
                next.resolve("people.yaml"),
                Files.readString(next.resolve("people.yaml")).replace("note: note", "note: {value: linked}"));
        Files.move(tables, stage.files.resolve("mappings/..2023"));

        Files.createSymbolicLink(tables, next);

        soon().untilAsserted(() ->
                assertThat(cells(PEOPLE, "note")).containsOnly("linked").hasSize(3));
        mended();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private void people(int count) {
        people(0, count);
    }

    private void people(int from, int count) {
        stage.insert(
                "people",
                IntStream.range(from, from + count)
                        .mapToObj(i -> new Document("_id", "p" + i)
                                .append("email", "p" + i + "@lab.example")
                                .append("name", "Name " + i))
                        .toList());
    }

    private void goods(int count) {
        stage.insert(
                "goods",
                IntStream.range(0, count)
                        .mapToObj(i -> new Document("_id", "g" + i).append("price", i))
                        .toList());
    }

    /** Every table had its first pass, and nothing is left to do. */
    private void synced(int people, int goods) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> stage.table(PEOPLE).size() == people
                        && stage.table(GOODS).size() == goods
                        && stage.state().getCollection("tables").countDocuments(new Document("fullAt", exists())) == 7
                        && stage.bean(Passes.class).running().isEmpty());
    }

    private static Document exists() {
        return new Document("$exists", true);
    }

    private List<Object> cells(String table, String field) {
        return stage.table(table).records().stream()
                .map(LocalRecord::fields)
                .map(cells -> cells.get(field))
                .collect(Collectors.toList());
    }

    /** What was saved just now; how long that takes is told at the end. */
    private static void atWork(BooleanSupplier change) {
        long saved = System.nanoTime();
        // what was awaited by other means before would make nothing of the quickest
        if (!change.getAsBoolean()) {
            soon().until(change::getAsBoolean);
            MEASURED.add(Duration.ofNanos(System.nanoTime() - saved));
        }
    }

    /** When a pass has to follow. */
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(50));
    }

    private Trouble trouble(String file) {
        atWork(() -> !troubles().isEmpty());
        assertThat(troubles()).extracting(Trouble::file).containsExactly(file);
        return troubles().get(0);
    }

    private List<Trouble> troubles() {
        return stage.bean(Troubles.class).current();
    }

    private void mended() {
        atWork(() -> troubles().isEmpty());
        assertThat(stage.bean(RouteFiles.class).broken()).isEmpty();
        assertThat(health()).isEqualTo(Status.UP);
    }

    private Status health() {
        return stage.bean(HealthContributorRegistry.class).getContributor("files") instanceof HealthIndicator files
                ? files.health().getStatus()
                : Status.UNKNOWN;
    }

    private Route route(String id) {
        return camel().getRoute(id);
    }

    private boolean changed(String id, Route before) {
        return route(id) != null
                && route(id) != before
                && camel().getRouteController().getRouteStatus(id) == ServiceStatus.Started;
    }

    private boolean allStarted() {
        return routes().keySet().stream()
                .allMatch(id -> camel().getRouteController().getRouteStatus(id) == ServiceStatus.Started);
    }

    private Map<String, Route> routes() {
        Map<String, Route> routes = new HashMap<>();
        camel().getRoutes().forEach(route -> routes.put(route.getId(), route));
        return routes;
    }

    /** A route object has its counters; with another object they begin at nothing. The inside of a table's kamelets is its own. */
    private Map<String, Route> routesBut(String id) {
        Map<String, Route> routes = routes();
        String group = id.substring(0, id.indexOf('-'));
        routes.values().removeIf(route -> route.getId().equals(id) || route.isCreatedByKamelet());
        assertThat(routes.keySet()).anyMatch(other -> other.startsWith(group));
        return routes;
    }

    private CamelContext camel() {
        return stage.bean(CamelContext.class);
    }
}
