package dev.airtableroutes.mapping;

import static dev.airtableroutes.mapping.Parts.duration;
import static dev.airtableroutes.mapping.Parts.map;
import static dev.airtableroutes.mapping.Parts.number;
import static dev.airtableroutes.mapping.Parts.text;
import static dev.airtableroutes.mapping.Parts.texts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.base.Nearest;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** A file of {@code mappings/tables/} that its schema has nothing against, as a {@link Mapping}. */
final class TableFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final YamlFile file;
    private final Problems problems;

    TableFile(YamlFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    Mapping read(Map<String, Object> content) {
        Map<String, FieldMapping> fields = new LinkedHashMap<>();
        map(content.get("fields")).forEach((name, field) -> fields.put(name, field("fields." + name, field)));
        return new Mapping(
                text(content, "table"),
                text(content, "collection"),
                texts(content.get("match")),
                fields,
                content.containsKey("nulls") ? Nulls.valueOf(text(content, "nulls")) : Nulls.keep,
                content.containsKey("invalid") ? Invalid.valueOf(text(content, "invalid")) : Invalid.drop,
                text(content, "cursor"),
                deleted(content.get("deleted")),
                duration(text(content, "every")),
                tests(content.get("tests")),
                false,
                file.name());
    }

    FieldMapping field(String place, Object value) {
        if (!(value instanceof Map<?, ?>)) {
            return field(place, Map.of("from", value));
        }
        Map<String, Object> field = map(value);
        Map<String, String> values = new LinkedHashMap<>();
        map(field.get("values")).forEach((from, to) -> values.put(from, String.valueOf(to)));
        return new FieldMapping(
                field.get("from") == null ? List.of() : texts(field.get("from")),
                field.get("value"),
                field.get("default"),
                text(field, "each"),
                field.getOrDefault("join", ", ").toString(),
                "strip".equals(field.get("html")),
                number(field, "divide"),
                number(field, "min"),
                number(field, "max"),
                zone(place + ".zone", text(field, "zone")),
                values,
                "create".equals(field.get("options")),
                Boolean.TRUE.equals(field.get("once")),
                field.containsKey("owner") ? Owner.valueOf(text(field, "owner")) : Owner.document,
                text(field, "link"),
                text(field, "by"));
    }

    private ZoneId zone(String place, String zone) {
        try {
            return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            problems.add(
                    file, place, '"' + zone + "\" is no time zone" + Nearest.hint(zone, ZoneId.getAvailableZoneIds()));
            return ZoneOffset.UTC;
        }
    }

    private static Deleted deleted(Object value) {
        if (value instanceof Map<?, ?>) {
            return new Deleted(Deleted.Policy.mark, map(map(value).get("mark")));
        }
        return "delete".equals(value) ? Deleted.DELETE : Deleted.KEEP;
    }

    private List<MappingTest> tests(Object value) {
        List<MappingTest> tests = new ArrayList<>();
        List<?> written = value == null ? List.of() : (List<?>) value;
        for (int i = 0; i < written.size(); i++) {
            Map<String, Object> test = map(written.get(i));
            String place = YamlFile.place("tests", i);
            Map<String, String> bad = new LinkedHashMap<>();
            map(test.get("bad")).forEach((field, reason) -> bad.put(field, String.valueOf(reason)));
            tests.add(new MappingTest(
                    text(test, "name"),
                    document(place + ".given", map(test.get("given"))),
                    test.containsKey("expect") ? map(test.get("expect")) : null,
                    bad,
                    test.containsKey("people") ? map(test.get("people")) : null,
                    document(place + ".becomes", map(test.get("becomes"))),
                    Boolean.TRUE.equals(test.get("rejected")),
                    file.line(place)));
        }
        return tests;
    }

    /** Extended JSON written as YAML. */
    private Document document(String place, Map<String, Object> given) {
        try {
            return Document.parse(JSON.writeValueAsString(given));
        } catch (JsonProcessingException | RuntimeException broken) {
            problems.add(
                    file,
                    place,
                    "this is not extended JSON (" + broken.getMessage()
                            + "); expected plain values, or forms such as {$oid: ...} and {$date: \"2024-01-01T00:00:00Z\"}.");
            return new Document();
        }
    }
}
