package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.health.ProviderMeters;
import dev.airtableroutes.lead.LeadMeters;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.sandbox.SandboxBases;
import dev.airtableroutes.sandbox.providers.Instantly;
import dev.airtableroutes.sandbox.providers.LocalProviders;
import dev.airtableroutes.sandbox.providers.People;
import dev.airtableroutes.sandbox.providers.Person;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lead generation as it is served: asked for over REST, seen on the console, in health, meters and Airtable. */
class LeadsServedTest {

    private static final LocalProviders PROVIDERS = LocalProviders.start(0, new People(1, 40));
    private static Served served;

    @TempDir
    private static Path mappings;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void open() throws IOException {
        Map<String, Object> settings = new HashMap<>(PROVIDERS.settings());
        settings.put("MAPPINGS_DIR", withCaps());
        settings.put(SandboxBases.HUB_ID_VARIABLE, SandboxBases.HUB_ID);
        settings.put("sync.every", "1s");
        settings.put("INSTANTLY_CAMPAIGNS", Instantly.CAMPAIGN);
        settings.remove("APOLLO_API_KEY");
        served = Served.start(settings);
        for (Document search : PROVIDERS.people().searchDocuments()) {
            served.cuculi().collection("searches").insertOne(search);
        }
    }

    private static Path withCaps() throws IOException {
        Keyless.copy(mappings);
        Path leads = mappings.resolve("leads.yaml");
        String rules = Files.readString(leads);
        assertThat(rules).contains("months: {}");
        Files.writeString(leads, rules.replace("months: {}", "months: {hunter: 2000}"));
        return mappings;
    }

    @AfterAll
    static void close() {
        served.close();
        PROVIDERS.close();
    }

    private HttpResponse<String> send(String method, String path, String json)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(served.url() + path))
                        .header("Authorization", "Bearer " + Served.OPERATOR_KEY)
                        .header("Content-Type", "application/json")
                        .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode json(String method, String path, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void fromTheSearchToAirtableAndOutAgain() throws Exception {
        json("POST", "/api/leads/find", 202);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> served.cuculi().collection("leads").countDocuments() >= 38);

        JsonNode forecast = json("GET", "/api/leads/enrich/forecast", 200);
        assertThat(forecast.get("leads").asInt()).isGreaterThanOrEqualTo(38);
        assertThat(PROVIDERS.arrivals("anymailfinder", "find"))
                .as("a forecast asks nobody")
                .isEmpty();

        String run = json("POST", "/api/leads/enrich", 202).get("run").asText();
        await().atMost(Duration.ofSeconds(90)).until(() -> {
            JsonNode states = json("GET", "/api/leads/runs/" + run, 200).get("states");
            return !states.has("queued") && !states.has("running");
        });

        JsonNode report = json("GET", "/api/leads/report", 200);
        assertThat(report.get("lines")).isNotEmpty();
        assertThat(PROVIDERS.arrivals("apollo", "find")).as("it has no key").isEmpty();
        assertThat(json("GET", "/health/integrations/apollo", 200).get("state").asText())
                .isEqualTo("OFF");
        assertThat(json("GET", "/health/integrations/hunter", 200).get("state").asText())
                .isEqualTo("UP");

        verifiedAndPlanned();

        String page = send("GET", "/leads", null).body();
        assertThat(page).contains("How far leads come").contains("put APOLLO_API_KEY into the environment");
        served.bean(LeadMeters.class).measure();
        served.bean(ProviderMeters.class).measure();
        String meters = send("GET", "/actuator/prometheus", null).body();
        AskedMeters.assertIn(meters, AskedMeters.LEADS);
        assertThat(meters)
                .contains("provider_circuit_open{provider=\"hunter\"} 0.0")
                .contains("provider_events_stuck{provider=\"instantly\"} 0.0")
                .doesNotContain("provider_events_stuck{provider=\"hunter\"}")
                .contains("provider_credits_cap{provider=\"hunter\"} 2000.0")
                .doesNotContain("provider_credits_cap{provider=\"serper\"}")
                .contains("provider_break_even_calls{provider=\"anymailfinder\"} 50.0");
        erased();
    }

    /** Somebody has bought credits, and waits for no guess of ours. */
    @Test
    void aProviderThatIsLeftAloneIsAskedAgainWhenAPersonSaysSo() throws Exception {
        leftAlone();
        JsonNode down = json("GET", "/health/integrations/hunter", 503);
        assertThat(down.get("reason").asText())
                .startsWith("Hunter has no credits left. It is left alone until 20")
                .endsWith("or until somebody has it asked again.");
        assertThat(send("GET", "/leads", null).body()).contains("value=\"ask-again\"");

        assertThat(json("POST", "/api/providers/hunter/ask-again", 200)
                        .get("state")
                        .asText())
                .isNotEqualTo("DOWN");
        assertThat(served.bean(Circuits.class).open("hunter")).isFalse();
        assertThat(send("GET", "/leads", null).body()).doesNotContain("value=\"ask-again\"");

        leftAlone();
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("dev.airtableroutes:type=Operations,name=Providers"),
                        "askAgain",
                        new Object[] {"hunter"},
                        new String[] {String.class.getName()});
        assertThat(served.bean(Circuits.class).open("hunter")).isFalse();

        leftAlone();
        assertThat(send("POST", "/leads?do=ask-again&provider=hunter", null).statusCode())
                .isEqualTo(302);
        assertThat(served.bean(Circuits.class).open("hunter")).isFalse();
        assertThat(json("POST", "/api/providers/nobody/ask-again", 404)
                        .get("detail")
                        .asText())
                .startsWith("There is no provider \"nobody\"; there are: ");
        assertThat(json("POST", "/api/providers/apollo/ask-again", 409)
                        .get("detail")
                        .asText())
                .contains("APOLLO_API_KEY");
    }

    private static void leftAlone() {
        served.bean(Circuits.class)
                .openUntil("hunter", Instant.now().plus(Duration.ofHours(6)), "Hunter has no credits left.");
    }

    /** Verified anew, and who would go into a campaign: nobody is sent. */
    private void verifiedAndPlanned() throws Exception {
        served.cuculi()
                .collection("leads")
                .updateMany(
                        new Document("email.status", "verified"),
                        new Document("$set", new Document("email.verifiedAt", new Date(0))));
        String run = json("POST", "/api/leads/verify?limit=2", 202).get("run").asText();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            JsonNode states = json("GET", "/api/leads/runs/" + run, 200).get("states");
            return states.path("found").asInt() + states.path("suppressed").asInt() == 2;
        });
        JsonNode plan = json("POST", "/api/leads/push?campaign=instantly/" + Instantly.CAMPAIGN + "&limit=1", 200);
        assertThat(plan.get("going")).hasSize(1);
        assertThat(plan.get("stored").asInt()).isZero();
        int staying = 0;
        for (JsonNode leads : plan.get("reasons")) {
            staying += leads.asInt();
        }
        assertThat(staying + 1L)
                .as("everybody goes, or stays for a reason")
                .isEqualTo(served.cuculi().collection("leads").countDocuments());
        assertThat(PROVIDERS.arrivals("instantly", "push")).isEmpty();
    }

    private void erased() throws Exception {
        Document found = served.cuculi()
                .collection("leads")
                .find(new Document("email.status", "verified"))
                .first();
        String address = found.get("email", Document.class).getString("address");
        Person person = PROVIDERS.people().byAddress(address).orElseThrow();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> inAirtable("contacts").contains(address));

        HttpResponse<String> answer = send("POST", "/api/leads/erase", "{\"email\": \"" + address + "\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !inAirtable("contacts").contains(address)
                        && !inAirtable("leads").contains(address));
        assertThat(served.cuculi()
                        .collection("leads")
                        .countDocuments(new Document("person.fullName", person.fullName())))
                .isZero();
        assertThat(send("POST", "/api/leads/erase", "{\"email\": \"nobody\"}").statusCode())
                .isEqualTo(400);
    }

    private static List<Object> inAirtable(String table) {
        return served.cuculi().airtable.table("lead-generation", table).records().stream()
                .map(record -> record.fields().get("Email"))
                .toList();
    }

    /** Each with the code that a program acts on and the sentence that a person reads; nothing is asked, nothing sent. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /enrich?state=lost                    |          | 400 | There is no state \\\"lost\\\"; there are: new, queued",
                "POST | /enrich?segment=nowhere               |          | 400 | There is no segment \\\"nowhere\\\"",
                "GET  | /enrich/forecast?segment=nowhere      |          | 400 | There is no segment \\\"nowhere\\\"",
                "POST | /verify?segment=nowhere               |          | 400 | There is no segment \\\"nowhere\\\"",
                "POST | /verify?limit=0                       |          | 400 | The limit is 0; expected 1 or more.",
                "POST | /enrich?limit=many                    |          | 400 | limit is \\\"many\\\".",
                "POST | /find?search=nope                     |          | 404 | There is no search \\\"nope\\\"",
                "POST | /push                                 |          | 400 | campaign",
                "POST | /push?campaign=nonsense               |          | 404 | \\\"nonsense\\\" is no campaign",
                "POST | /push?campaign=mailchimp/1            |          | 409 | No leads can be pushed to \\\"mailchimp\\\"",
                "POST | /push?campaign=instantly/others       |          | 409 | is not on the list",
                "POST | /push?campaign=heyreach/105&send=true |          | 409 | is not on the list",
                "POST | /pushes/nope/decide?there=true        |          | 404 | There is no push \\\"nope\\\"",
                "POST | /erase                                |          | 400 | Failed to read request",
                "POST | /erase                                | {}       | 400 | is no e-mail address, LinkedIn profile or account",
                "POST | /erase                                | {\"email\": \"nobody\"} | 400 | \\\"nobody\\\" is no e-mail address, LinkedIn profile or account",
                "POST | /erase                                | {\"person\": \"redit:jane\"} | 400 | \\\"redit:jane\\\" names an account of a kind that no lead has; did you mean \\\"reddit\\\"? There are: ",
            })
    void mistakesAreProblems(String method, String path, String body, int status, String sentence) throws Exception {
        HttpResponse<String> answer = send(method, "/api/leads" + path, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains(sentence);
        assertThat(PROVIDERS.arrivals("instantly", "push")).isEmpty();
        assertThat(PROVIDERS.arrivals("heyreach", "push")).isEmpty();
    }

    @Test
    void whoIsNotKnownIsErasedAheadOfBeingFound() throws Exception {
        HttpResponse<String> answer = send("POST", "/api/leads/erase", "{\"person\": \"u/noone\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new ObjectMapper().readTree(answer.body()))
                .isEqualTo(new ObjectMapper().readTree("{\"leads\":0,\"contacts\":0,\"results\":0,\"answers\":0}"));
    }
}
