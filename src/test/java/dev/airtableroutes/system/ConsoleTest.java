package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.PEOPLE;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.Comparison;
import dev.airtableroutes.sync.Comparisons;
import dev.airtableroutes.sync.Records;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.camel.ProducerTemplate;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;

/** What the console answers where a browser adds nothing: bad input, bad answers, streams that break. */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleTest {

    private static final String PEOPLE_MAPPING = "mappings/tables/lab/people.yaml";
    private static final int MOST_LISTENERS = 50;

    @RegisterExtension
    static final Stage stage = Stage.openWithProviders(Map.of(
            "spring.main.web-application-type",
            "servlet",
            "server.port",
            0,
            "OPERATOR_API_KEY",
            Served.OPERATOR_KEY,
            "sync.serve",
            true,
            "sync.every",
            "1h"));

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void open() {
        await().until(() -> stage.state()
                        .getCollection("tables")
                        .countDocuments(new Document("mapping", new Document("$exists", true)))
                == 7);
    }

    private static String port() {
        return stage.bean(Environment.class).getProperty("local.server.port");
    }

    private HttpResponse<String> send(String method, String path, String form)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                        .header("Authorization", "Bearer " + Served.OPERATOR_KEY)
                        .header("Accept", "text/html")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method(method, BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private String page(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        return words(answer.body());
    }

    /** The text of a page as a person reads it. */
    private static String words(String html) {
        return html.replaceAll("(?s)<head>.*?</head>", "")
                .replaceAll("<[^>]*>", " ")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | /nowhere | '' | 404 | There is no page at this address.",
                "GET | /dead-letters/ | '' | 404 | There is no page at this address.",
                "GET | /dead-letters/none | '' | 404 | There is no dead letter \"none\".",
                "POST | /dead-letters/none | do=replay | 404 | There is no dead letter \"none\".",
                "POST | /dead-letters/checked | do=replay&id=none | 404 | There is no dead letter \"none\".",
                "POST | /dead-letters/checked | do=eat&id=none | 404 | Letters cannot be asked to \"eat\".",
                "GET | /dead-letters/all?do=eat | '' | 404 | Letters cannot be asked to \"eat\".",
                "GET | /dead-letters?reason=what | '' | 400 | reason is \"what\"; expected one of record, cell,",
                "GET | /dead-letters?table=cuculi/users&provider=hunter | '' | 400 | of a table or of a provider",
                "GET | /dead-letters?olderThan=long | '' | 400 | olderThan is \"long\"; expected a number",
                "GET | /dead-letters?after=zzz | '' | 400 | after is \"zzz\"; expected what the page before gave",
                "GET | /passes/none | '' | 404 | There is no pass \"none\"; passes that had nothing to do",
                "GET | /passes?table=none/such | '' | 404 | There is no table \"none/such\"; the tables are: ",
                "GET | /replays/none | '' | 404 | There is no replay \"none\"; the latest hundred are known.",
                "POST | /tables/none/such | do=sync | 404 | There is no table \"none/such\"",
                "POST | /tables/cuculi/users | do=eat | 404 | A table cannot be asked to \"eat\".",
            })
    void whatIsUnknownOrWrongIsSaidInASentence(String method, String path, String form, int status, String sentence)
            throws Exception {
        HttpResponse<String> answer = send(method, path, form);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(words(answer.body())).contains(sentence).doesNotContain("Exception");
        assertThat(answer.body()).containsOnlyOnce("<h1");
    }

    @Test
    void aPausedTableSaysSoWhenItIsAskedForAPass() throws Exception {
        assertThat(send("POST", "/tables/cuculi/users", "do=pause").statusCode())
                .isEqualTo(302);

        HttpResponse<String> refused = send("POST", "/tables/cuculi/users", "do=sync");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(words(refused.body())).contains("cuculi/users is paused; resume it first.");
        assertThat(page("/")).containsPattern("Paused (now|\\d+ s ago) by operator");

        assertThat(send("POST", "/tables/cuculi/users", "do=resume").statusCode())
                .isEqualTo(302);
        assertThat(page("/")).doesNotContain("Paused");
    }

    @Test
    void filtersThatMeanNothingSaySo() throws Exception {
        assertThat(page("/dead-letters?table=cuculi/events&state=")).contains("No letter is meant by these filters.");
        assertThat(page("/dead-letters/all?do=discard&state=")).contains("Discard 0 letters?");
    }

    @Test
    void lettersAreListedWithoutTheOffendingValueAndPaged() throws Exception {
        List<Document> users = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            users.add(new Document("_id", "u" + i).append("event_count", "plenty"));
        }
        stage.insert("user", users);
        stage.sync(USERS);

        HttpResponse<String> first = send("GET", "/dead-letters?table=cuculi/users", "");
        assertThat(words(first.body()))
                .contains("60 letters : open, of cuculi/users")
                .doesNotContain("plenty");
        assertThat(first.body().split("name=\"id\"")).hasSize(51);
        String older = first.body()
                .replaceFirst("(?s).*<a href=\"([^\"]*)\" rel=\"next\">.*", "$1")
                .replace("&amp;", "&");
        assertThat(older).contains("table=cuculi%2Fusers", "after=");
        String second = send("GET", older, "").body();
        assertThat(second.split("name=\"id\"")).hasSize(11);
        assertThat(second).doesNotContain("rel=\"next\"");
        String letter = stage.letter("u7").getString("_id");
        assertThat(page("/dead-letters/" + letter)).contains("plenty");
        // what was counted a moment ago is shown meanwhile
        await().untilAsserted(() -> assertThat(page("/")).contains("60 open"));
    }

    @Test
    void lettersOfWhatTheMappingsDoNotHaveAnyMoreAreSaidFoundAndPutAside() throws Exception {
        asked("acme", "find", "l1");

        String path = URI.create(send("POST", "/dead-letters/all", "do=replay")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .getPath();
        await().untilAsserted(
                        () -> assertThat(page(path))
                                .contains(
                                        "0 letters replayed: 0 resolved, 0 open. 1 letters are left, since mappings/ has acme (1) no more"));
        assertThat(page("/dead-letters")).contains("hunter", "acme");
        assertThat(send("GET", "/dead-letters", "").body()).contains("<option value=\"acme\"");

        send("POST", "/dead-letters/all", "do=discard&provider=acme");
        assertThat(stage.letter("l1")).containsEntry("state", "discarded");
    }

    @Test
    void allThatTheFiltersMeanAreReplayedAndDiscardedAfterAQuestion() throws Exception {
        stage.insert(
                "user",
                new Document("_id", "u1").append("event_count", "many"),
                new Document("_id", "u2").append("event_count", "many"),
                new Document("_id", "u3").append("order_count", "many"));
        stage.sync(USERS);
        assertThat(page("/dead-letters/all?do=replay&field=event_count"))
                .contains("Replay 2 letters?", "open, field event_count");

        HttpResponse<String> replay = send("POST", "/dead-letters/all", "do=replay&field=event_count");
        String path = URI.create(replay.headers().firstValue("Location").orElseThrow())
                .getPath();
        assertThat(path).startsWith("/replays/");
        await().untilAsserted(() -> assertThat(page(path)).contains("2 letters replayed: 0 resolved, 2 open."));
        assertThat(page("/passes")).contains("2 letters replayed");

        assertThat(send("POST", "/dead-letters/all", "do=discard&field=event_count")
                        .statusCode())
                .isEqualTo(302);
        assertThat(stage.letters())
                .extracting(letter -> letter.get("field") + " " + letter.get("state"))
                .containsExactlyInAnyOrder("event_count discarded", "event_count discarded", "order_count open");
    }

    private static Letter asked(String provider, String operation, Object id) {
        DeadLetters letters = stage.bean(DeadLetters.class);
        return letters.find(letters.store(DeadLetter.of(
                                new DeadLetter.Asked(provider, operation, "t"),
                                id,
                                DeadLetter.Kind.EXHAUSTED,
                                Map.of("segment", "fintech"),
                                null,
                                "UNKNOWN",
                                "Nobody knows what it answered."))
                        .id())
                .orElseThrow();
    }

    @Test
    void aLetterOfAProviderShowsWhomItWasAskedAboutAndWhatAReplayMayCost() throws Exception {
        ObjectId lead = new ObjectId();
        stage.insert(
                "leads",
                new Document("_id", lead)
                        .append("person", new Document("fullName", "Jane Doe"))
                        .append(
                                "enrichment",
                                new Document("state", "error")
                                        .append(
                                                "attempts",
                                                List.of(new Document("provider", "hunter")
                                                        .append("endpoint", "find")
                                                        .append("outcome", "UNKNOWN")
                                                        .append("at", new Date())))));
        stage.insert("user", new Document("_id", "u1").append("event_count", "many"));
        stage.sync(USERS);
        Letter letter = asked("hunter", "find", lead);

        assertThat(page("/dead-letters?provider=hunter"))
                .contains("1 letter : open, at hunter", "hunter", "find", "Nobody knows what it answered.")
                .doesNotContain("u1");
        assertThat(page("/dead-letters")).contains("2 letters", "u1");
        assertThat(page("/dead-letters/" + letter.id()))
                .contains(
                        "Nobody knows what it answered.",
                        "hunter find",
                        "What the provider was asked about",
                        "Jane Doe",
                        "A replay: Providers may charge up to 1 credits")
                .doesNotContain("The document beside the record");
        assertThat(page("/dead-letters/all?do=replay&provider=hunter"))
                .contains("Replay 1 letter?", "Providers may charge up to 1 credits");
        assertThat(page("/dead-letters/all?do=replay&table=cuculi/users")).doesNotContain("charge");
        HttpResponse<String> checked = send("POST", "/dead-letters/checked", "do=replay&id=" + letter.id());
        assertThat(checked.statusCode()).isEqualTo(200);
        assertThat(words(checked.body())).contains("Replay 1 letter?", "Providers may charge up to 1 credits");
        assertThat(checked.body()).contains("value=\"" + letter.id() + "\"");
        assertThat(stage.letter(lead).getString("state")).isEqualTo("open");

        // it has no key here
        HttpResponse<String> sure = send("POST", "/dead-letters/checked", "do=replay&sure=true&id=" + letter.id());
        String replay =
                URI.create(sure.headers().firstValue("Location").orElseThrow()).getPath();
        await().untilAsserted(() -> assertThat(page(replay)).contains("0 resolved, 1 open", "HUNTER_API_KEY"));
        assertThat(send("POST", "/dead-letters/" + letter.id(), "do=discard").statusCode())
                .isEqualTo(302);
        assertThat(stage.letter(lead).getString("state")).isEqualTo("discarded");
    }

    @Test
    void theRecordIsReadLiveAndTheLedgerAnswersWhereAirtableDoesNot() throws Exception {
        stage.insert(
                "user", new Document("_id", "u1").append("firstName", "Ana").append("event_count", "many"));
        stage.sync(USERS);
        stage.table(USERS).edit(stage.record(USERS, "id", "u1").id(), Map.of("firstName", "Anna"));
        String letter = "/dead-letters/" + stage.letter("u1").getString("_id");

        assertThat(page(letter))
                .contains("read just now: 2 of 27 cells differ.", "Ana Anna ≠ differs", "many ", "! does not fit");

        stage.airtable.faults().add(Fault.hang(8_000).method("GET").path("/rec").times(1));
        assertThat(page(letter))
                .contains(
                        "Airtable has not answered within 5 seconds. Shown is what Airtable confirmed last.",
                        "as Airtable confirmed it last: 1 of 27 cells differs.",
                        "Ana Ana = same");

        stage.table(USERS).clear();
        assertThat(page(letter)).contains("Shown is what Airtable confirmed last.", "Ana Ana = same");
        stage.airtable.access().goneIsForbidden(true);
        assertThat(page(letter)).contains("somebody deleted it, or the token may not read it (403).");
        stage.airtable.access().goneIsForbidden(false);
    }

    /** Few look at a time: whoever is told has left their place, so that the next page finds it. */
    @Test
    void aLookThatIsToldHasLeftItsPlace() throws Exception {
        stage.insert("user", new Document("_id", "u1").append("firstName", "Ana"));
        stage.sync(USERS);
        CompletableFuture<Comparison> look = new CompletableFuture<>();
        CompletableFuture<Boolean> toldBefore = new CompletableFuture<>();
        CompletableFuture<Answer> answer = new CompletableFuture<>() {
            @Override
            public CompletableFuture<Answer> whenComplete(BiConsumer<? super Answer, ? super Throwable> leave) {
                CompletableFuture<Answer> left = super.whenComplete(leave);
                // what is asked for last is done first: before the place is left
                thenRun(() -> toldBefore.complete(toldWithinAMoment(look)));
                return left;
            }
        };
        ProducerTemplate airtable = mock(ProducerTemplate.class);
        when(airtable.asyncRequestBody(anyString(), any(), eq(Answer.class))).thenReturn(answer);
        Comparisons comparisons = new Comparisons(
                stage.bean(Mappings.class),
                stage.bean(LiveBases.class),
                stage.bean(Ledger.class),
                stage.source(),
                stage.bean(Records.class),
                airtable);
        look.completeAsync(() -> comparisons.of(USERS, "u1"));
        await().until(() -> answer.getNumberOfDependents() >= 2);

        answer.complete(Answer.of(Map.of("id", "rec1", "fields", Map.of())));

        assertThat(toldBefore.join()).isFalse();
        assertThat(look.join().live()).isTrue();
    }

    private static boolean toldWithinAMoment(CompletableFuture<?> look) {
        try {
            look.get(300, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException not) {
            return false;
        } catch (InterruptedException | ExecutionException broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void aLinkThatWaitsForItsOtherSideSaysForWhat() throws Exception {
        stage.insert(
                "messages", new Document("_id", "m1").append("user_id", "u9").append("confidence_percentage", "sure"));
        stage.sync(MESSAGES);

        assertThat(page("/dead-letters/" + stage.letter("m1").getString("_id")))
                .contains(
                        "Waits until cuculi/users has a record with id u9. empty · left alone",
                        "Empty on both sides: ");
    }

    @Test
    void aDocumentThatIsGoneIsSaidToBe() throws Exception {
        stage.insert("user", new Document("_id", "u1").append("event_count", "many"));
        stage.sync(USERS);
        stage.delete("user", "u1");

        assertThat(page("/dead-letters/" + stage.letter("u1").getString("_id")))
                .contains("The document is gone from its collection; this is the record that is left.");
    }

    @Test
    void aBrokenFileIsSaidUntilItIsMended() throws Exception {
        stage.edit(PEOPLE_MAPPING, "  note: note\n", "  note: {vallue: seen}\n");

        await().untilAsserted(() -> assertThat(page("/"))
                .contains(
                        "Broken files", PEOPLE_MAPPING, "\"vallue\" is not a property here; did you mean \"value\"?"));

        stage.edit(PEOPLE_MAPPING, "  note: {vallue: seen}\n", "  note: note\n");
        await().untilAsserted(() ->
                assertThat(page("/")).contains(PEOPLE.split("/")[1]).doesNotContain("Broken files"));
    }

    @Test
    void aReaderThatGoesAwayIsForgottenWithoutAWord(CapturedOutput output) throws Exception {
        try (Socket reader = listen()) {
            assertThat(firstLine(reader)).isEqualTo("HTTP/1.1 200 ");
            await().until(() -> listeners() == 1);
            // an answer that nobody will read is met with a reset, as of a browser that was killed
            reader.setSoLinger(true, 0);
        }

        stage.insert("user", new Document("_id", "u1"));
        await().atMost(Duration.ofSeconds(40)).until(() -> listeners() == 0);
        assertThat(output.getAll())
                .doesNotContain("AsyncRequest", "Broken pipe", "Connection reset", "catalina", "misses a beat");
    }

    /** Tomcat would log what was thrown, words and all. */
    @ParameterizedTest
    @CsvSource({"GET, /dead-letters/, odd", "GET, /api/dead-letters/, odd"})
    void whatNobodyExpectedIsLoggedWithoutNamingAnybody(String method, String path, String id, CapturedOutput output)
            throws Exception {
        stage.state().getCollection("dead_letters").insertOne(new Document("_id", id).append("state", "jane@acme.com"));
        try {
            assertThat(send(method, path + id, "").statusCode()).isEqualTo(500);

            assertThat(output.getAll())
                    .contains(
                            "ERROR",
                            method + " " + path + "{id}: Something unexpected happened, IllegalArgumentException")
                    .doesNotContainIgnoringCase("jane@acme.com");
        } finally {
            stage.state().getCollection("dead_letters").deleteOne(new Document("_id", id));
        }
    }

    @Test
    void thereIsAPlaceForFiftyReadersAndAfterwardsAgain() throws Exception {
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < MOST_LISTENERS; i++) {
                readers.add(listen());
                assertThat(firstLine(readers.get(i))).isEqualTo("HTTP/1.1 200 ");
            }
            try (Socket oneMore = listen()) {
                assertThat(firstLine(oneMore)).isEqualTo("HTTP/1.1 503 ");
            }
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> listeners() == 0);
        try (Socket again = listen()) {
            assertThat(firstLine(again)).isEqualTo("HTTP/1.1 200 ");
        }
    }

    @Test
    void aReaderDoesNotHoldUpTheStop() throws Exception {
        // one that did would cost all of the phase
        Map<String, ?> patient = Map.of("sync.every", "1h", "spring.lifecycle.timeout-per-shutdown-phase", "60s");
        try (Served served = Served.start(patient)) {
            HttpResponse<InputStream> stream = client.send(
                    HttpRequest.newBuilder(URI.create(served.url() + "/events"))
                            .header("Authorization", "Bearer " + Served.VIEWER_KEY)
                            .build(),
                    BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);

            assertThat(served.stop()).isLessThan(Duration.ofSeconds(40));
            assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("retry:3000");
        }
    }

    private static double listeners() {
        return stage.bean(MeterRegistry.class).get("console.listeners").gauge().value();
    }

    private static Socket listen() throws IOException {
        Socket socket = new Socket("localhost", Integer.parseInt(port()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
                                + Served.OPERATOR_KEY + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String firstLine(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }
}
