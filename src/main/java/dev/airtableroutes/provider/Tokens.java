package dev.airtableroutes.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** The token that OAuth gives a provider's client for its credentials: fetched once, kept until it ends or is refused. */
final class Tokens {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration EARLY = Duration.ofMinutes(1);
    private static final long USUAL_LIFE = 3600;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clock clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private String token;
    private Instant ends;

    Tokens(Clock clock) {
        this.clock = clock;
    }

    /**
     * The token that is good now.
     *
     * @param refused the one that the provider has just refused, or null; whoever comes first fetches another for all
     * @throws NotAskedException when there is none
     */
    synchronized String get(Provider provider, String client, String secret, String refused) throws IOException {
        if (token == null || token.equals(refused) || !clock.instant().isBefore(ends)) {
            token = null;
            fetch(provider, client, secret);
        }
        return token;
    }

    private void fetch(Provider provider, String client, String secret) throws IOException {
        String basic = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(provider.auth().token()))
                .timeout(TIMEOUT)
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"));
        provider.headers().forEach(request::header);
        HttpResponse<String> response = send(provider, request.build());
        JsonNode json = json(response.body());
        if (response.statusCode() == 400 || response.statusCode() == 401 || response.statusCode() == 403) {
            throw new NotAskedException(
                    Outcome.AUTH,
                    provider.displayName() + " gives no token (" + response.statusCode() + "): check "
                            + String.join(" and ", provider.auth().variables()) + ".");
        }
        if (response.statusCode() != 200 || !json.path("access_token").isTextual()) {
            throw new NotAskedException(
                    response.statusCode() == 429 ? Outcome.RATE_LIMITED : Outcome.UNAVAILABLE,
                    provider.displayName() + " gives no token (" + response.statusCode() + "), so nothing was asked.");
        }
        token = json.path("access_token").asText();
        long life = json.path("expires_in").asLong(USUAL_LIFE);
        ends = clock.instant()
                .plusSeconds(Math.max(life, 2 * EARLY.toSeconds()))
                .minus(EARLY);
    }

    private HttpResponse<String> send(Provider provider, HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for a token");
        } catch (IOException failure) {
            throw new NotAskedException(
                    Outcome.UNAVAILABLE,
                    provider.displayName() + " gives no token ("
                            + failure.getClass().getSimpleName() + "), so nothing was asked.");
        }
    }

    private static JsonNode json(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? JSON.missingNode() : json;
        } catch (IOException notJson) {
            return JSON.missingNode();
        }
    }
}
