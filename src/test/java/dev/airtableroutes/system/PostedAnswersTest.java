package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.lead.Funnel;
import dev.airtableroutes.lead.LeadRuns;
import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.sandbox.providers.Expected;
import dev.airtableroutes.sandbox.providers.LocalProviders;
import dev.airtableroutes.sandbox.providers.People;
import dev.airtableroutes.sandbox.providers.Person;
import dev.airtableroutes.sandbox.providers.Trouble;
import dev.airtableroutes.sandbox.providers.Webhooks.Delivery;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider posts its answer when it has it, instead of being waited for: once is enough, and nobody else may. */
class PostedAnswersTest {

    private static final LocalProviders PROVIDERS = LocalProviders.start(0, new People(1, 60));
    private static Served served;

    @BeforeAll
    static void open() {
        int port = freePort();
        Map<String, Object> settings = new HashMap<>(PROVIDERS.settings());
        List.of("FINDYMAIL", "HUNTER", "APOLLO", "PEOPLE_DATA_LABS")
                .forEach(name -> settings.remove(name + "_API_KEY"));
        settings.put("server.port", port);
        settings.put("PUBLIC_URL", "http://localhost:" + port);
        settings.put("ANYMAILFINDER_WEBHOOK_SECRET", "a secret of ours");
        served = Served.start(settings);
    }

    /** Below those that the system gives to whoever asks for any: it must still be free when the server starts. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_768);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // another one
            }
        }
    }

    @AfterAll
    static void close() {
        served.close();
        PROVIDERS.close();
    }

    @BeforeEach
    void empty() {
        source().getCollection("leads").deleteMany(new Document());
        state().getCollection("charges").deleteMany(new Document());
        state().getCollection("enrichment_cache").deleteMany(new Document());
        PROVIDERS.reset();
    }

    private static MongoDatabase source() {
        return served.bean("source", MongoDatabase.class);
    }

    private static MongoDatabase state() {
        return served.bean("state", MongoDatabase.class);
    }

    /** Somebody whom Anymailfinder knows. */
    private static Person asked(int which) {
        Person who = PROVIDERS.people().all().stream()
                .filter(person -> person.slug() != null
                        && PROVIDERS
                                        .people()
                                        .expected(person, List.of("anymailfinder"), List.of())
                                        .state()
                                == Expected.State.VERIFIED)
                .toList()
                .get(which);
        source().getCollection("leads")
                .insertOne(who.imported()
                        .append("keys", List.of("linkedin:" + who.slug()))
                        .append("version", 1L)
                        .append("enrichment", new Document("state", "new")));
        LeadRuns runs = served.bean(LeadRuns.class);
        runs.enrich(runs.newRun("enrich"), new Selection(null, List.of(), 10));
        return who;
    }

    private static Document lead() {
        return source().getCollection("leads").find().first();
    }

    private static void foundAt(String address) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(lead().get("email", Document.class))
                .as(lead().toJson())
                .isNotNull()
                .containsEntry("address", address)
                .containsEntry("status", "verified"));
    }

    private static void nothingIsLeft() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> state().getCollection("posted_answers").countDocuments() == 0);
        assertThat(served.bean(Funnel.class).report(null).providers())
                .filteredOn(one -> one.provider().equals("anymailfinder"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.credits()).isEqualByComparingTo(PROVIDERS.bill("anymailfinder"));
                    assertThat(one.hits()).isEqualTo(1);
                    assertThat(one.open()).isZero();
                    assertThat(one.unknown()).isZero();
                });
    }

    /** It is on record when its answer has come, and what it told may be seen before. */
    private static Delivery delivery() {
        await().until(() -> !PROVIDERS.webhooks().deliveries().isEmpty());
        return PROVIDERS.webhooks().deliveries().get(0);
    }

    private static int post(String url, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void itSettlesTheTurnAndComesTooLateAfterwards() throws Exception {
        Person who = asked(0);

        foundAt(who.address());

        assertThat(PROVIDERS.arrivals("anymailfinder", "find"))
                .as("nobody asks for what is posted")
                .hasSize(1);
        Delivery delivery = delivery();
        assertThat(delivery.status()).isEqualTo(200);
        nothingIsLeft();
        Document before = lead();

        String other = """
                {"credits_charged": 7, "email": "x@evil.example", "email_status": "valid", "valid_email": "x@evil.example"}
                """;
        for (int i = 0; i < 100; i++) {
            assertThat(post(delivery.url(), other)).isEqualTo(200);
        }

        nothingIsLeft();
        assertThat(lead()).isEqualTo(before);
    }

    /** The answer is there before the provider has said that it will be. */
    @Test
    void itMayOvertakeTheAnswerThatPromisesIt() {
        PROVIDERS.troubles().add(Trouble.delay("anymailfinder", 1500).times(1));
        Person who = asked(1);

        foundAt(who.address());

        assertThat(PROVIDERS.arrivals("anymailfinder", "find")).hasSize(1);
        nothingIsLeft();
    }

    @Test
    void nobodyElseMayPostIt() throws Exception {
        foundAt(asked(2).address());
        String url = delivery().url();
        String answer = "{\"email_status\": \"not_found\"}";

        assertThat(post(url.replaceFirst("token=.", "token=z"), answer)).isEqualTo(403);
        assertThat(post(url.replaceFirst("turn=.", "turn=z"), answer)).isEqualTo(403);
        assertThat(post(url.replace("anymailfinder?", "hunter?"), answer)).isEqualTo(403);
        assertThat(post(url.replaceFirst("[?].*", ""), answer)).isEqualTo(403);
        assertThat(post(url, "x".repeat(70_000))).isEqualTo(413);
        assertThat(url).doesNotContain("a%20secret").doesNotContain("a+secret");
    }
}
