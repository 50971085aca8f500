package dev.airtableroutes.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationMessage;
import dev.airtableroutes.base.Names;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The schema of Camel's YAML DSL, which editors complete with, and its verdicts as sentences. */
final class RouteSchema {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ALTERNATIVES = Set.of("oneOf", "anyOf", "allOf", "not");
    private static final Pattern INSIDE_ALTERNATIVE = Pattern.compile(".*/(oneOf|anyOf)/\\d+/(required|not)$");

    /** Most of the schema is about components and steps that no file of ours has; all of it takes 250 MB. */
    private static final SchemaValidatorsConfig LAZY =
            SchemaValidatorsConfig.builder().preloadJsonSchema(false).build();

    private final JsonNode source;
    private final JsonSchema schema;

    private RouteSchema(JsonNode source) {
        this.source = source;
        // Camel marks what is deprecated, which draft 4 has no word for
        JsonMetaSchema marked = JsonMetaSchema.builder(JsonMetaSchema.getV4())
                .keyword(new NonValidationKeyword("deprecated"))
                .build();
        this.schema = JsonSchemaFactory.builder()
                .metaSchema(marked)
                .defaultMetaSchemaIri(marked.getIri())
                .build()
                .getSchema(source, LAZY);
    }

    /** The one in the jar of camel-yaml-dsl; read when it is first asked for, since it is large. */
    static RouteSchema ofCamel() {
        return OfCamel.SCHEMA;
    }

    private static final class OfCamel {

        private static final RouteSchema SCHEMA = read();

        private static RouteSchema read() {
            try (InputStream stream = RouteSchema.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
                return new RouteSchema(JSON.readTree(stream));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /** Adds what the schema objects to in a file, or in the template of a kamelet, which is made of the same parts. */
    void check(RouteFile file, List<Problem> problems) {
        Object routes = file.kamelet() ? Collections.singletonList(Kamelet.template(file)) : file.content();
        Map<List<Object>, Set<String>> wantedTypes = new LinkedHashMap<>();
        Map<List<Object>, JsonNode> found = new LinkedHashMap<>();
        Map<List<Object>, String> missing = new LinkedHashMap<>();
        Set<List<Object>> told = new HashSet<>();
        for (ValidationMessage message : schema.validate(JSON.valueToTree(routes))) {
            List<Object> path = path(message);
            String location = message.getSchemaLocation().getFragment().toString();
            if (ALTERNATIVES.contains(message.getType())
                    || INSIDE_ALTERNATIVE.matcher(location).matches()) {
                continue;
            }
            switch (message.getType()) {
                case "type" -> {
                    found.put(path, message.getInstanceNode());
                    wantedTypes
                            .computeIfAbsent(path, where -> new LinkedHashSet<>())
                            .add(word(source.at(location).asText()));
                }
                case "required" -> missing.put(path, '"' + message.getProperty() + "\" is missing.");
                default -> {
                    told.add(path);
                    problems.add(file.problem(at(file, path, message), sentence(message, location)));
                }
            }
        }
        // of several forms that a value may take, the one that fits so far is the one that is meant
        wantedTypes.forEach((path, types) -> {
            if (told.stream().noneMatch(other -> startsWith(other, path))
                    && found.keySet().stream().noneMatch(other -> other.size() > path.size() && startsWith(other, path))
                    && told.add(path)) {
                problems.add(file.problem(place(file, path), wrongType(path, found.get(path), types)));
            }
        });
        // a misspelt property is missing as well
        missing.forEach((path, sentence) -> {
            if (told.stream().noneMatch(other -> startsWith(other, path))) {
                problems.add(file.problem(place(file, path), step(path) + sentence));
            }
        });
    }

    private String sentence(ValidationMessage message, String location) {
        String step = step(path(message));
        JsonNode around = source.at(location.substring(0, location.lastIndexOf('/')));
        return switch (message.getType()) {
            case "additionalProperties" -> step + unknown(message.getProperty(), around.path("properties"));
            case "enum" -> {
                List<String> values = new ArrayList<>();
                around.path("enum").forEach(value -> values.add(value.asText()));
                yield step + "found " + message.getInstanceNode() + "; expected one of " + String.join(", ", values)
                        + ".";
            }
            case "maxProperties" -> {
                List<String> names = names(message.getInstanceNode());
                yield "one entry of the list holds " + String.join(" and ", names)
                        + "; expected one of them, so begin the next with a dash of its own.";
            }
            default -> step + message.getError() + ".";
        };
    }

    private static String unknown(String property, JsonNode known) {
        List<String> names = names(known);
        String nearest = Names.nearest(property, names);
        String hint = nearest != null
                ? "; did you mean \"" + nearest + "\"?"
                : names.size() > 20
                        ? "; Camel's manual lists what there is."
                        : "; expected " + String.join(", ", names) + ".";
        return '"' + property + "\" is unknown here" + hint;
    }

    private static String wrongType(List<Object> path, JsonNode found, Set<String> types) {
        boolean placeholder = found.isTextual() && found.asText().contains("{{");
        return step(path) + "found " + shown(found) + "; expected " + String.join(" or ", types)
                + (placeholder ? ", and a placeholder is a text." : ".");
    }

    private static String shown(JsonNode found) {
        return found.isObject() ? "an object" : found.isArray() ? "a list" : found.isNull() ? "nothing" : "" + found;
    }

    private static String word(String type) {
        return switch (type) {
            case "string" -> "a text";
            case "boolean" -> "true or false without quotes";
            case "number", "integer" -> "a number without quotes";
            case "array" -> "a list";
            default -> "an object";
        };
    }

    /** {@code "split.streaming: "}: the last two names of a place. */
    private static String step(List<Object> path) {
        List<String> names = path.stream()
                .filter(String.class::isInstance)
                .map(Object::toString)
                .toList();
        return names.isEmpty()
                ? ""
                : String.join(".", names.subList(Math.max(0, names.size() - 2), names.size())) + ": ";
    }

    private static List<Object> at(RouteFile file, List<Object> path, ValidationMessage message) {
        List<Object> place = place(file, path);
        return "additionalProperties".equals(message.getType()) ? RouteFile.and(place, message.getProperty()) : place;
    }

    private static List<Object> place(RouteFile file, List<Object> path) {
        return file.kamelet() && !path.isEmpty()
                ? RouteFile.and(Kamelet.TEMPLATE, path.subList(1, path.size()).toArray())
                : path;
    }

    private static boolean startsWith(List<Object> inner, List<Object> outer) {
        return inner.size() >= outer.size() && inner.subList(0, outer.size()).equals(outer);
    }

    private static List<Object> path(ValidationMessage message) {
        var location = message.getInstanceLocation();
        return IntStream.range(0, location.getNameCount())
                .mapToObj(location::getElement)
                .toList();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
