package dev.airtableroutes.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of a URL: whoever reads them says which there may be. */
final class Query {

    private final Map<String, List<String>> parameters = new LinkedHashMap<>();

    Query(String query) {
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw AirtableError.invalidRequest("parameter without a value: " + pair);
            }
            parameters
                    .computeIfAbsent(decode(pair.substring(0, equals)), key -> new ArrayList<>())
                    .add(decode(pair.substring(equals + 1)));
        }
    }

    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AirtableError.invalidRequest("a broken percent sign in " + text);
        }
    }

    Query allow(String... names) {
        Set<String> unknown = new TreeSet<>(parameters.keySet());
        unknown.removeAll(Set.of(names));
        if (!unknown.isEmpty()) {
            throw AirtableError.invalidRequest("unknown parameters " + unknown);
        }
        return this;
    }

    Set<String> names() {
        return parameters.keySet();
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    List<String> texts(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    String text(String name) {
        List<String> values = texts(name);
        if (values.size() > 1) {
            throw AirtableError.invalidRequest(name + " is given " + values.size() + " times");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    Integer integer(String name) {
        String text = text(name);
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw AirtableError.invalidRequest(name + " is no whole number: " + text);
        }
    }

    boolean flag(String name) {
        String text = text(name);
        if (text == null || text.equals("true") || text.equals("false")) {
            return "true".equals(text);
        }
        throw AirtableError.invalidRequest(name + " is neither true nor false: " + text);
    }
}
