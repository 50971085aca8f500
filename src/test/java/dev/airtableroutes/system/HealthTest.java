package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.health.Meters;
import dev.airtableroutes.health.Quota;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Run;
import dev.airtableroutes.sync.Tables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.env.Environment;

/** What health and the meters say of an application that works, that waits, and that needs a person. */
class HealthTest {

    @RegisterExtension
    static final Stage stage = Stage.open(Map.of(
            "spring.main.web-application-type",
            "servlet",
            "server.port",
            0,
            "VIEWER_API_KEY",
            Served.VIEWER_KEY,
            "airtable.lockout",
            "10s",
            "AIRTABLE_MONTHLY_CALLS",
            1000));

    private record Answer(int status, JsonNode json) {

        JsonNode base() {
            return json.path("bases").get(0);
        }
    }

    @Test
    void aBaseThatWorksIsUpWithItsBudgetAndTheLastPassOfEachTable() throws Exception {
        stage.insert("user", user(1, Instant.now()));
        assertThat(sync().done()).isTrue();

        Answer airtable = health("airtable");

        assertThat(airtable.status()).isEqualTo(200);
        assertThat(airtable.json().path("state").asText()).isEqualTo("UP");
        JsonNode base = airtable.base();
        assertThat(base.path("base").asText()).isEqualTo("cuculi");
        assertThat(base.at("/gate/open").asBoolean()).isTrue();
        assertThat(base.at("/budget/perSecond").asInt()).isEqualTo(1000);
        assertThat(base.at("/budget/monthlyQuota").asInt()).isEqualTo(1000);
        assertThat(base.at("/tables/0/table").asText()).isEqualTo(USERS);
        assertThat(base.at("/tables/0/state").asText()).isEqualTo("done");
        assertThat(base.at("/tables/0/sentence").asText()).startsWith("1 read, 1 created");
    }

    @Test
    void theLastPassOfATableIsToldThoughItWasBeforeTheStart() throws Exception {
        stage.insert("user", user(1, Instant.now()));
        assertThat(sync().done()).isTrue();
        Document pass = stage.state()
                .getCollection("passes")
                .find(new Document("table", USERS))
                .first();
        stage.state()
                .getCollection("passes")
                .insertOne(pass.append("_id", "before").append("table", "cuculi/messages"));

        JsonNode tables = health("airtable").base().path("tables");

        assertThat(tables.findValuesAsText("table")).contains(USERS, "cuculi/messages");
    }

    @Test
    void aClosedBaseIsDownAndTheApplicationIsNot() throws Exception {
        stage.insert("user", user(1, Instant.now()));
        stage.airtable.faults().add(Fault.status(429).method("PATCH").times(1));
        CompletableFuture<PassReport> pass = CompletableFuture.supplyAsync(HealthTest::sync);

        Answer closed = await().until(
                        () -> health("airtable"),
                        answer -> answer.base().path("gate").path("open").isBoolean()
                                && !answer.base().at("/gate/open").asBoolean());

        assertThat(closed.status()).isEqualTo(503);
        assertThat(closed.json().path("state").asText()).isEqualTo("DOWN");
        assertThat(closed.json().path("reason").asText())
                .startsWith("cuculi: no request leaves until ")
                .endsWith(": rate limit exceeded");
        Instant since = Instant.parse(closed.base().at("/gate/since").asText());
        Instant until = Instant.parse(closed.base().at("/gate/until").asText());
        assertThat(Duration.between(since, until)).isBetween(Duration.ofMillis(9_990), Duration.ofMillis(10_010));
        assertThat(meter("airtable_gate_open{base=\"cuculi\"}")).isZero();
        assertThat(meter("airtable_requests_total{base=\"cuculi\",status=\"429\"}"))
                .isPositive();
        assertThat(get("/actuator/health").status()).isEqualTo(200);
        assertThat(get("/actuator/health/readiness").status()).isEqualTo(200);

        assertThat(pass.join().done()).isTrue();
        assertThat(health("airtable").json().path("state").asText()).isEqualTo("UP");
        assertThat(meter("airtable_gate_open{base=\"cuculi\"}")).isEqualTo(1);
    }

    @Test
    void aBaseThatNeedsAPersonIsDownUntilAPassIsDoneAgain() throws Exception {
        stage.insert("user", user(1, Instant.now()));
        stage.airtable.faults().add(Fault.status(403));
        Instant before = Instant.now();
        assertThat(sync().state()).isEqualTo(PassReport.STOPPED);

        Answer down = health("airtable");
        assertThat(down.status()).isEqualTo(503);
        assertThat(down.json().path("reason").asText()).contains("403");
        assertThat(Instant.parse(down.json().path("since").asText())).isBetween(before, Instant.now());
        assertThat(down.base().at("/tables/0/state").asText()).isEqualTo("stopped");
        assertThat(sync().state()).isEqualTo(PassReport.STOPPED);
        assertThat(health("airtable").json().path("since"))
                .isEqualTo(down.json().path("since"));

        stage.airtable.faults().clear();
        assertThat(sync().done()).isTrue();
        assertThat(health("airtable").json().path("state").asText()).isEqualTo("UP");
    }

    @Test
    void aPauseIsNobodysFaultHoweverOftenItIsAskedFor() throws Exception {
        stage.insert("user", user(1, Instant.now()));
        assertThat(sync().done()).isTrue();
        stage.airtable.faults().add(Fault.delay(20_000).method("PATCH"));
        stage.insert("user", user(2, Instant.now()));
        CompletableFuture<PassReport> pass = CompletableFuture.supplyAsync(HealthTest::sync);
        Passes passes = stage.bean(Passes.class);
        await().until(() -> passes.running(USERS).isPresent());
        stage.bean(Tables.class).pause(USERS, "somebody");
        stage.bean(Tables.class).pause(USERS, "somebody");
        stage.airtable.faults().clear();
        pass.join();
        stage.bean(Tables.class).resume(USERS);

        assertThat(health("airtable").json().path("state").asText()).isEqualTo("UP");
        assertThat(stage.bean(Tables.class).due())
                .as("deletions and hints of the pause are looked for at once")
                .filteredOn(request -> request.table().equals(USERS))
                .extracting(PassRequest::mode)
                .contains(Mode.FULL);
    }

    @Test
    void mongoDbAnswers() throws Exception {
        assertThat(health("mongodb").json().path("state").asText()).isEqualTo("UP");
        assertThat(get("/health/integrations").json()).hasSize(2);
    }

    @Test
    void anIntegrationThatIsNotIsAProblemThatNamesTheOthers() throws Exception {
        Answer unknown = health("hubspot");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json().path("detail").asText())
                .isEqualTo("There is no integration \"hubspot\"; there are: airtable, mongodb.");
    }

    @Test
    void theOldestChangeThatIsNotDeliveredIsTheLag() throws Exception {
        Instant now = Instant.now();
        stage.insert("user", user(1, now.minusSeconds(500)));
        assertThat(sync().done()).isTrue();
        assertThat(lag()).isZero();

        stage.insert("user", user(2, now.minusSeconds(100)), user(3, now.minusSeconds(90)));
        assertThat(lag()).isBetween(100.0, 130.0);

        // a hint brings the older one
        assertThat(stage.hint(USERS, "u2").done()).isTrue();
        assertThat(lag()).isBetween(90.0, 90 + sinceThen(now));

        assertThat(stage.bean(Run.class).of(List.of(USERS), Mode.CHANGED, false))
                .allMatch(PassReport::done);
        assertThat(lag()).isZero();
    }

    @Test
    void beforeTheFirstPassIsThroughTheLagCountsFromItsFirstAttempt() throws Exception {
        stage.insert("user", user(1, Instant.now().minus(Duration.ofDays(300))));
        assertThat(lag()).as("nobody has tried yet").isZero();
        stage.airtable.faults().add(Fault.status(403).method("PATCH"));
        Instant first = Instant.now();
        assertThat(sync().done()).isFalse();
        stage.insert("user", user(2, Instant.now()));

        double lag = lag();

        assertThat(lag).isBetween(0.001, sinceThen(first));
        stage.restart();
        assertThat(sync().done()).isFalse();
        assertThat(lag()).as("it is the first attempt that counts").isBetween(lag, sinceThen(first));
        stage.airtable.faults().clear();
        assertThat(sync().done()).isTrue();
        assertThat(lag()).isZero();
    }

    private static double sinceThen(Instant then) {
        return Duration.between(then, Instant.now()).toMillis() / 1000.0;
    }

    @Test
    void aBaseThatMustBeReadAgainHidesNoLag() throws Exception {
        stage.insert("user", user(1, Instant.now().minusSeconds(500)));
        assertThat(sync().done()).isTrue();
        stage.insert("user", user(2, Instant.now().minusSeconds(100)));
        stage.airtable.faults().add(Fault.status(403));
        assertThat(sync().state()).isEqualTo(PassReport.STOPPED);

        assertThat(lag()).isBetween(100.0, 130.0);
    }

    @Test
    void deadLettersAreCountedByReasonAndRecordsByOutcome() throws Exception {
        double before = meter("sync_records_total{outcome=\"created\",table=\"cuculi/users\"}");
        stage.insert(
                "user",
                user(1, Instant.now()),
                user(2, Instant.now()).append("event_count", "many"),
                user(3, Instant.now()).append("event_count", "some"));
        assertThat(sync().done()).isTrue();
        stage.bean(DeadLetters.class)
                .store(DeadLetter.of(
                        new DeadLetter.Asked("instantly", "push", "t"),
                        "p1",
                        DeadLetter.Kind.RECORD,
                        Map.of(),
                        400,
                        "BAD_INPUT",
                        "No."));
        stage.bean(Meters.class).measure();

        // an empty label is none
        assertThat(meter("sync_dead_letters_open{provider=\"\",reason=\"cell\",table=\"cuculi/users\"}"))
                .isEqualTo(2);
        assertThat(meter("sync_dead_letters_open{provider=\"instantly\",reason=\"record\",table=\"\"}"))
                .isEqualTo(1);
        assertThat(meter("sync_records_total{outcome=\"created\",table=\"cuculi/users\"}"))
                .isEqualTo(before + 3);
        assertThat(meter("sync_pass_seconds_count{mode=\"changed\",state=\"done\",table=\"cuculi/users\"}"))
                .isPositive();
    }

    @Test
    void theCallsOfTheMonthOutliveARestart() throws Exception {
        stage.insert("user", user(1, Instant.now()));
        assertThat(sync().done()).isTrue();
        stage.bean(Quota.class).count();
        double calls = meter("airtable_month_calls{base=\"cuculi\"}");
        assertThat(calls).isPositive();
        assertThat(meter("airtable_quota_used")).isEqualTo(calls / 1000);

        stage.restart();
        stage.insert("user", user(2, Instant.now()));
        assertThat(sync().done()).isTrue();
        stage.bean(Quota.class).count();
        assertThat(meter("airtable_month_calls{base=\"cuculi\"}")).isGreaterThan(calls);
    }

    @Test
    void theLatestCallsAreCountedWhenItStopsAndThoseOfAPlanAreNot() {
        stage.restart();
        stage.clear();
        stage.insert("user", user(1, Instant.now()));
        assertThat(stage.run(Mode.CHANGED, true, USERS)).allMatch(PassReport::done);
        stage.restart();
        assertThat(callsOnRecord()).as("a plan writes nothing").isZero();

        assertThat(sync().done()).isTrue();
        stage.restart();

        assertThat(callsOnRecord())
                .as("the tables, the records and the new one")
                .isEqualTo(3);
    }

    private static long callsOnRecord() {
        return stage.state().getCollection("calls").find().into(new ArrayList<>()).stream()
                .mapToLong(calls -> calls.get("calls", Number.class).longValue())
                .sum();
    }

    @Test
    void alertsAndDashboardAskForMetersThatThereAre() throws Exception {
        stage.insert("user", user(1, Instant.now()).append("event_count", "many"));
        assertThat(sync().done()).isTrue();
        stage.bean(Meters.class).measure();
        stage.bean(Quota.class).count();

        AskedMeters.assertIn(text("/actuator/prometheus").body(), AskedMeters.TABLES);
    }

    private static PassReport sync() {
        return stage.bean(Run.class).of(List.of(USERS), Mode.CHANGED, false).get(0);
    }

    private static Document user(int number, Instant updated) {
        return new Document("_id", "u" + number)
                .append("email", number + "@example.com")
                .append("firstName", "Noor")
                .append("updatedAt", Date.from(updated));
    }

    private static double lag() throws IOException, InterruptedException {
        stage.bean(Meters.class).measure();
        return meter("sync_lag_seconds{table=\"cuculi/users\"}");
    }

    /** 0 when there is none of that name yet. */
    private static double meter(String name) throws IOException, InterruptedException {
        return text("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static Answer health(String name) throws IOException, InterruptedException {
        return get("/health/integrations/" + name);
    }

    private static Answer get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = text(path);
        return new Answer(answer.statusCode(), new ObjectMapper().readTree(answer.body()));
    }

    private static HttpResponse<String> text(String path) throws IOException, InterruptedException {
        String port = stage.bean(Environment.class).getProperty("local.server.port");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .header("Authorization", "Bearer " + Served.VIEWER_KEY)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
