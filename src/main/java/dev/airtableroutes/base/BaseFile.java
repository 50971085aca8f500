package dev.airtableroutes.base;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads one file of {@code mappings/bases/}, already parsed, checked against its schema and with its {@link Placeholders}
 * filled in. An empty text is the same as none, so that <code>${VARIABLE:}</code> stands for an id that nobody knows.
 */
public final class BaseFile {

    private BaseFile() {}

    /** The base that a file describes. Optional parts have their defaults: a name is the key, the first field is primary. */
    public static Base read(Map<String, ?> file) {
        String base = text(file, "base");
        Map<String, Table> tables = new LinkedHashMap<>();
        map(file.get("tables")).forEach((key, value) -> tables.put(key, table(base, key, map(value))));
        return new Base(base, text(file, "name", base), text(file, "id"), tables);
    }

    private static Table table(String base, String key, Map<String, ?> table) {
        Map<String, Field> fields = new LinkedHashMap<>();
        map(table.get("fields")).forEach((field, value) -> fields.put(field, field(field, value)));
        String primary = text(
                table,
                "primary",
                fields.isEmpty() ? null : fields.keySet().iterator().next());
        return new Table(base, key, text(table, "name", key), text(table, "id"), text(table, "view"), primary, fields);
    }

    private static Field field(String key, Object value) {
        if (value instanceof String type) {
            return new Field(key, key, null, FieldType.of(type), choices(FieldType.of(type), null), null, Map.of());
        }
        Map<String, Object> field = new LinkedHashMap<>(map(value));
        String name = text(field, "name", key);
        String id = text(field, "id");
        FieldType type = FieldType.of(text(field, "type"));
        List<String> choices = choices(type, (List<?>) field.get("choices"));
        String linkedTable = text(field, "table");
        field.keySet().removeAll(List.of("name", "id", "type", "choices", "table"));
        return new Field(key, name, id, type, choices, linkedTable, withoutNulls(field));
    }

    /** A file that says nothing of a select's options knows none of them, which is not to say that there is none. */
    private static List<String> choices(FieldType type, List<?> listed) {
        if (listed == null) {
            return type.select() ? null : List.of();
        }
        return listed.stream().map(String::valueOf).toList();
    }

    private static Map<String, Object> withoutNulls(Map<String, Object> options) {
        return options.entrySet().stream()
                .filter(entry -> entry.getValue() != null)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    private static String text(Map<String, ?> map, String key) {
        return text(map, key, null);
    }

    private static String text(Map<String, ?> map, String key, String otherwise) {
        Object value = map.get(key);
        return value == null || "".equals(value) ? otherwise : value.toString();
    }
}
