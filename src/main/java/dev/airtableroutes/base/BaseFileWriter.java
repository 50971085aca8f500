package dev.airtableroutes.base;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Writes a base's file anew from the live base. Logical names are stable: a table or field keeps its name when its id is
 * known, else when Airtable's name is the same, else when it is the same without emoji.
 */
public final class BaseFileWriter {

    private static final String HEAD = "# yaml-language-server: $schema=../schema/base.schema.json\n";

    private BaseFileWriter() {}

    /**
     * The text of the new file.
     *
     * @param file the base as the file describes it now
     * @param raw the same file, parsed and not interpreted: ids given as {@code ${VARIABLE:default}} stay so
     * @param live what Airtable holds
     */
    public static String write(Base file, Map<String, ?> raw, LiveSchema live) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("base: ").append(file.key()).append('\n');
        text.append("name: ").append(scalar(file.name())).append('\n');
        text.append("id: ").append(raw.get("id")).append('\n');
        text.append("tables:\n");
        Map<String, String> keys = tableKeys(file, live.tables());
        for (Table table : live.tables()) {
            String key = keys.get(table.id());
            Table known = file.tables().get(key);
            text.append("  ").append(scalar(key)).append(":\n");
            text.append("    name: ")
                    .append(rawOr(raw, key, "name", table.name()))
                    .append('\n');
            text.append("    id: ").append(rawOr(raw, key, "id", table.id())).append('\n');
            if (known != null && known.view() != null) {
                text.append("    view: ").append(scalar(known.view())).append('\n');
            }
            Map<String, String> fieldKeys = fieldKeys(known, table);
            text.append("    primary: ")
                    .append(scalar(fieldKeys.get(table.primary())))
                    .append('\n');
            text.append("    fields:\n");
            table.fields().values().forEach(field -> text.append("      ")
                    .append(scalar(fieldKeys.get(field.name())))
                    .append(": ")
                    .append(field(field, keys))
                    .append('\n'));
        }
        return text.toString();
    }

    private static Map<String, String> tableKeys(Base file, List<Table> live) {
        Map<String, String> keys = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Table table : live) {
            String key = file.tables().values().stream()
                    .filter(known ->
                            table.id().equals(known.id()) || table.name().equals(known.name()))
                    .findFirst()
                    .or(() -> similar(file, table))
                    .map(Table::key)
                    .filter(taken::add)
                    .orElseGet(() -> unused(logical(table.name()), taken));
            keys.put(table.id(), key);
        }
        return keys;
    }

    private static Optional<Table> similar(Base file, Table table) {
        return file.tables().values().stream()
                .filter(known -> Names.plain(known.name()).equals(Names.plain(table.name())))
                .findFirst();
    }

    private static Map<String, String> fieldKeys(Table known, Table live) {
        Map<String, String> keys = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        List<Field> fields =
                known == null ? List.of() : List.copyOf(known.fields().values());
        for (Field field : live.fields().values()) {
            String key = fields.stream()
                    .filter(other -> Objects.equals(field.id(), other.id()))
                    .findFirst()
                    .or(() -> fields.stream()
                            .filter(other -> other.name().equals(field.name()))
                            .findFirst())
                    .or(() -> fields.stream()
                            .filter(other -> Names.plain(other.name()).equals(Names.plain(field.name())))
                            .findFirst())
                    .map(Field::key)
                    .filter(taken::add)
                    .orElseGet(() -> unused(logical(field.name()), taken));
            keys.put(field.name(), key);
        }
        return keys;
    }

    private static String field(Field field, Map<String, String> tableKeys) {
        List<String> parts = new ArrayList<>();
        parts.add("name: " + scalar(field.name()));
        parts.add("id: " + field.id());
        parts.add("type: " + field.type());
        if (!field.choices().isEmpty()) {
            parts.add("choices: "
                    + field.choices().stream().map(BaseFileWriter::scalar).collect(Collectors.joining(", ", "[", "]")));
        }
        if (field.linkedTable() != null && tableKeys.containsKey(field.linkedTable())) {
            parts.add("table: " + scalar(tableKeys.get(field.linkedTable())));
        }
        for (String option : List.of("precision", "symbol", "max", "timeZone")) {
            if (field.options().get(option) != null) {
                parts.add(option + ": " + scalar(field.options().get(option)));
            }
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private static String rawOr(Map<String, ?> raw, String table, String name, String live) {
        Object value = raw.get("tables") instanceof Map<?, ?> tables && tables.get(table) instanceof Map<?, ?> known
                ? known.get(name)
                : null;
        return value != null && value.toString().startsWith("${") ? value.toString() : scalar(live);
    }

    /** Letters, digits and underscores of a name: {@code 🔁 Retry Attempted?} becomes {@code retry_attempted}. */
    private static String logical(String name) {
        String plain =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
        return plain.isEmpty() ? "field" : plain;
    }

    private static String unused(String key, Set<String> taken) {
        String unused = key;
        for (int i = 2; !taken.add(unused); i++) {
            unused = key + "_" + i;
        }
        return unused;
    }

    /** One value, quoted where YAML wants it inside braces. */
    private static String scalar(Object value) {
        if (value instanceof Number) {
            return value.toString();
        }
        String text = value.toString();
        if (text.matches("[A-Za-z_][A-Za-z0-9_ -]*[A-Za-z0-9_]|[A-Za-z]")
                && !text.matches("(?i)yes|no|on|off|true|false|null|y|n")) {
            return text;
        }
        DumperOptions quoted = new DumperOptions();
        quoted.setDefaultScalarStyle(DumperOptions.ScalarStyle.DOUBLE_QUOTED);
        quoted.setWidth(Integer.MAX_VALUE);
        return new Yaml(quoted).dump(text).trim();
    }
}
