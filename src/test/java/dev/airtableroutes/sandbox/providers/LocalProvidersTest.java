package dev.airtableroutes.sandbox.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.airtableroutes.sandbox.http.HttpListener;
import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.http.Request;
import dev.airtableroutes.sandbox.providers.Knowledge.Says;
import dev.airtableroutes.sandbox.providers.Webhooks.Delivery;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Trouble, webhooks, the log of arrivals and the orders over HTTP. */
class LocalProvidersTest extends ProvidersFixture {

    private final Person known = knownTo("findymail", Says.VERIFIED);

    private Answer find() throws IOException {
        return post(
                "findymail",
                "/api/search/name",
                "{'name':'" + known.fullName() + "','domain':'" + known.domain() + "'}");
    }

    @Test
    void settingsNameEveryProviderAndItsKey() {
        assertThat(providers.settings())
                .containsEntry("HUNTER_URL", providers.url() + "/hunter/v2")
                .containsEntry("ANYMAILFINDER_URL", providers.url() + "/anymailfinder/v5.1")
                .containsEntry("FINDYMAIL_URL", providers.url() + "/findymail")
                .containsEntry("REDDIT_AUTH_URL", providers.url() + "/reddit-auth")
                .containsKeys(
                        "SERPER_API_KEY",
                        "TAVILY_API_KEY",
                        "APOLLO_URL",
                        "PEOPLE_DATA_LABS_API_KEY",
                        "INSTANTLY_API_KEY",
                        "HEYREACH_URL",
                        "REDDIT_URL",
                        "REDDIT_CLIENT_ID",
                        "REDDIT_CLIENT_SECRET")
                .doesNotContainKey("REDDIT_API_KEY")
                .hasSize(10 + 9 + 3);
        assertThatThrownBy(() -> providers.url("clearbit")).hasMessageContaining("clearbit");
    }

    @Test
    void aResetBeforeTheAnswerIsFreeAndOneAfterItIsCharged() throws IOException {
        providers.troubles().add(Trouble.reset("findymail").times(1));
        assertThatThrownBy(this::find).isInstanceOf(IOException.class);
        assertThat(providers.bill("findymail")).isZero();
        providers.troubles().add(Trouble.reset("findymail").afterCharging().times(1));
        assertThatThrownBy(this::find).isInstanceOf(IOException.class);
        assertThat(providers.bill("findymail")).isEqualByComparingTo("1");
        assertThat(find().at("/contact/email").asText()).isEqualTo(known.address());
        assertThat(providers.bill("findymail")).isEqualByComparingTo("1");
        assertThat(providers.arrivals("findymail", "find"))
                .extracting(ProviderArrival::status)
                .containsExactly(0, 0, 200);
    }

    @Test
    void troubleComesInEveryForm() throws IOException {
        Troubles troubles = providers.troubles();
        troubles.add(Trouble.status("findymail", 423).times(1))
                .add(Trouble.status("findymail", 200)
                        .body(Map.of("error", "Not enough credits"))
                        .times(1))
                .add(Trouble.html("findymail", 503)
                        .headers(Map.of("Retry-After", "2"))
                        .times(1))
                .add(Trouble.garbage("findymail").times(1))
                .add(Trouble.truncate("findymail").times(1))
                .add(Trouble.delay("findymail", 20).maxMillis(30).times(1));
        assertThat(find().at("/error").asText()).isEqualTo("An ordered trouble");
        assertThat(find().at("/error").asText()).isEqualTo("Not enough credits");
        Answer html = find();
        assertThat(html.text()).startsWith("<html>");
        assertThat(html.header("Retry-After")).isEqualTo("2");
        assertThat(find().at("/banana")).hasSize(3);
        assertThat(find().text()).startsWith("{\"contact\"").doesNotEndWith("}");
        long before = System.nanoTime();
        assertThat(find().status()).isEqualTo(200);
        assertThat(System.nanoTime() - before).isGreaterThan(20_000_000L);
        troubles.clear();
        troubles.add(Trouble.cut("findymail").times(1))
                .add(Trouble.close("findymail").times(1));
        troubles.add(Trouble.hang("findymail", 20).times(1));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::find).isInstanceOf(IOException.class);
        }
        assertThat(troubles.all()).extracting(Troubles.Ordered::hits).containsExactly(1, 1, 1);
        assertThat(providers.bill("findymail")).isEqualByComparingTo("1");
    }

    @Test
    void troubleHitsWhatItNamesAlone() throws IOException {
        providers
                .troubles()
                .add(Trouble.status("findymail", 503).operation("verify"))
                .add(Trouble.status("hunter", 503))
                .add(Trouble.status("findymail", 500).containing("somebody else"))
                .add(Trouble.status("findymail", 500).skip(1).every(2).times(1));
        assertThat(find().status()).isEqualTo(200);
        assertThat(find().status()).isEqualTo(200);
        assertThat(find().status()).isEqualTo(500);
        assertThat(find().status()).isEqualTo(200);
        assertThat(post("findymail", "/api/verify", "{'email':'a@b.example'}").status())
                .isEqualTo(503);
        assertThatThrownBy(() -> new Troubles().add(Trouble.delay(null, 1).every(0)))
                .hasMessageContaining("every");
    }

    @Test
    void findymailCountsWhatIsUnderWayAtOnce() throws Exception {
        providers.latency("findymail", Latency.between(Duration.ofSeconds(50), Duration.ofSeconds(50)));
        ExecutorService threads = Executors.newFixedThreadPool(305);
        try {
            List<CompletableFuture<Integer>> calls = new ArrayList<>(findAtOnce(300, threads));
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> providers.arrivals("findymail", "find").size() == 300);
            assertThat(calls).noneMatch(CompletableFuture::isDone);

            calls.addAll(findAtOnce(5, threads));

            await().atMost(Duration.ofSeconds(40))
                    .until(() ->
                            calls.stream().filter(CompletableFuture::isDone).count() == 5);
            providers.latency("findymail", Latency.NONE);
            List<Integer> statuses = calls.stream().map(CompletableFuture::join).toList();
            assertThat(statuses).filteredOn(status -> status == 200).hasSize(300);
            assertThat(statuses).filteredOn(status -> status == 429).hasSize(5);
        } finally {
            threads.shutdownNow();
        }
        assertThat(providers.mostIn("findymail", "find", Duration.ofMinutes(1))).isEqualTo(305);
    }

    private List<CompletableFuture<Integer>> findAtOnce(int requests, Executor threads) {
        return IntStream.range(0, requests)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return find().status();
                            } catch (IOException e) {
                                return 0;
                            }
                        },
                        threads))
                .toList();
    }

    @Test
    void latencyIsAddedToEachAnswerAndSomeAreSlow() throws IOException {
        providers.latency(
                "findymail",
                Latency.between(Duration.ofMillis(1), Duration.ofMillis(2)).slow(100, Duration.ofMillis(60)));
        find();
        ProviderArrival arrival = providers.arrivals().get(0);
        assertThat(arrival.answered() - arrival.nanos()).isGreaterThan(60_000_000L);
        assertThatThrownBy(() -> Latency.between(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("above");
    }

    @Test
    void webhooksComeWithTheSecretAndAgainUntilTheyAreTaken() {
        List<Request> got = new CopyOnWriteArrayList<>();
        try (HttpListener target = new HttpListener("target", 0, request -> {
            got.add(request);
            return Reply.json(got.size() < 3 ? 500 : 200, Map.of());
        })) {
            providers
                    .webhooks()
                    .pause(Duration.ofMillis(10))
                    .to("instantly", "http://localhost:" + target.port() + "/webhooks/instantly", "X-Secret", "s3cret");
            providers
                    .instantly()
                    .event("reply_received", Instantly.CAMPAIGN, "a@b.example", Map.of("reply_text", "Yes"));
            await().until(() -> providers.webhooks().deliveries().size() == 3);
        }
        assertThat(got).hasSize(3).allSatisfy(request -> {
            assertThat(request.headers()).containsEntry("x-secret", "s3cret");
            assertThat(new String(request.body(), StandardCharsets.UTF_8))
                    .contains("\"event_type\":\"reply_received\"", "\"lead_email\":\"a@b.example\"");
        });
        assertThat(providers.webhooks().deliveries())
                .extracting(Delivery::attempt, Delivery::status)
                .containsExactly(tuple(1, 500), tuple(2, 500), tuple(3, 200));
    }

    @Test
    void aWebhookIsGivenUpAfterFourTriesAndDoubledOnOrder() {
        providers.webhooks().pause(Duration.ofMillis(5)).copies(2).to("heyreach", "http://localhost:1/x", null, null);
        providers
                .heyReach()
                .event("CONNECTION_REQUEST_ACCEPTED", HeyReach.CAMPAIGN, "https://www.linkedin.com/in/x", Map.of());
        await().until(() -> providers.webhooks().deliveries().size() == 8);
        assertThat(providers.webhooks().deliveries())
                .extracting(Delivery::status)
                .containsOnly(0);
        assertThat(providers.webhooks().deliveries())
                .extracting(Delivery::event)
                .containsOnly(providers.webhooks().deliveries().get(0).event());
        assertThatThrownBy(() -> providers.webhooks().send("tavily", Map.of())).hasMessageContaining("tavily");
    }

    @Test
    void anymailfinderAnswersToTheWebhookOfTheRequest() throws IOException {
        Person valid = knownTo("anymailfinder", Says.VERIFIED);
        List<Request> got = new CopyOnWriteArrayList<>();
        try (HttpListener target = new HttpListener("target", 0, request -> {
            got.add(request);
            return Reply.json(200, Map.of());
        })) {
            Answer answer = call(
                    "POST",
                    providers.url("anymailfinder") + "/find-email/person",
                    "{'full_name':'" + valid.fullName() + "','domain':'" + valid.domain() + "'}",
                    List.of(
                            "Authorization",
                            providers.key("anymailfinder"),
                            "x-webhook-url",
                            "http://localhost:" + target.port() + "/webhooks/anymailfinder?turn=1"));
            assertThat(answer.status()).isEqualTo(202);
            await().until(() -> got.size() == 1);
        }
        assertThat(new String(got.get(0).body(), StandardCharsets.UTF_8))
                .contains("\"valid_email\":\"" + valid.address() + "\"");
        assertThat(got.get(0).query()).isEqualTo("turn=1");
        assertThat(providers.bill("anymailfinder")).isEqualByComparingTo("1");
    }

    @Test
    void aCampaignComesToLife() throws IOException {
        List<Request> got = new CopyOnWriteArrayList<>();
        try (HttpListener target = new HttpListener("target", 0, request -> {
            got.add(request);
            return Reply.json(200, Map.of());
        })) {
            providers.webhooks().to("instantly", "http://localhost:" + target.port(), null, null);
            providers.life(Duration.ofMillis(5));
            post(
                    "instantly",
                    "/leads/add",
                    "{'campaign_id':'" + Instantly.CAMPAIGN + "','leads':[{'email':'nobody@b.example'}]}");
            // what came is on record only when the answer is there, and its target must be there until then
            await().until(() -> providers.webhooks().deliveries().size() == 2);
        }
        assertThat(providers.webhooks().deliveries())
                .extracting(delivery -> delivery.event().get("event_type"))
                .containsExactlyInAnyOrder("email_sent", "email_bounced");
    }

    @Test
    void ordersComeOverHttpToo() throws IOException {
        assertThat(admin("", null).text()).contains("/_sandbox/troubles");
        admin("/troubles", "{'effect':'status','provider':'findymail','status':503,'times':1}");
        assertThat(find().status()).isEqualTo(503);
        assertThat(admin("/troubles", null).at("/0/hits").asInt()).isEqualTo(1);
        admin("/credits", "{'account':'findymail','amount':0}");
        assertThat(find().status()).isEqualTo(402);
        admin("/credits", "{'account':'findymail','amount':10.5}");
        assertThat(providers.balance("findymail")).isEqualByComparingTo(new BigDecimal("10.5"));
        find();
        assertThat(admin("/bill", null).at("/findymail/charged").decimalValue()).isEqualByComparingTo("1");
        assertThat(admin("/charges", null).at("/0/input").asText()).contains(Names.fold(known.fullName()));
        assertThat(admin("/stats", null).at("/findymail/find/402").asInt()).isEqualTo(1);
        assertThat(admin("/arrivals", null).at("/0/operation").asText()).isEqualTo("find");
        assertThat(admin("/people", null).at("")).hasSize(400);
        assertThat(admin("/searches", null).at("/0/source").asText()).isEqualTo("serper");
        assertThat(admin("/leads", null).at("/instantly")).isEmpty();
        assertThat(admin("/deliveries", null).at("")).isEmpty();
        for (String order : List.of(
                "/latency|{'provider':'hunter','minMillis':1,'maxMillis':2}",
                "/advance|{'seconds':60}",
                "/tokens/expire|{}",
                "/webhooks|{'provider':'instantly','url':'http://localhost:1','header':'X','secret':'y','copies':1}",
                "/events|{'provider':'instantly','event':{'event_type':'email_sent'}}")) {
            assertThat(admin(order.split("\\|")[0], order.split("\\|")[1]).status())
                    .as(order)
                    .isEqualTo(200);
        }
        admin("/reset", "{}");
        assertThat(providers.arrivals()).isEmpty();
        assertThat(providers.charges()).isEmpty();
    }

    @Test
    void anOrderThatItDoesNotKnowIsRefused() throws IOException {
        assertThat(admin("/trouble", "{}").status()).isEqualTo(404);
        assertThat(admin("/troubles", "{'effect':'STATUS'}").text()).contains("needs a status");
        assertThat(admin("/troubles", "{'effect':'RESET','base':'cuculi'}").status())
                .isEqualTo(400);
        assertThat(admin("/credits", "{'account':'clearbit','amount':1}").status())
                .isEqualTo(404);
        assertThat(admin("/latency", "{'provider':'hunter','millis':1}").status())
                .isEqualTo(400);
        assertThat(call("GET", providers.url() + "/clearbit/v1", null, List.of())
                        .text())
                .contains("[reddit, serper");
        assertThat(call("GET", providers.url() + "/hunter/v1/account", null, List.of())
                        .status())
                .isEqualTo(404);
    }
}
