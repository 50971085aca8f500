package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.airtableroutes.sandbox.http.Json;
import dev.airtableroutes.sandbox.http.Request;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A request to one provider: whoever reads it says which parameters and keys it may have. */
final class Ask {

    private final Request request;
    private final String host;
    private final List<String> path;

    /** @param host what stands in the place of the provider's host, the first part of the path */
    private Ask(Request request, String host, List<String> path) {
        this.request = request;
        this.host = host;
        this.path = path;
    }

    static Ask of(Request request) {
        List<String> segments = Arrays.stream(request.path().substring(1).split("/"))
                .map(segment -> decode(segment.replace("+", "%2B")))
                .toList();
        return new Ask(request, segments.get(0), segments.subList(1, segments.size()));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "A broken percent sign in " + text);
        }
    }

    Request request() {
        return request;
    }

    String host() {
        return host;
    }

    List<String> path() {
        return path;
    }

    String header(String name) {
        return request.headers().get(name);
    }

    String bodyText() {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    /** The parameters of the URL, of which there may be no others, each once, none empty. */
    Map<String, String> query(String... allowed) {
        return parameters(request.query(), allowed);
    }

    /** The parameters of a form. */
    Map<String, String> form(String... allowed) {
        if (!contentType().equals("application/x-www-form-urlencoded")) {
            throw new Refused(400, "The body is no form but " + contentType());
        }
        return parameters(bodyText(), allowed);
    }

    private static Map<String, String> parameters(String text, String... allowed) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw new Refused(400, "The parameter " + pair.replace("=", "") + " has no value");
            }
            String name = decode(pair.substring(0, equals));
            if (parameters.put(name, decode(pair.substring(equals + 1))) != null) {
                throw new Refused(400, "The parameter " + name + " is given twice");
            }
        }
        onlyAllowed(parameters.keySet(), allowed);
        return parameters;
    }

    void noBody() {
        if (request.body().length > 0) {
            throw new Refused(400, "A body where none is read");
        }
    }

    /** The JSON object in the body, with no other keys. */
    ObjectNode json(String... allowed) {
        ObjectNode json = anyJson();
        List<String> keys = new ArrayList<>();
        json.fieldNames().forEachRemaining(keys::add);
        onlyAllowed(keys, allowed);
        return json;
    }

    /** The JSON object in the body, whatever its keys. */
    ObjectNode anyJson() {
        if (!contentType().equals("application/json")) {
            throw new Refused(400, "The body is no JSON but " + contentType());
        }
        try {
            if (Json.MAPPER.readTree(request.body()) instanceof ObjectNode json) {
                return json;
            }
        } catch (IOException e) {
            throw new Refused(400, "The body is no JSON");
        }
        throw new Refused(400, "The body is no JSON object");
    }

    private String contentType() {
        String type = request.headers().getOrDefault("content-type", "nothing");
        return type.split(";")[0].strip();
    }

    static void onlyAllowed(Iterable<String> given, String... allowed) {
        Set<String> unknown = new TreeSet<>();
        given.forEach(unknown::add);
        unknown.removeAll(Set.of(allowed));
        if (!unknown.isEmpty()) {
            throw new Refused(400, "Unknown: " + unknown);
        }
    }

    /** A text under a key; null where it is missing or null, refused where it is empty or no text. */
    static String text(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new Refused(400, key + " is no text");
        }
        return value.asText();
    }

    static String required(JsonNode json, String key) {
        String text = text(json, key);
        if (text == null) {
            throw new Refused(400, key + " is missing");
        }
        return text;
    }

    static boolean flag(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new Refused(400, key + " is neither true nor false");
        }
        return value.asBoolean(false);
    }

    static int number(JsonNode json, String key, int otherwise, int least, int most) {
        JsonNode value = json.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isInt() || value.asInt() < least || value.asInt() > most) {
            throw new Refused(400, key + " is no whole number from " + least + " to " + most);
        }
        return value.asInt();
    }

    static int number(String text, String name, int otherwise, int least, int most) {
        try {
            int value = text == null ? otherwise : Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Refused(400, name + " is no whole number from " + least + " to " + most);
    }

    static void oneOf(String value, String name, String... allowed) {
        if (value != null && !List.of(allowed).contains(value)) {
            throw new Refused(400, name + " is none of " + List.of(allowed));
        }
    }

    static List<JsonNode> list(JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.isArray()) {
            throw new Refused(400, key + " is no list");
        }
        List<JsonNode> list = new ArrayList<>();
        for (Iterator<JsonNode> each = value.elements(); each.hasNext(); ) {
            list.add(each.next());
        }
        return list;
    }
}
