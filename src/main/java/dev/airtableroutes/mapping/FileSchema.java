package dev.airtableroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.airtableroutes.base.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** One of the JSON Schemas that editors complete with, and its verdicts as sentences. */
public final class FileSchema {

    private static final int LISTED = 10;
    private static final String FOLDER = "classpath:schema/";
    private static final String DEPENDENT = "/dependentSchemas/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode source;
    private final JsonSchema schema;

    private FileSchema(String file) {
        this.source = read(file);
        this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(FOLDER + file), source);
    }

    /** The schema of that name on the class path, {@code table.schema.json}. */
    public static FileSchema named(String file) {
        return new FileSchema(file);
    }

    private static JsonNode read(String file) {
        try (InputStream stream = FileSchema.class.getResourceAsStream("/schema/" + file)) {
            return JSON.readTree(Objects.requireNonNull(stream, file + " is not among the schemas"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A place in the file that the schema objects to. {@code path} holds names and indexes. */
    public record Objection(List<Object> path, String sentence) {

        /** {@code tests[0].given}. */
        public String place() {
            StringBuilder place = new StringBuilder();
            for (Object step : path) {
                if (step instanceof Integer index) {
                    place.append('[').append(index).append(']');
                } else {
                    place.append(place.isEmpty() ? "" : ".").append(step);
                }
            }
            return place.toString();
        }
    }

    /** What the schema objects to, each with the place. */
    public List<Objection> check(Object content) {
        List<ValidationMessage> messages = new ArrayList<>(schema.validate(JSON.valueToTree(content)));
        Map<List<Object>, Set<String>> expectedTypes = new LinkedHashMap<>();
        List<Objection> objections = new ArrayList<>();
        for (ValidationMessage message : messages) {
            List<Object> path = path(message.getInstanceLocation());
            if (isAbout(message, "type")) {
                types(message).forEach(type -> expectedTypes
                        .computeIfAbsent(path, ignored -> new LinkedHashSet<>())
                        .add(type));
            } else if (!alternative(message)) {
                objections.add(objection(message, path));
            }
        }
        // of several forms that a value may take, the one that fits so far is the one that is meant
        expectedTypes.forEach((path, types) -> {
            if (objections.stream().noneMatch(objection -> inside(objection.path(), path))) {
                objections.add(new Objection(path, wrongType(content, path, types)));
            }
        });
        if (objections.isEmpty()) {
            messages.forEach(message ->
                    objections.add(new Objection(path(message.getInstanceLocation()), message.getError() + ".")));
        }
        return objections;
    }

    private static boolean alternative(ValidationMessage message) {
        return isAbout(message, "oneOf") || isAbout(message, "anyOf") || isAbout(message, "if");
    }

    private static boolean isAbout(ValidationMessage message, String keyword) {
        return keyword.equals(message.getType());
    }

    private static boolean inside(List<Object> inner, List<Object> outer) {
        return inner.size() >= outer.size() && inner.subList(0, outer.size()).equals(outer);
    }

    private Objection objection(ValidationMessage message, List<Object> path) {
        JsonNode around = around(message);
        Object value = JSON.convertValue(message.getInstanceNode(), Object.class);
        String found = value == null ? "nothing" : Scalars.show(value);
        return switch (message.getType()) {
            case "additionalProperties", "unevaluatedProperties" -> {
                List<Object> property = new ArrayList<>(path);
                property.add(message.getProperty());
                yield new Objection(property, unknown(message.getProperty(), names(around.path("properties"))));
            }
            case "required" -> new Objection(path, missing(message.getProperty(), around));
            case "enum" ->
                new Objection(path, found + " is not possible here; " + possible(value, around) + because(message));
            case "const" ->
                new Objection(
                        path,
                        found + " is not possible here; expected "
                                + around.path("const").asText() + because(message));
            case "propertyNames" -> {
                List<Object> property = new ArrayList<>(path);
                property.add(message.getProperty());
                yield new Objection(
                        property,
                        Scalars.show(message.getProperty()) + " is no name for an entry here; expected "
                                + like(resolved(around.path("propertyNames"))) + ".");
            }
            case "pattern", "minLength" ->
                new Objection(path, found + " is not what belongs here; expected " + like(around) + ".");
            case "minItems", "minProperties" ->
                new Objection(path, "there is nothing here; expected at least one entry.");
            case "uniqueItems" -> new Objection(path, "the same entry stands here twice.");
            case "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum" ->
                new Objection(
                        path,
                        found + " is out of range; it " + message.getMessage().replaceFirst("^.*?: ", "") + ".");
            default -> new Objection(path, message.getError() + ".");
        };
    }

    private static String unknown(String property, List<String> known) {
        return '"' + property + "\" is not a property here"
                + Nearest.slip(property, known)
                        .map(nearest -> "; did you mean \"" + nearest + "\"?")
                        .orElseGet(() -> known.isEmpty() ? "." : "; possible are " + String.join(", ", known) + ".");
    }

    private static String possible(Object found, JsonNode around) {
        List<String> possible = values(around.path("enum"));
        return possible.size() <= LISTED
                ? "expected " + or(possible)
                : "the nearest of " + possible.size() + " possible values is "
                        + Nearest.of(String.valueOf(found), possible);
    }

    /** Names the neighbour that narrows what a place may hold. */
    private static String because(ValidationMessage message) {
        String pointer = message.getSchemaLocation().getFragment().toString();
        int start = pointer.lastIndexOf(DEPENDENT);
        if (start < 0) {
            return ".";
        }
        String property = pointer.substring(start + DEPENDENT.length());
        return ", for there is \"" + property.substring(0, property.indexOf('/')) + "\" beside it.";
    }

    private static String missing(String property, JsonNode around) {
        String description =
                around.path("properties").path(property).path("description").asText("");
        return '"' + property + "\" is missing" + (description.isEmpty() ? "." : ": " + lowerFirst(description));
    }

    private static String like(JsonNode schema) {
        String description = schema.path("description").asText("something else").replaceFirst("\\.$", "");
        List<String> examples = values(schema.path("examples"));
        return lowerFirst(description) + (examples.isEmpty() ? "" : ", such as " + or(examples));
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? source.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private static String lowerFirst(String text) {
        boolean name = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        return name ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private String wrongType(Object content, List<Object> path, Set<String> types) {
        Object found = at(content, path);
        return (found == null ? "nothing stands here" : "found " + Scalars.show(found))
                + "; expected "
                + or(types.stream().map(FileSchema::words).distinct().toList()) + ".";
    }

    private static Object at(Object content, List<Object> path) {
        Object found = content;
        for (Object step : path) {
            found = found instanceof Map<?, ?> map
                    ? map.get(step.toString())
                    : found instanceof List<?> list && step instanceof Integer index ? list.get(index) : null;
        }
        return found;
    }

    private static String words(String type) {
        return switch (type) {
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "an object";
            default -> "nothing";
        };
    }

    private List<String> types(ValidationMessage message) {
        JsonNode type = around(message).path("type");
        return type.isArray() ? values(type) : List.of(type.asText());
    }

    /** The part of the schema that holds the keyword; perhaps of another schema, which this one refers to. */
    private JsonNode around(ValidationMessage message) {
        String pointer = message.getSchemaLocation().getFragment().toString();
        String document = String.valueOf(message.getSchemaLocation().getAbsoluteIri());
        JsonNode schema = schema(document);
        return schema.at(pointer.substring(0, Math.max(0, pointer.lastIndexOf('/'))));
    }

    private JsonNode schema(String document) {
        boolean own =
                document.equals(schema.getSchemaLocation().getAbsoluteIri().toString());
        return own ? source : read(document.substring(FOLDER.length()));
    }

    private static List<String> names(JsonNode object) {
        Iterable<String> names = object::fieldNames;
        return StreamSupport.stream(names.spliterator(), false).toList();
    }

    private static List<String> values(JsonNode array) {
        Iterator<JsonNode> elements = array.elements();
        List<String> values = new ArrayList<>();
        elements.forEachRemaining(element -> values.add(element.asText()));
        return values;
    }

    private static String or(List<String> words) {
        if (words.size() < 2) {
            return String.join("", words);
        }
        return words.stream().limit(words.size() - 1L).collect(Collectors.joining(", ")) + " or "
                + words.get(words.size() - 1);
    }

    private static List<Object> path(JsonNodePath location) {
        List<Object> path = new ArrayList<>();
        for (int i = 0; i < location.getNameCount(); i++) {
            path.add(location.getElement(i));
        }
        return path;
    }
}
