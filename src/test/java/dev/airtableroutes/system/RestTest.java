package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.TableView;
import dev.airtableroutes.sync.TableViews;
import dev.airtableroutes.sync.Tables;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.Environment;

/** What programs may rely on: paths, parameters, codes and the shape of answers; and the same by JMX. */
class RestTest {

    @RegisterExtension
    static final Stage stage = Stage.openWithProviders(Map.of(
            "spring.main.web-application-type", "servlet", "server.port", 0, "OPERATOR_API_KEY", Served.OPERATOR_KEY));

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    private final HttpClient client = HttpClient.newHttpClient();

    private record Reply(int status, String type, String location, JsonNode json) {}

    private Reply send(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        String port = stage.bean(Environment.class).getProperty("local.server.port");
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Authorization", "Bearer " + Served.OPERATOR_KEY)
                        .method(method, body)
                        .build(),
                BodyHandlers.ofString());
        return new Reply(
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.headers().firstValue("Location").orElse(null),
                new ObjectMapper().readTree(answer.body()));
    }

    /** Says that so many bytes come and sends none of them: behind them, the end of the connection could hide the answer. */
    private static Reply announce(String path, long bytes) throws IOException {
        int port = Integer.parseInt(stage.bean(Environment.class).getProperty("local.server.port"));
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout((int) A_MINUTE.toMillis());
            String question = String.join(
                    "\r\n",
                    "POST " + path + " HTTP/1.1",
                    "Host: localhost:" + port,
                    "Authorization: Bearer " + Served.OPERATOR_KEY,
                    "Content-Length: " + bytes,
                    "",
                    "");
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            PushbackInputStream answer = new PushbackInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            int next = answer.read();
            for (; next != -1 && next != '{'; next = answer.read()) {
                head.append((char) next);
            }
            answer.unread(next);
            Matcher type = Pattern.compile("(?i)^content-type: *(.*?)\r?$", Pattern.MULTILINE)
                    .matcher(head);
            return new Reply(
                    Integer.parseInt(head.toString().split(" ")[1]),
                    type.find() ? type.group(1) : "",
                    null,
                    new ObjectMapper().readTree(answer));
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        Reply reply = send("GET", path, BodyPublishers.noBody());
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        return reply.json();
    }

    private Reply post(String path) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.noBody());
    }

    private static void assertProblem(Reply reply, int status, String... words) {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(status);
        assertThat(reply.type()).startsWith("application/problem+json");
        assertThat(reply.json().path("status").asInt()).isEqualTo(status);
        assertThat(reply.json().path("title").asText()).isNotEmpty();
        assertThat(reply.json().path("detail").asText()).contains(words).doesNotContain("Exception");
    }

    private static void users(int count, String eventCount) {
        stage.insert(
                "user",
                IntStream.range(0, count)
                        .mapToObj(i -> new Document("_id", "u" + i).append("event_count", eventCount))
                        .toList());
    }

    private static List<String> texts(JsonNode array, String pointer) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(node -> node.at(pointer).asText())
                .toList();
    }

    @Test
    void theTablesAreListedInLinkOrderWithTheirLastPassAndTheirLetters() throws Exception {
        users(2, "many");
        stage.sync(USERS);

        JsonNode tables = get("/api/tables");

        assertThat(texts(tables, "/table")).contains(USERS, "cuculi/messages", "lab/teams");
        assertThat(texts(tables, "/table").indexOf(USERS))
                .isLessThan(texts(tables, "/table").indexOf("cuculi/messages"));
        JsonNode users = get("/api/tables/cuculi/users");
        assertThat(users.path("route").asText()).isEqualTo("cuculi-users");
        assertThat(users.path("collection").asText()).isEqualTo("user");
        assertThat(users.path("running").asBoolean(true)).isFalse();
        assertThat(users.path("paused").asBoolean(true)).isFalse();
        assertThat(users.at("/pass/state").asText()).isEqualTo("done");
        assertThat(users.at("/pass/totals/created").asInt()).isEqualTo(2);
        assertThat(users.at("/deadLetters/cell").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"'', CHANGED, 3", "?reconcile=true, RECONCILE, 3", "?dryRun=true, CHANGED, 0"})
    void aPassIsAskedForAndFollowed(String parameters, String mode, int records) throws Exception {
        users(3, null);

        Reply accepted = post("/api/tables/cuculi/users/sync" + parameters);

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.location())
                .isEqualTo("/api/passes/" + accepted.json().path("id").asText());
        await().until(() -> get(accepted.location()).path("state").asText().equals("done"));
        JsonNode pass = get(accepted.location());
        assertThat(pass.path("table").asText()).isEqualTo(USERS);
        assertThat(pass.path("mode").asText()).isEqualTo(mode);
        assertThat(pass.path("dryRun").asBoolean()).isEqualTo(records == 0);
        assertThat(pass.at("/totals/created").asInt()).isEqualTo(3);
        assertThat(pass.has("outcomes")).isFalse();
        assertThat(stage.table(USERS).size()).isEqualTo(records);
        assertThat(texts(get("/api/passes?table=cuculi/users"), "/id"))
                .hasSize(records == 0 ? 0 : 1)
                .isSubsetOf(pass.path("id").asText());
    }

    @Test
    void aPassUnderWayTellsHowFarItIs() throws Exception {
        users(40, null);
        stage.airtable.faults().add(Fault.delay(6_000).method("PATCH"));

        Reply accepted = post("/api/tables/cuculi/users/sync");

        await().until(() -> get(accepted.location()).path("state").asText().equals("running"));
        assertThat(get("/api/tables/cuculi/users").path("running").asBoolean()).isTrue();
        assertThat(get("/api/passes").get(0).path("id").asText())
                .isEqualTo(accepted.json().path("id").asText());
        stage.airtable.faults().clear();
        await().atMost(A_MINUTE)
                .until(() -> get(accepted.location()).path("state").asText().equals("done"));
    }

    /** Whoever looks in the moment of the end sees a pass under way, or its end, and nothing in between. */
    @Test
    void aPassIsUnderWayUntilItsEndIsOnRecord() throws Exception {
        TableViews views =
                new TableViews(stage.bean(Tables.class), stage.bean(Passes.class), stage.bean(DeadLetters.class));
        for (int pass = 0; pass < 5; pass++) {
            stage.insert("user", List.of(new Document("_id", "end" + pass)));
            String id = post("/api/tables/cuculi/users/sync").json().path("id").asText();
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                TableView seen = views.one(USERS);
                assertThat(seen.running())
                        .isEqualTo(seen.pass() != null
                                && PassReport.RUNNING.equals(seen.pass().state()));
                if (seen.pass() != null) {
                    assertThat(seen.pass().state()).isIn(PassReport.RUNNING, PassReport.DONE);
                }
                return seen.pass() != null
                        && seen.pass().id().equals(id)
                        && seen.pass().done();
            });
        }
    }

    @Test
    void aPassThatNobodyEndedIsInterruptedAndNotUnderWay() throws Exception {
        users(1, null);
        stage.sync(USERS);
        stage.state()
                .getCollection("passes")
                .insertOne(new Document("_id", "cut")
                        .append("table", USERS)
                        .append("mode", "CHANGED")
                        .append("state", "running")
                        .append("started", Instant.now().plusSeconds(60)));

        JsonNode users = get("/api/tables/cuculi/users");

        assertThat(users.path("running").asBoolean(true)).isFalse();
        assertThat(users.at("/pass/state").asText()).isEqualTo("interrupted");
        assertThat(users.at("/pass/failure").asText()).contains("was cut off");
        assertThat(get("/api/passes/cut").path("state").asText()).isEqualTo("interrupted");
        assertThat(texts(get("/api/passes"), "/state")).containsExactly("interrupted", "done");
        assertThat(texts(get("/api/tables"), "/pass/state"))
                .contains("interrupted")
                .doesNotContain("running");
    }

    @Test
    void aPausedTableStartsNothingUntilItIsResumed() throws Exception {
        users(60, null);
        stage.airtable.faults().add(Fault.delay(5_000).method("PATCH").times(6));
        Reply accepted = post("/api/tables/cuculi/users/sync");
        await().until(() -> stage.airtable.arrivals().stream()
                .anyMatch(arrival -> arrival.method().equals("PATCH")));

        assertThat(post("/api/tables/cuculi/users/pause").json().path("paused").asBoolean())
                .isTrue();
        assertThat(get("/api/tables/cuculi/users").path("running").asBoolean())
                .as("what was sent is still on its way")
                .isTrue();
        stage.airtable.faults().clear();
        await().atMost(A_MINUTE).until(() -> get(accepted.location()).hasNonNull("ended"));
        assertThat(get(accepted.location()).path("state").asText()).isEqualTo("waiting");
        assertThat(get("/api/tables/cuculi/users").path("running").asBoolean(true))
                .isFalse();
        assertThat(get(accepted.location()).path("failure").asText()).contains("paused");
        assertProblem(post("/api/tables/cuculi/users/sync"), 409, "cuculi/users is paused; resume it first.");

        assertThat(post("/api/tables/cuculi/users/resume").json().path("paused").asBoolean())
                .isFalse();
        Reply again = post("/api/tables/cuculi/users/sync");
        await().atMost(A_MINUTE)
                .until(() -> get(again.location()).path("state").asText().equals("done"));
        assertThat(stage.table(USERS).size()).isEqualTo(60);
    }

    @Test
    void lettersAreReadPageByPageAndByTheirLinks() throws Exception {
        users(25, "many");
        stage.sync(USERS);

        JsonNode first = get("/api/dead-letters?table=cuculi/users&state=open&reason=cell&page=0&size=10");
        JsonNode second = get("/api/dead-letters?table=cuculi/users&page=1&size=10");
        List<String> followed = new ArrayList<>();
        String next = "/api/dead-letters?table=cuculi/users&size=10";
        while (next != null) {
            JsonNode page = get(next);
            followed.addAll(texts(page.path("letters"), "/id"));
            next = page.path("next").isNull() ? null : page.path("next").asText();
        }

        assertThat(first.path("total").asInt()).isEqualTo(25);
        assertThat(first.path("letters")).hasSize(10);
        assertThat(followed).hasSize(25).doesNotHaveDuplicates();
        assertThat(texts(first.path("letters"), "/id")).isEqualTo(followed.subList(0, 10));
        assertThat(texts(second.path("letters"), "/id")).isEqualTo(followed.subList(10, 20));
        JsonNode one = get("/api/dead-letters/" + followed.get(0));
        assertThat(one).isEqualTo(first.path("letters").get(0));
        assertThat(one.at("/documentId/type").asText()).isEqualTo("string");
        assertThat(one.path("documentId").has("raw")).isFalse();
        assertThat(one.at("/fields/event_count").asText()).isEqualTo("many");
        assertThat(one.path("state").asText()).isEqualTo("open");
        assertThat(get("/api/dead-letters/counts").toString())
                .isEqualTo("[{\"table\":\"cuculi/users\",\"provider\":null,\"kind\":\"cell\",\"letters\":25}]");
    }

    @Test
    void aFilterThatMatchesNothingIsAnEmptyPage() throws Exception {
        users(2, "many");
        stage.sync(USERS);
        for (String filter :
                List.of("reason=exhausted", "table=no/such", "state=discarded", "olderThan=7d", "field=x")) {
            JsonNode page = get("/api/dead-letters?" + filter);
            assertThat(page.path("letters")).isEmpty();
            assertThat(page.path("total").asInt(-1)).isZero();
            assertThat(page.path("next").isNull()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | /api/dead-letters?reason=broken             | 400 | "broken"
            GET  | /api/dead-letters?state=shut                | 400 | open, replayed
            GET  | /api/dead-letters?olderThan=yesterday       | 400 | such as 90m
            GET  | /api/dead-letters?size=0                    | 400 | 1 to 500
            GET  | /api/dead-letters?size=many                 | 400 | size
            GET  | /api/dead-letters?page=-1                   | 400 | page is -1
            GET  | /api/dead-letters?page=100000               | 400 | follow "next"
            GET  | /api/dead-letters?after=here                | 400 | "next"
            GET  | /api/dead-letters/no.such.letter            | 404 | "no.such.letter"
            POST | /api/dead-letters/no.such.letter/replay     | 404 | "no.such.letter"
            POST | /api/dead-letters/no.such.letter/discard    | 404 | "no.such.letter"
            POST | /api/dead-letters/replay?reason=broken      | 400 | "broken"
            POST | /api/dead-letters/replay?table=no/such      | 404 | "no/such"
            POST | /api/dead-letters/replay?provider=nobody    | 404 | "nobody"; there are: anymailfinder
            GET  | /api/dead-letters?table=a/b&provider=hunter | 400 | of a table or of a provider
            POST | /api/dead-letters/discard                   | 400 | all=true
            GET  | /api/replays/nope                           | 404 | "nope"
            GET  | /api/leads/runs/nope                        | 404 | "nope"
            GET  | /api/passes/nope                            | 404 | "nope"
            GET  | /api/passes?table=no/such                   | 404 | "no/such"
            GET  | /api/tables/no/such                         | 404 | cuculi/users
            POST | /api/tables/no/such/sync                    | 404 | cuculi/users
            POST | /api/tables/cuculi/users/sync?dryRun=perhaps | 400 | dryRun
            PUT  | /api/tables                                 | 405 | PUT
            GET  | /api/nothing                                | 404 | api/nothing
            """)
    void whatCannotBeIsAProblem(String method, String path, int status, String words) throws Exception {
        assertProblem(send(method, path.replace("\"", "%22"), BodyPublishers.noBody()), status, words);
    }

    @Test
    void tenMegabytesAreRefused() throws Exception {
        assertProblem(announce("/api/dead-letters/replay", 10_000_000), 413, "1 MB");
        assertProblem(
                send(
                        "POST",
                        "/api/dead-letters/replay",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100]))),
                411,
                "Content-Length");
    }

    @Test
    void aLetterIsReplayedDryRunAndDiscarded() throws Exception {
        users(3, "many");
        stage.sync(USERS);
        stage.change("user", "u1", "event_count", 4);
        String mended = stage.letter("u1").getString("_id");
        String broken = stage.letter("u2").getString("_id");

        Reply plan = post("/api/dead-letters/" + mended + "/replay?dryRun=true");
        assertThat(plan.status()).isEqualTo(200);
        assertThat(plan.json().at("/results/0/what").asText()).isEqualTo("updates event_count");
        assertThat(get("/api/dead-letters/" + mended).path("state").asText()).isEqualTo("open");

        Reply done = post("/api/dead-letters/" + mended + "/replay");
        assertThat(done.json().path("resolved").asInt()).isEqualTo(1);
        assertThat(get("/api/replays/" + done.json().path("id").asText())).isEqualTo(done.json());
        assertThat(get("/api/dead-letters/" + mended).path("state").asText()).isEqualTo("resolved");
        assertThat(stage.cells(USERS, "id", "u1")).containsEntry("event_count", 4L);

        assertThat(post("/api/dead-letters/" + broken + "/discard")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("discarded");
        assertThat(get("/api/dead-letters?state=open").path("total").asInt()).isEqualTo(1);
        assertThat(post("/api/dead-letters/discard?table=cuculi/users")
                        .json()
                        .path("discarded")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aReplayThatTakesLongIsFollowed() throws Exception {
        users(1, "many");
        stage.sync(USERS);
        stage.change("user", "u0", "event_count", 4);
        stage.airtable.faults().add(Fault.delay(12_000).method("PATCH"));

        Reply accepted = post("/api/dead-letters/replay?table=cuculi/users&reason=cell");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.json().path("state").asText()).isEqualTo("running");
        assertThat(stage.letter("u0")).containsEntry("state", "replayed");
        stage.airtable.faults().clear();
        await().atMost(A_MINUTE)
                .until(() -> get(accepted.location()).path("state").asText().equals("done"));
        assertThat(get(accepted.location()).path("resolved").asInt()).isEqualTo(1);
    }

    @Test
    void theInterfaceIsDocumented() throws Exception {
        JsonNode api = get("/v3/api-docs");

        List<String> paths = new ArrayList<>();
        api.path("paths").fieldNames().forEachRemaining(paths::add);
        assertThat(paths)
                .contains(
                        "/api/tables",
                        "/api/tables/{base}/{table}/sync",
                        "/api/tables/{base}/{table}/pause",
                        "/api/passes/{id}",
                        "/api/dead-letters",
                        "/api/dead-letters/{id}",
                        "/api/dead-letters/{id}/replay",
                        "/api/dead-letters/{id}/discard",
                        "/api/dead-letters/replay",
                        "/health/integrations/{name}")
                .allMatch(path -> path.startsWith("/api/") || path.startsWith("/health/"));
        assertThat(texts(api.at("/paths/~1api~1dead-letters/get/parameters"), "/name"))
                .contains("table", "provider", "reason", "field", "state", "olderThan", "page", "size", "after");
    }

    private static String asked(String provider, String document) {
        return stage.bean(DeadLetters.class)
                .store(DeadLetter.of(
                        new DeadLetter.Asked(provider, "push", "t"),
                        document,
                        DeadLetter.Kind.RECORD,
                        Map.of("campaign", provider + "/c"),
                        400,
                        "BAD_INPUT",
                        "No."))
                .id();
    }

    @Test
    void lettersOfProvidersAreAmongTheOthers() throws Exception {
        users(1, "many");
        stage.sync(USERS);
        String first = asked("instantly", "p1");
        String second = asked("heyreach", "p2");

        assertThat(get("/api/dead-letters").path("total").asInt()).isEqualTo(3);
        JsonNode page = get("/api/dead-letters?provider=instantly&reason=BAD_INPUT");
        assertThat(texts(page.path("letters"), "/id")).containsExactly(first);
        JsonNode letter = get("/api/dead-letters/" + first);
        assertThat(letter.path("table").isNull()).isTrue();
        assertThat(List.of(
                        letter.path("provider").asText(),
                        letter.path("operation").asText(),
                        letter.path("turn").asText(),
                        letter.path("kind").asText(),
                        letter.path("errorType").asText(),
                        letter.at("/fields/campaign").asText()))
                .containsExactly("instantly", "push", "t", "record", "BAD_INPUT", "instantly/c");
        assertThat(get("/api/dead-letters/counts").toString())
                .contains("{\"table\":null,\"provider\":\"heyreach\",\"kind\":\"record\",\"letters\":1}");
        assertThat(get("/api/tables/cuculi/users").at("/deadLetters/cell").asInt())
                .isEqualTo(1);

        JsonNode replay = post("/api/dead-letters/replay?provider=instantly").json();
        assertThat(replay.at("/results/0/what").asText()).isEqualTo("The push is gone.");
        assertThat(replay.path("resolved").asInt()).isEqualTo(1);
        assertThat(post("/api/dead-letters/discard?provider=heyreach")
                        .json()
                        .path("discarded")
                        .asInt())
                .isEqualTo(1);
        assertThat(get("/api/dead-letters/" + second).path("state").asText()).isEqualTo("discarded");
    }

    @Test
    void aReplayOfAllSaysWhatItLeft() throws Exception {
        asked("acme", "p1");
        String left =
                "1 letters are left, since mappings/ has acme (1) no more: put the mapping back, or discard them.";

        JsonNode replay = post("/api/dead-letters/replay").json();
        assertThat(replay.path("unmapped").asInt()).isEqualTo(1);
        assertThat(replay.path("note").asText()).isEqualTo(left);
        String text = String.class.getName();
        assertThat(ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("dev.airtableroutes:type=Operations,name=DeadLetters"),
                                "replayAll",
                                new Object[] {"", "", "", "", "", false},
                                new String[] {text, text, text, text, text, "boolean"})
                        .toString())
                .contains("\"unmapped\":1", left);
    }

    @Test
    void theSameByJmx() throws Exception {
        users(2, "many");
        stage.sync(USERS);
        stage.change("user", "u1", "event_count", 4);
        MBeanServer jmx = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("dev.airtableroutes:type=Operations,name=DeadLetters");
        String five = String.class.getName();

        assertThat(jmx.getAttribute(name, "Open")).isEqualTo(2L);
        String list = (String) jmx.invoke(name, "list", new Object[] {USERS, "", "", "", "open", 10}, new String[] {
            five, five, five, five, five, "int"
        });
        assertThat(new ObjectMapper().readTree(list).path("total").asInt()).isEqualTo(2);
        String id = stage.letter("u1").getString("_id");
        Object replayed = jmx.invoke(name, "replay", new Object[] {id, false}, new String[] {five, "boolean"});
        assertThat(replayed.toString()).contains("\"resolved\":1");
        Object all = jmx.invoke(name, "replayAll", new Object[] {USERS, "", "", "", "", true}, new String[] {
            five, five, five, five, five, "boolean"
        });
        assertThat(all.toString()).contains("\"open\":1");
        asked("instantly", "p1");
        assertThat(jmx.invoke(name, "list", new Object[] {"", "instantly", "", "", "", 10}, new String[] {
                            five, five, five, five, five, "int"
                        })
                        .toString())
                .contains("\"total\":1", "\"operation\":\"push\"");
        assertThat(jmx.invoke(name, "replayAll", new Object[] {"", "instantly", "", "", "", true}, new String[] {
                            five, five, five, five, five, "boolean"
                        })
                        .toString())
                .contains("The push is gone.");
        String other = stage.letter("u0").getString("_id");
        assertThat(jmx.invoke(name, "discard", new Object[] {other}, new String[] {five})
                        .toString())
                .contains("\"state\":\"discarded\"", "\"by\":\"JMX\"");
    }
}
