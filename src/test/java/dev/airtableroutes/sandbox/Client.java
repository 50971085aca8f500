package dev.airtableroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.airtableroutes.sandbox.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls the local Airtable as any program would. */
final class Client {

    record Answer(int status, JsonNode json, String text) {

        String error() {
            return json.at("/error/type").asText(json.path("error").asText());
        }

        String message() {
            return json.at("/error/message").asText();
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private String token = "patTESTclient";

    Client(String url) {
        this.url = url;
    }

    Client token(String other) {
        token = other;
        return this;
    }

    Answer get(String path) throws IOException {
        return call("GET", path, null);
    }

    Answer delete(String path) throws IOException {
        return call("DELETE", path, null);
    }

    Answer post(String path, String json) throws IOException {
        return call("POST", path, json);
    }

    Answer patch(String path, String json) throws IOException {
        return call("PATCH", path, json);
    }

    Answer put(String path, String json) throws IOException {
        return call("PUT", path, json);
    }

    /** @param json with ' for ", so that a test can be read */
    Answer call(String method, String path, String json) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(10))
                .method(
                        method,
                        json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json.replace('\'', '"')));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), parsed(response.body()), response.body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }
}
