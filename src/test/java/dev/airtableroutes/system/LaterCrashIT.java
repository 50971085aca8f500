package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.PEOPLE;
import static dev.airtableroutes.system.Stage.PLAYERS;
import static dev.airtableroutes.system.Stage.TEAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.sandbox.Arrival;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed at what it does when everything was synced before: a reconcile, deletions, late links, change
 * hints. Teams whose documents are gone are deleted, players are marked.
 */
class LaterCrashIT {

    @RegisterExtension
    static final Stage stage = Stage.open();

    private final Random random = new Random(12);

    @TempDir
    private Path directory;

    private static Document team(String id) {
        return new Document("_id", id).append("name", "Team " + id);
    }

    private static Document player(int i, String team) {
        return new Document("_id", "p" + i).append("name", "Ana " + i).append("team_id", team);
    }

    private static List<Document> teams(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> team("t" + i)).toList();
    }

    private static List<Document> players(int from, int to, int teams) {
        return IntStream.range(from, to)
                .mapToObj(i -> player(i, "t" + i % teams))
                .toList();
    }

    private static void slowly() {
        stage.airtable.network().delay(Duration.ZERO, Duration.ofMillis(30)).work(Duration.ofMillis(20));
    }

    private static void atOnce() {
        stage.airtable.network().delay(Duration.ZERO, Duration.ZERO).work(Duration.ZERO);
    }

    /** Whether so many requests to a table have arrived from now on. */
    private static BooleanSupplier arrive(int requests, String method, String table) {
        int before = stage.airtable.arrivals().size();
        return () -> stage.airtable.arrivals().stream()
                        .skip(before)
                        .filter(arrival -> is(arrival, method, table))
                        .count()
                >= requests;
    }

    private static boolean is(Arrival arrival, String method, String table) {
        return arrival.method().equals(method) && table.equals(arrival.base() + "/" + arrival.table());
    }

    private static long marked() {
        return stage.table(PLAYERS).records().stream()
                .filter(record -> "gone".equals(record.fields().get("state")))
                .count();
    }

    /** Kills it when so many requests have arrived; those after the next few are held, so that it is at work all the same. */
    private void kill(Process process, int requests, String method, String table)
            throws IOException, InterruptedException {
        hold(requests + 2, method, table);
        kill(process, arrive(requests, method, table));
        stage.airtable.faults().clear();
    }

    /** Lets so many requests through; of those after them every other is worked on, and none is answered. */
    private static void hold(int let, String method, String table) {
        Fault held = Fault.hang(20_000).method(method).base(base(table)).table(table.substring(table.indexOf('/') + 1));
        stage.airtable.faults().add(held.afterApplying().skip(let).every(2)).add(held.skip(let));
    }

    private static String base(String table) {
        return table.substring(0, table.indexOf('/'));
    }

    private void kill(Process process, BooleanSupplier when) throws IOException, InterruptedException {
        Jar.kill(process, directory.resolve("err"), when, Duration.ofMillis(random.nextInt(40)));
    }

    private Process start(String... arguments) {
        return stage.jar().start(directory.resolve("out"), directory.resolve("err"), arguments);
    }

    private static void ends(String... arguments) {
        CommandResult last = stage.jar().run(arguments).readable();
        assertThat(last.exit()).as(last.all()).isZero();
    }

    /** A record for each document, right in every cell, and none besides, but for those of players who are gone. */
    private static void assertArrived(Set<String> gonePlayers) {
        Map<String, Document> teams = documents("teams");
        Map<Object, String> names = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        assertThat(ids(TEAMS)).containsExactlyElementsOf(teams.keySet());
        for (LocalRecord record : stage.table(TEAMS).records()) {
            String id = (String) record.fields().get("id");
            names.put(record.id(), id);
            expect(wrong, record, Map.of("id", id, "name", teams.get(id).get("name")), names);
        }
        Map<String, Document> players = documents("players");
        Set<String> all = new TreeSet<>(players.keySet());
        all.addAll(gonePlayers);
        assertThat(ids(PLAYERS)).containsExactlyElementsOf(all);
        for (LocalRecord record : stage.table(PLAYERS).records()) {
            String id = (String) record.fields().get("id");
            Document player = players.get(id);
            if (player == null) {
                assertThat(record.fields()).containsEntry("state", "gone");
            } else {
                Map<String, Object> cells = new HashMap<>(Map.of("id", id, "name", player.get("name")));
                if (teams.containsKey(player.getString("team_id"))) {
                    cells.put("team", List.of(player.getString("team_id")));
                }
                expect(wrong, record, cells, names);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(stage.letters()).isEmpty();
        assertThat(stage.state()
                        .getCollection("ledger")
                        .countDocuments(Filters.and(Filters.exists("d"), Filters.ne("r", null))))
                .as("records that the ledger knows")
                .isEqualTo(teams.size() + all.size());
    }

    private static void expect(
            List<String> wrong, LocalRecord record, Map<String, Object> cells, Map<Object, String> names) {
        Map<String, Object> found = new HashMap<>(record.fields());
        found.computeIfPresent("team", (field, links) -> ((List<?>) links)
                .stream().map(names::get).toList());
        if (!found.equals(cells)) {
            wrong.add("should be " + new TreeMap<>(cells) + " and is " + new TreeMap<>(found));
        }
    }

    private static List<String> ids(String table) {
        return stage.table(table).records().stream()
                .map(record -> (String) record.fields().get("id"))
                .sorted()
                .toList();
    }

    private static Map<String, Document> documents(String collection) {
        Map<String, Document> documents = new TreeMap<>();
        stage.source()
                .getCollection(collection)
                .find()
                .forEach(document -> documents.put(document.getString("_id"), document));
        return documents;
    }

    private static void remove(String collection, List<String> ids) {
        stage.source().getCollection(collection).deleteMany(Filters.in("_id", ids));
    }

    @Test
    void aReconcileAndTheDeletionsInIt() throws Exception {
        atOnce();
        stage.insert("teams", teams(0, 200));
        stage.insert("players", players(0, 300, 70));
        stage.sync(TEAMS, PLAYERS);
        for (String table : List.of(TEAMS, PLAYERS)) {
            stage.table(table).records().forEach(record -> stage.table(table)
                    .edit(record.id(), Map.of("name", "by hand")));
            IntStream.range(3, 8)
                    .mapToObj(i -> (table.equals(TEAMS) ? "t" : "p") + i)
                    .forEach(id -> stage.table(table)
                            .delete(stage.record(table, "id", id).id()));
        }
        // some of them play in teams that are gone
        remove("teams", IntStream.range(60, 180).mapToObj(i -> "t" + i).toList());
        Set<String> gone = IntStream.range(150, 300).mapToObj(i -> "p" + i).collect(Collectors.toSet());
        remove("players", List.copyOf(gone));
        slowly();

        String[] reconcile = {"sync", TEAMS, PLAYERS, "--reconcile"};
        kill(start(reconcile), 3, "PATCH", TEAMS);
        kill(start(reconcile), 2, "DELETE", TEAMS);
        kill(start(reconcile), 5, "PATCH", PLAYERS);
        stage.airtable.faults().add(Fault.hang(20_000).containing("\"gone\"").skip(6));
        kill(start(reconcile), () -> marked() > gone.size() / 4);
        stage.airtable.faults().clear();
        assertThat(marked()).as("left for the last run").isLessThan(gone.size());
        ends(reconcile);

        assertArrived(gone);
    }

    @Test
    void linksOfThoseWhoseTeamsComeLate() throws Exception {
        atOnce();
        stage.insert("players", players(0, 240, 40));
        stage.sync(TEAMS, PLAYERS);
        stage.insert("teams", teams(0, 40));
        slowly();

        // the teams alone are asked for: players are linked because they waited
        kill(start("sync", TEAMS), 2, "PATCH", TEAMS);
        kill(start("sync", TEAMS), 2, "PATCH", PLAYERS);
        ends("sync", TEAMS);

        assertArrived(Set.of());
        assertThat(stage.state().getCollection("waiting").countDocuments()).isZero();
    }

    @Test
    void servingWithChangeHints() throws Exception {
        atOnce();
        stage.insert("teams", teams(0, 20));
        stage.insert("players", players(0, 200, 20));
        stage.sync(TEAMS, PLAYERS);
        String[] serve = {"--server.port=0", "--sync.every=1h"};

        Process serving = start(serve);
        untilHintsWork();
        slowly();
        BooleanSupplier atWork = arrive(3, "PATCH", PLAYERS);
        Set<String> gone = change();
        kill(serving, atWork);
        Process again = start(serve);

        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .during(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertArrived(gone));
        } finally {
            again.destroyForcibly().waitFor();
        }
    }

    @Test
    void creationsOfDocumentsThatGetAnotherKeyMeanwhile() throws Exception {
        atOnce();
        int people = 60;
        IntStream.range(0, people)
                .forEach(i -> stage.insert(
                        "people",
                        new Document("_id", i).append("name", "Ana " + i).append("email", i + "@x.com")));
        stage.airtable.faults().add(Fault.hang(20_000).afterApplying().method("PATCH"));
        kill(start("sync", PEOPLE), () -> stage.table(PEOPLE).size() > 20);
        stage.airtable.faults().clear();
        assertThat(stage.state().getCollection("ledger").countDocuments(Filters.ne("r", null)))
                .as("whose record is known")
                .isZero();
        IntStream.range(0, people).forEach(i -> stage.change("people", i, "email", i + "@y.com"));

        ends("sync", PEOPLE);

        assertThat(stage.table(PEOPLE).records())
                .extracting(LocalRecord::fields)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, people)
                        .mapToObj(i -> Map.<String, Object>of("name", "Ana " + i, "email", i + "@y.com"))
                        .toList());
        assertThat(stage.letters()).isEmpty();
    }

    /** A hint that is lost costs time: the first pass is through, and the change stream is open. */
    private static void untilHintsWork() {
        stage.insert("players", new Document("_id", "probe").append("team_id", "nobody"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    stage.change("players", "probe", "name", Instant.now().toString());
                    return stage.table(PLAYERS).records().stream()
                            .anyMatch(record -> "probe".equals(record.fields().get("id")));
                });
    }

    /** Somebody renames everybody, lets some go and brings others. */
    private static Set<String> change() {
        stage.source()
                .getCollection("players")
                .updateMany(Filters.regex("_id", "^p"), Updates.set("name", "by another name"));
        Set<String> gone = IntStream.range(0, 20).mapToObj(i -> "p" + i).collect(Collectors.toSet());
        remove("players", List.copyOf(gone));
        stage.insert("players", players(200, 250, 20));
        stage.insert("teams", team("new"));
        return gone;
    }
}
