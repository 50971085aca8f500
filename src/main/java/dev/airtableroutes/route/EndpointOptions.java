package dev.airtableroutes.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The options of a component's endpoints, from the description in its jar.
 *
 * @param names the options; a prefix of many ends in a dot
 * @param any whether the component passes on options that it does not know
 */
record EndpointOptions(List<String> names, boolean any) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Optional<EndpointOptions>> KNOWN = new ConcurrentHashMap<>();

    /** The options behind a scheme; nothing when the component is not there. */
    static Optional<EndpointOptions> of(String scheme) {
        return KNOWN.computeIfAbsent(scheme, EndpointOptions::read);
    }

    private static Optional<EndpointOptions> read(String scheme) {
        try (InputStream component = resource("services/org/apache/camel/component/" + scheme)) {
            if (component == null) {
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(component);
            String type = properties.getProperty("class");
            String description = type.substring(0, type.lastIndexOf('.')).replace('.', '/') + "/" + scheme + ".json";
            try (InputStream json = resource(description)) {
                return Optional.of(json == null ? new EndpointOptions(List.of(), true) : of(JSON.readTree(json)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static EndpointOptions of(JsonNode description) {
        List<String> names = new ArrayList<>();
        description.path("properties").fields().forEachRemaining(option -> {
            if ("parameter".equals(option.getValue().path("kind").asText())) {
                names.add(option.getKey());
            }
            String prefix = option.getValue().path("prefix").asText();
            if (!prefix.isEmpty()) {
                names.add(prefix);
            }
        });
        return new EndpointOptions(
                names, description.path("component").path("lenientProperties").asBoolean());
    }

    private static InputStream resource(String name) {
        return EndpointOptions.class.getResourceAsStream("/META-INF/" + name);
    }

    boolean has(String option) {
        return any
                || names.stream()
                        .anyMatch(name -> name.equals(option) || name.endsWith(".") && option.startsWith(name));
    }
}
