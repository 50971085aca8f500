package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import dev.airtableroutes.sandbox.providers.Webhooks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What comes in at {@code /webhooks}: from whom, how much of it, and how often. */
@ExtendWith(OutputCaptureExtension.class)
class WebhooksTest {

    private static final String SECRET = "a secret of Instantly";
    private static final AtomicInteger TESTS = new AtomicInteger();

    /** Another one for each test: the same event has the same id, and what was begun with in one test ended in the next. */
    private final String event =
            """
            {"event_type": "reply_received", "timestamp": "%s", "campaign_id": "c-1",
             "lead_email": "Jane@acme.com", "step": 2, "reply_text": "Call me."}
            """.formatted(Instant.parse("2026-03-10T12:00:00Z").plusSeconds(TESTS.incrementAndGet()));

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Served served;

    @BeforeAll
    static void start() {
        served = Served.start(Map.of("INSTANTLY_WEBHOOK_SECRET", SECRET));
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @BeforeEach
    void empty() {
        for (String collection : List.of("campaign_events", "leads", "campaigns")) {
            source().getCollection(collection).deleteMany(new Document());
        }
        state().getCollection("webhook_inbox").deleteMany(new Document());
    }

    private static MongoDatabase source() {
        return served.bean("source", MongoDatabase.class);
    }

    private static MongoDatabase state() {
        return served.bean("state", MongoDatabase.class);
    }

    private static int post(String provider, String secret, BodyPublisher body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(served.url() + "/webhooks/" + provider))
                .header("Content-Type", "application/json")
                .POST(body);
        if (secret != null) {
            request.header("X-Webhook-Secret", secret);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static int post(String body) throws Exception {
        return post("instantly", SECRET, BodyPublishers.ofString(body));
    }

    private static List<Document> inbox() {
        return state().getCollection("webhook_inbox").find().into(new ArrayList<>());
    }

    @Test
    void anEventIsAnsweredAtOnceAndBecomesARowOfResults() throws Exception {
        source().getCollection("leads")
                .insertOne(new Document("key", "email:jane@acme.com")
                        .append("keys", List.of("email:jane@acme.com"))
                        .append("email", new Document("address", "jane@acme.com").append("status", "verified"))
                        .append("status", "New")
                        .append("version", 1L));

        assertThat(post(event)).isEqualTo(200);

        await().untilAsserted(() -> assertThat(
                        source().getCollection("campaign_events").find())
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("event", "Replied")
                        .containsEntry("campaignId", "instantly/c-1")
                        .containsEntry("step", 2)));
        await().untilAsserted(() -> assertThat(inbox()).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("state", "done")
                .doesNotContainKeys("email", "profile")));
        assertThat(source().getCollection("leads").find().first()).containsEntry("status", "Replied");
        assertThat(inbox().toString()).doesNotContain("Call me").doesNotContain("jane");
    }

    @Test
    void theSameEventAHundredTimesIsOne() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(post(event)).isEqualTo(200);
        }

        assertThat(inbox()).hasSize(1);
        await().until(() -> "done".equals(inbox().get(0).getString("state")));
        assertThat(inbox()).hasSize(1);
    }

    /** Whoever operates it sees what is wrong; who it is about stays where it was. */
    @Test
    void whyAnEventCouldNotBeWorkedOffIsKeptAndToldOnce(CapturedOutput output) throws Exception {
        source().getCollection("leads")
                .insertOne(new Document("key", "email:jane@acme.com").append("keys", List.of("email:jane@acme.com")));
        source().getCollection("campaign_events").insertOne(new Document("event", "Replied"));
        source().getCollection("campaign_events")
                .createIndex(
                        new Document("event", 1),
                        new IndexOptions().unique(true).name("one-of-each"));

        assertThat(post(event)).isEqualTo(200);

        await().untilAsserted(() -> assertThat(inbox()).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("state", "new")
                .hasEntrySatisfying("reason", reason -> assertThat(reason.toString())
                        .contains("MongoDB refuses a command (error 11000")
                        .doesNotContain("jane"))));
        state().getCollection("webhook_inbox")
                .updateMany(new Document(), new Document("$set", new Document("nextAt", new Date())));
        await().until(() -> inbox().get(0).getInteger("tries") >= 2);
        assertThat(output.getOut().lines().filter(line -> line.contains("could not be worked off and is tried again")))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains(
                                inbox().get(0).getString("_id"),
                                "(Replied) of instantly",
                                "MongoDB refuses a command (error 11000")
                        .doesNotContain("jane"));
        source().getCollection("campaign_events").dropIndex("one-of-each");
    }

    @Test
    void whoHasNotTheSecretIsRefusedAndNothingIsKept() throws Exception {
        for (String wrong : new String[] {null, "", "wrong", SECRET + "x", SECRET.substring(1)}) {
            assertThat(post("instantly", wrong, BodyPublishers.ofString(event)))
                    .as("secret " + wrong)
                    .isEqualTo(403);
        }
        // it has no secret of its own here, and there is no other provider of that name
        assertThat(post("heyreach", "", BodyPublishers.ofString(event))).isEqualTo(403);
        assertThat(post("heyreach", SECRET, BodyPublishers.ofString(event))).isEqualTo(403);
        assertThat(post("hunter", SECRET, BodyPublishers.ofString(event))).isEqualTo(403);
        assertThat(post("nobody", SECRET, BodyPublishers.ofString(event))).isEqualTo(403);
        assertThat(inbox()).isEmpty();
    }

    /** Neither platform is known to send a header of ours. */
    @Test
    void anAddressThatIsSignedWithTheSecretIsAsGood() throws Exception {
        String signed = Webhooks.signed("/webhooks/instantly", SECRET);
        String path = signed.substring("/webhooks/".length());

        assertThat(post(path, null, BodyPublishers.ofString(event))).isEqualTo(200);
        assertThat(post(path.replace("instantly", "heyreach"), null, BodyPublishers.ofString(event)))
                .isEqualTo(403);
        assertThat(post(path + "0", null, BodyPublishers.ofString(event))).isEqualTo(403);
        assertThat(post("instantly?token=" + SECRET.replace(' ', '+'), null, BodyPublishers.ofString(event)))
                .isEqualTo(403);

        assertThat(inbox()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "\"text\"",
                "{\"event_type\": 7}",
                "{\"event_type\": \"\"}",
                "{\"event_type\": \"reply_received\"",
                "{\"event_type\": \"reply_received\"} and more",
                "<html></html>",
                "event_type=reply_received"
            })
    void garbageIsRefusedAndNotKept(String body) throws Exception {
        assertThat(post(body)).isEqualTo(400);
        assertThat(inbox()).isEmpty();
    }

    @Test
    void whatNobodyNeedsIsSeenAndIgnored() throws Exception {
        assertThat(post("{\"event_type\": \"campaign_completed\", \"lead_email\": \"jane@acme.com\"}"))
                .isEqualTo(200);

        assertThat(inbox()).singleElement().satisfies(event -> {
            assertThat(event).containsEntry("state", "ignored");
            assertThat(event.toJson()).doesNotContain("jane");
        });
    }

    @Test
    void tooMuchIsRefusedWhetherItSaysHowLongItIsOrNot() throws Exception {
        byte[] tenMegabytes = ("{\"event_type\": \"reply_received\", \"x\": \"" + "x".repeat(10_000_000) + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] aLittle = new byte[64 * 1024 + 1];

        assertThat(refused(BodyPublishers.ofByteArray(tenMegabytes))).isTrue();
        assertThat(post("instantly", SECRET, BodyPublishers.ofByteArray(aLittle)))
                .isEqualTo(413);
        assertThat(post("instantly", SECRET, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(aLittle))))
                .isEqualTo(413);
        assertThat(inbox()).isEmpty();
    }

    /** The answer may come, and the connection close, before all of it has left. */
    private static boolean refused(BodyPublisher body) throws Exception {
        try {
            return post("instantly", SECRET, body) == 413;
        } catch (IOException closed) {
            return true;
        }
    }
}
