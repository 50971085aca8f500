package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.airtableroutes.sandbox.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The providers with 400 people, and calls as any program would make them. */
abstract class ProvidersFixture {

    static final People PEOPLE = new People(1, 400);

    record Answer(int status, HttpHeaders headers, String text) {

        JsonNode at(String path) {
            try {
                return Json.MAPPER.readTree(text).at(path);
            } catch (IOException e) {
                throw new IllegalStateException("No JSON: " + text, e);
            }
        }

        String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    LocalProviders providers;

    @BeforeEach
    void start() {
        providers = LocalProviders.start(0, PEOPLE);
    }

    @AfterEach
    void stop() {
        providers.close();
    }

    Answer get(String provider, String path) throws IOException {
        return call("GET", providers.url(provider) + path, null, authorization(provider));
    }

    /** @param json with ' for ", so that a test can be read; null for no body */
    Answer post(String provider, String path, String json) throws IOException {
        return call("POST", providers.url(provider) + path, json, authorization(provider));
    }

    Answer admin(String path, String json) throws IOException {
        return call(json == null ? "GET" : "POST", providers.url() + "/_sandbox" + path, json, List.of());
    }

    /** The header with the key, as each provider wants it. */
    List<String> authorization(String provider) {
        String key = providers.key(provider);
        return switch (provider) {
            case "findymail", "tavily", "instantly" -> List.of("Authorization", "Bearer " + key);
            case "anymailfinder" -> List.of("Authorization", key);
            default -> List.of("X-API-KEY", key);
        };
    }

    Answer call(String method, String url, String json, List<String> headers) throws IOException {
        List<String> all = new ArrayList<>(headers);
        if (json != null && !all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofMinutes(1))
                .method(
                        method,
                        json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json.replace('\'', '"')));
        if (!all.isEmpty()) {
            request.headers(all.toArray(String[]::new));
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String query(Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(name + "=" + encoded(value)));
        return "?" + String.join("&", pairs);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    /** The first person of whom that is true, with two words of a name in the sample's plain letters. */
    static Person one(Predicate<Person> such) {
        return PEOPLE.all().stream()
                .filter(person ->
                        person.firstName() != null && person.fullName().matches("[A-Za-z]+ [A-Za-z]+"))
                .filter(such)
                .findFirst()
                .orElseThrow();
    }

    static Person knownTo(String provider, Knowledge.Says says) {
        return one(person -> person.knownBy(provider)
                .filter(known -> known.says() == says && known.pending() == 0)
                .isPresent());
    }

    static Person unknownTo(String provider) {
        return one(person -> person.knownBy(provider).isEmpty() && !person.optedOut());
    }
}
