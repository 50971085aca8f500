package dev.airtableroutes.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The options of a component's endpoints, from the description in its jar.
 *
 * @param values what each option takes, by name; a prefix of many options ends in a dot
 * @param any whether the component passes on options that it does not know
 */
record EndpointOptions(Map<String, JsonNode> values, boolean any) {

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
                return Optional.of(json == null ? new EndpointOptions(Map.of(), true) : of(JSON.readTree(json)));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static EndpointOptions of(JsonNode description) {
        Map<String, JsonNode> values = new TreeMap<>();
        description.path("properties").fields().forEachRemaining(option -> {
            String prefix = option.getValue().path("prefix").asText();
            if ("parameter".equals(option.getValue().path("kind").asText())) {
                values.put(prefix.isEmpty() ? option.getKey() : prefix, option.getValue());
            }
        });
        return new EndpointOptions(
                values, description.path("component").path("lenientProperties").asBoolean());
    }

    private static InputStream resource(String name) {
        return EndpointOptions.class.getResourceAsStream("/META-INF/" + name);
    }

    boolean has(String option) {
        return any
                || values.containsKey(option)
                || values.keySet().stream().anyMatch(name -> name.endsWith(".") && option.startsWith(name));
    }

    /** What an option takes, in words, when a value is not of that kind; nothing when it is, or when only a run can tell. */
    Optional<String> expected(String option, Object value) {
        JsonNode wanted = values.getOrDefault(option, MissingNode.getInstance());
        String text = String.valueOf(value);
        if (text.contains("{{") || text.contains("${") || text.startsWith("#")) {
            return Optional.empty();
        }
        return switch (wanted.path("type").asText()) {
            case "boolean" -> text.matches("true|false") ? Optional.empty() : Optional.of("true or false");
            case "integer" -> text.matches("-?\\d+") ? Optional.empty() : Optional.of("a whole number");
            case "enum" -> oneOf(wanted.path("enum"), text);
            default -> Optional.empty();
        };
    }

    private static Optional<String> oneOf(JsonNode choices, String text) {
        List<String> names = new ArrayList<>();
        choices.forEach(choice -> names.add(choice.asText()));
        // Camel compares them so
        return names.stream().anyMatch(text::equalsIgnoreCase)
                ? Optional.empty()
                : Optional.of("one of " + String.join(", ", names));
    }
}
