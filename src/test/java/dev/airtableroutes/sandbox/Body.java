package dev.airtableroutes.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.airtableroutes.sandbox.http.Json;
import dev.airtableroutes.sandbox.http.Request;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A JSON object in a request: whoever reads it says which keys it may have. */
record Body(Map<String, Object> content) {

    /** Airtable publishes no limit for a body; ten records with several of the longest cells stay under this one. */
    private static final int LONGEST = 10 * 1024 * 1024;

    static Body of(Request request) {
        if (request.body().length > LONGEST) {
            throw AirtableError.tooLarge();
        }
        if (!request.headers().getOrDefault("content-type", "").startsWith("application/json")) {
            throw AirtableError.missingFields();
        }
        return of(request.body());
    }

    @SuppressWarnings("unchecked")
    static Body of(byte[] json) {
        try {
            if (Json.MAPPER.readValue(json, Object.class) instanceof Map<?, ?> map) {
                return new Body((Map<String, Object>) map);
            }
            throw AirtableError.invalidRequest("the body is no JSON object");
        } catch (JsonProcessingException e) {
            throw AirtableError.unparsable();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Body allow(String... keys) {
        Set<String> unknown = new TreeSet<>(content.keySet());
        unknown.removeAll(Set.of(keys));
        if (!unknown.isEmpty()) {
            throw AirtableError.invalidRequest("unknown keys " + unknown);
        }
        return this;
    }

    boolean has(String key) {
        return content.containsKey(key);
    }

    boolean flag(String key) {
        return has(key) && get(key, Boolean.class);
    }

    String text(String key) {
        return has(key) ? get(key, String.class) : null;
    }

    Integer integer(String key) {
        return has(key) ? get(key, Integer.class) : null;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> object(String key) {
        return get(key, Map.class);
    }

    List<?> list(String key) {
        return has(key) ? get(key, List.class) : List.of();
    }

    List<String> texts(String key) {
        return list(key).stream().map(entry -> typed(key, entry, String.class)).toList();
    }

    @SuppressWarnings("unchecked")
    List<Body> objects(String key) {
        return list(key).stream()
                .map(entry -> new Body((Map<String, Object>) typed(key, entry, Map.class)))
                .toList();
    }

    private <T> T get(String key, Class<T> type) {
        return typed(key, content.get(key), type);
    }

    private static <T> T typed(String key, Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw AirtableError.invalidRequest(key + " is no " + type.getSimpleName());
        }
        return type.cast(value);
    }

    Collection<String> keys() {
        return content.keySet();
    }
}
