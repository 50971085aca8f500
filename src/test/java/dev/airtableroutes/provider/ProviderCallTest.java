package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kamelet through which every provider is called, against a server that does what servers do on bad days. */
class ProviderCallTest {

    private static final String KEY = "sk-very-secret-4711";
    private static final String ROUTE = """
            - route:
                id: acme-find
                from:
                  uri: direct:acme-find
                  steps:
                    - to:
                        uri: kamelet:provider-call-action
                        parameters:
                          provider: acme
                          responseTimeout: %d
            """;

    private final Stub server = new Stub();
    private final Map<String, String> environment = new HashMap<>();
    private Circuits circuits;
    private final List<Exchange> exchanges = new ArrayList<>();
    private final Sent sent = new Sent();
    private final Left left = new Left();
    private String kamelet;
    /** Milliseconds, as in the kamelet unless a test waits for it. */
    private int responseTimeout = 30_000;

    private DefaultCamelContext camel;

    /** Stands for the ledger, which learns of a turn before its request leaves, and may keep it back. */
    public static final class Sent {

        private final List<String> turns = new CopyOnWriteArrayList<>();
        private Answer instead;

        public Object send(@Body Object question, @ExchangeProperty("turn") Turn turn) {
            if (question instanceof Question && instead == null) {
                turns.add(turn.id());
            }
            return question instanceof Question && instead != null ? instead : question;
        }
    }

    /** Stands for the turns in hand, of which a stop keeps some back. */
    public static final class NobodyStops {

        public boolean keepsBack(@Body Turn turn) {
            return false;
        }

        public boolean tooLate() {
            return false;
        }
    }

    /** Stands for the pushes of a batch, of which some are not to be sent any more. */
    public static final class Left {

        private Turn instead;

        public Turn lastLook(@Body Turn turn) {
            return instead == null ? turn : instead;
        }
    }

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        camel.stop();
        server.close();
    }

    @BeforeEach
    void read() throws IOException {
        kamelet = Files.readString(Path.of("routes/kamelets/provider-call-action.kamelet.yaml"));
    }

    private void start(String file, String url) throws Exception {
        environment.put("ACME_URL", url);
        environment.putIfAbsent("ACME_API_KEY", KEY);
        environment.put("ACME_CLIENT_ID", "client");
        environment.put("ACME_CLIENT_SECRET", KEY);
        Map<String, Provider> files =
                ProvidersDirectory.at(directory).file("acme.yaml", file).load(environment);
        Providers providers = new Providers(files, environment::get);
        circuits = new Circuits(providers);
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("questions", new Questions(providers, new Callbacks(providers, "", true)));
        camel.getRegistry().bind("providerAnswers", new ProviderAnswers(providers, circuits));
        camel.getRegistry().bind("circuits", circuits);
        camel.getRegistry().bind("lastLook", sent);
        camel.getRegistry().bind("pushTurns", left);
        camel.getRegistry().bind("inFlight", new NobodyStops());
        camel.getRegistry().bind("providerCalls", new ProviderCalls(new SimpleMeterRegistry()));
        new ProviderBeans(providers, circuits).beforeApplicationStart(camel);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(
                        ResourceHelper.fromString("provider-call-action.kamelet.yaml", kamelet),
                        ResourceHelper.fromString("acme.yaml", ROUTE.formatted(responseTimeout)));
        camel.start();
    }

    private static Turn turn() {
        return new Turn(
                "lead-1",
                "acme",
                "find",
                Map.of("company", Map.of("domain", "acme.com"), "person", Map.of("fullName", "Jane Ü. Doe & Co")),
                1);
    }

    private Answer ask() {
        return ask(turn());
    }

    private Answer ask(Turn turn) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(turn);
        exchange.getMessage().setHeader("X-Other", "from outside");
        Exchange done = camel.createProducerTemplate().send("direct:acme-find", exchange);
        exchanges.add(done);
        assertThat(done.getException()).isNull();
        assertThat(done.getProperty("turn")).isEqualTo(turn);
        assertThat(done.getMessage().getHeaders()).isEmpty();
        return done.getMessage().getBody(Answer.class);
    }

    @Test
    void asksForThoseWhoAreLeftAndNobodyElse() throws Exception {
        server.replies(Stub.json(200, "{\"email\": \"joe@acme.com\"}"));
        start(ProvidersDirectory.ACME, server.url() + "/");
        left.instead = new Turn(
                "lead-1",
                "acme",
                "find",
                Map.of("company", Map.of("domain", "acme.com"), "person", Map.of("fullName", "Joe Roe")),
                1);
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(turn());

        Exchange done = camel.createProducerTemplate().send("direct:acme-find", exchange);

        assertThat(done.getProperty("turn")).isEqualTo(left.instead);
        assertThat(server.requests()).singleElement().asString().contains("Joe").doesNotContain("Jane");
    }

    @Test
    void asksAsTheFileSaysWithTheKeyAndNothingElse() throws Exception {
        server.replies(Stub.json(200, "{\"email\": \"jane@acme.com\"}"));
        start(ProvidersDirectory.ACME, server.url() + "/");

        assertThat(ask().fields()).containsExactly(Map.entry("email.address", "jane@acme.com"));
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.line())
                    .isEqualTo("GET /find?domain=acme.com&name=Jane%20%C3%9C.%20Doe%20%26%20Co HTTP/1.1");
            assertThat(request.headers()).containsEntry("X-Key", KEY).doesNotContainKey("X-Other");
        });
        noExchangeHoldsTheKey();
    }

    @Test
    void aBodyGoesAsJson() throws Exception {
        server.replies(Stub.json(200, "{\"found\": false}"));
        start(
                ProvidersDirectory.ACME.replace(
                        "{path: /find, query: {domain: company.domain, name: person.fullName}}",
                        "{method: POST, path: /find, json: {who: {name: person.fullName}, domains: [company.domain], n: 3}}"),
                server.url());

        assertThat(ask().outcome()).isEqualTo(Outcome.MISS);
        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.line()).isEqualTo("POST /find HTTP/1.1");
            assertThat(request.headers()).containsEntry("Content-Type", "application/json");
            assertThat(request.body())
                    .isEqualTo("{\"who\":{\"name\":\"Jane Ü. Doe & Co\"},\"domains\":[\"acme.com\"],\"n\":3}");
        });
    }

    @Test
    void whoObjectedWhileTheTurnWaitedIsNotAskedAbout() throws Exception {
        server.replies(Stub.json(200, "{\"email\": \"jane@acme.com\"}"));
        start(ProvidersDirectory.ACME, server.url());
        sent.instead = Answer.without("acme", "find", Outcome.SKIPPED, null, null, "She objected.");

        assertThat(ask().outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aConnectionThatIsRefusedCostsNothing() throws Exception {
        // not one that was just closed: another process could have it by now
        start(ProvidersDirectory.ACME, "http://localhost:1");

        Answer answer = ask();
        assertThat(answer.outcome()).isEqualTo(Outcome.UNAVAILABLE);
        assertThat(answer.retryAt()).isAfter(Instant.now());
        assertThat(answer.sentence()).startsWith("Acme cannot be reached (").endsWith("nothing charged.");
    }

    @Test
    void nobodyKnowsWhatBecameOfACallThatBreaksOff() throws Exception {
        responseTimeout = 2_000;
        server.replies(
                Stub.reset(),
                server.silence(),
                Stub.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"email\": \"jane@acm"),
                Stub.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"email\""));
        start(ProvidersDirectory.ACME, server.url());

        List<Answer> answers = IntStream.range(0, 4).mapToObj(i -> ask()).toList();
        assertThat(answers).extracting(Answer::outcome).containsOnly(Outcome.UNKNOWN);
        assertThat(answers.get(1).sentence())
                .isEqualTo("Acme did not answer in time; the question may have been answered and charged.");
        assertThat(answers).allMatch(answer -> answer.sentence().endsWith("may have been answered and charged."));
        assertThat(server.requests()).hasSize(4);
        noExchangeHoldsTheKey();
    }

    @Test
    void rubbishIsUnknownAndSaidSo() throws Exception {
        server.replies(
                Stub.text(200, "text/html", "<html>Sign in to continue</html>"),
                Stub.raw("no HTTP at all\r\n\r\n"),
                Stub.json(200, ""),
                Stub.json(200, "{\"email\": \"not an address\"}"));
        start(ProvidersDirectory.ACME, server.url());

        assertThat(IntStream.range(0, 4).mapToObj(i -> ask()))
                .allSatisfy(answer -> assertThat(answer.outcome()).isEqualTo(Outcome.UNKNOWN))
                .anySatisfy(
                        answer -> assertThat(answer.sentence()).contains("acme.yaml fits (operations.find.outcomes)"))
                .anySatisfy(answer -> assertThat(answer.sentence()).contains("there is no e-mail address where"));
    }

    @Test
    void aRedirectionIsNotFollowedSinceTheKeyWouldGoWithIt() throws Exception {
        server.replies(Stub.text(302, "text/html", "", "Location: " + server.url() + "/elsewhere\r\n"));
        start(ProvidersDirectory.ACME, server.url());

        assertThat(ask().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anAnswerWithoutAnEndIsCutOff() throws Exception {
        server.replies(client -> {
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] blanks = new byte[64 * 1024];
            for (int i = 0; i < 128; i++) {
                client.getOutputStream().write(blanks);
            }
        });
        start(ProvidersDirectory.ACME, server.url());

        assertThat(ask().outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void whoHasNoCreditsIsNotAskedAgainUntilThen() throws Exception {
        server.replies(Stub.json(402, "{\"message\": \"Upgrade!\"}", "Retry-After: 7200\r\n"));
        start(ProvidersDirectory.ACME, server.url());

        Answer first = ask();
        assertThat(first.outcome()).isEqualTo(Outcome.NO_CREDITS);
        assertThat(circuits.open("acme")).isTrue();
        Answer second = ask();
        assertThat(second.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(second.retryAt()).isEqualTo(first.retryAt());
        assertThat(second.sentence())
                .isEqualTo("Acme was not asked: Acme has no credits left: top up, or wait until the plan renews them"
                        + " (402, \"Upgrade!\").");
        assertThat(server.requests()).hasSize(1);

        circuits.close("acme");
        server.replies(Stub.json(200, "{\"found\": false}"));
        assertThat(ask().outcome()).isEqualTo(Outcome.MISS);
    }

    @Test
    void aKeyThatIsRefusedOpensTheCircuitAndIsNotRepeatedInTheSentence() throws Exception {
        server.replies(Stub.json(401, "{\"message\": \"no such key: " + KEY + "\"}"));
        start(ProvidersDirectory.ACME, server.url());

        Answer answer = ask();
        assertThat(answer.outcome()).isEqualTo(Outcome.AUTH);
        assertThat(answer.sentence())
                .isEqualTo("Acme refuses the key: check ACME_API_KEY (401, \"no such key: [ACME_API_KEY]\").");
        assertThat(ask().outcome()).isEqualTo(Outcome.SKIPPED);
        noExchangeHoldsTheKey();
    }

    /** Where an engineer looks for them. */
    @Test
    void theLimitsOfTheCircuitAreThoseOfItsEip() throws Exception {
        kamelet = kamelet.replace("slidingWindowSize: 10", "slidingWindowSize: 4")
                .replace("minimumNumberOfCalls: 5", "minimumNumberOfCalls: 2")
                .replace("failureRateThreshold: 60", "failureRateThreshold: 50")
                .replace("waitDurationInOpenState: 60", "waitDurationInOpenState: 600");
        server.replies(
                Stub.json(200, "{\"found\": false}"),
                Stub.text(503, "text/html", "<html>Sorry</html>"),
                Stub.json(200, "{\"found\": false}"));
        start(ProvidersDirectory.ACME, server.url());
        Instant before = Instant.now();

        assertThat(IntStream.range(0, 4).mapToObj(i -> ask().outcome()))
                .containsExactly(Outcome.MISS, Outcome.UNAVAILABLE, Outcome.SKIPPED, Outcome.SKIPPED);
        assertThat(circuits.until("acme")).hasValueSatisfying(until -> assertThat(until)
                .isBetween(before.plusSeconds(600), Instant.now().plusSeconds(600)));
    }

    @Test
    void whoIsDownAgainAndAgainIsLeftAlone() throws Exception {
        IntStream.range(0, 5).forEach(i -> server.replies(Stub.text(503, "text/html", "<html>Sorry</html>")));
        start(ProvidersDirectory.ACME, server.url());

        assertThat(IntStream.range(0, 8).mapToObj(i -> ask().outcome()))
                .containsExactly(
                        Outcome.UNAVAILABLE,
                        Outcome.UNAVAILABLE,
                        Outcome.UNAVAILABLE,
                        Outcome.UNAVAILABLE,
                        Outcome.UNAVAILABLE,
                        Outcome.SKIPPED,
                        Outcome.SKIPPED,
                        Outcome.SKIPPED);
        assertThat(server.requests()).hasSize(5);
        assertThat(circuits.until("acme"))
                .hasValueSatisfying(until -> assertThat(until).isAfter(Instant.now()));
    }

    @Test
    void aProviderWithoutAKeyAndALeadWithoutInputsAreNotAsked() throws Exception {
        start(ProvidersDirectory.ACME, server.url());

        Answer tooLittle = ask(new Turn("lead-2", "acme", "find", Map.of("person", Map.of("lastName", "Doe")), 1));
        assertThat(tooLittle.outcome()).isEqualTo(Outcome.BAD_INPUT);
        assertThat(tooLittle.sentence())
                .isEqualTo("Too little is known to ask Acme: it needs company.domain and person.fullName.");
        environment.put("ACME_API_KEY", " ");
        Answer off = ask();
        assertThat(off.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(off.sentence()).isEqualTo("Acme is off: put ACME_API_KEY into the environment and start again.");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aTokenIsFetchedOnceAndRenewedOnceWhenItIsRefused() throws Exception {
        server.replies(
                Stub.json(200, "{\"access_token\": \"first\", \"expires_in\": 86400}"),
                Stub.json(200, "{\"found\": false}"),
                Stub.json(200, "{\"found\": false}"),
                Stub.json(401, "{}"),
                Stub.json(200, "{\"access_token\": \"second\", \"expires_in\": 86400}"),
                Stub.json(200, "{\"email\": \"jane@acme.com\"}"),
                Stub.json(401, "{}"),
                Stub.json(200, "{\"access_token\": \"third\", \"expires_in\": 86400}"),
                Stub.json(401, "{}"));
        start(ProvidersDirectory.OAUTH, server.url());

        assertThat(IntStream.range(0, 4).mapToObj(i -> ask().outcome()))
                .containsExactly(Outcome.MISS, Outcome.MISS, Outcome.HIT, Outcome.AUTH);
        assertThat(server.requests())
                .extracting(request ->
                        request.line().split(" ")[0] + " " + request.headers().get("Authorization"))
                .containsExactly(
                        "POST Basic Y2xpZW50OnNrLXZlcnktc2VjcmV0LTQ3MTE=",
                        "GET Bearer first",
                        "GET Bearer first",
                        "GET Bearer first",
                        "POST Basic Y2xpZW50OnNrLXZlcnktc2VjcmV0LTQ3MTE=",
                        "GET Bearer second",
                        "GET Bearer second",
                        "POST Basic Y2xpZW50OnNrLXZlcnktc2VjcmV0LTQ3MTE=",
                        "GET Bearer third");
        noExchangeHoldsTheKey();
    }

    @Test
    void withoutATokenNothingIsAsked() throws Exception {
        server.replies(Stub.text(503, "text/html", "<html>"), Stub.json(401, "{\"error\": \"invalid_client\"}"));
        start(ProvidersDirectory.OAUTH, server.url());

        assertThat(ask().outcome()).isEqualTo(Outcome.UNAVAILABLE);
        Answer refused = ask();
        assertThat(refused.outcome()).isEqualTo(Outcome.AUTH);
        assertThat(refused.sentence())
                .isEqualTo("Acme gives no token (401): check ACME_CLIENT_ID and ACME_CLIENT_SECRET.");
        assertThat(server.requests()).hasSize(2);
    }

    private void noExchangeHoldsTheKey() {
        for (Exchange exchange : exchanges) {
            String all =
                    exchange.getAllProperties() + " " + exchange.getMessage().getHeaders() + " "
                            + exchange.getMessage().getBody(Answer.class).sentence();
            assertThat(all).doesNotContain(KEY).doesNotContain("first").doesNotContain("second");
        }
        assertThat(camel.getEndpoints())
                .noneMatch(endpoint -> endpoint.toString().contains(KEY));
    }
}
