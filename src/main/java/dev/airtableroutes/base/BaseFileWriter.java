package dev.airtableroutes.base;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * Writes a base's file anew from the live base. Logical names are stable: a table or field keeps its name when its id is
 * known, else when Airtable's name is the same, else when it is the same without emoji. A field of a type that this
 * program does not know is left out.
 */
public final class BaseFileWriter {

    /** A table or a field, as the file names it or as it is there; that one has no key yet. */
    private record Named(String key, String name, String id) {}

    private static final List<BiPredicate<Named, Named>> SURE_TO_UNSURE = List.of(
            (there, here) -> there.id() != null && there.id().equals(here.id()),
            (there, here) -> there.name().equals(here.name()),
            (there, here) -> similar(there.name(), here.name()));

    private static final String HEAD = "# yaml-language-server: $schema=../schema/base.schema.json\n";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::[^}]*)?}");
    /** One that needs no quotes. */
    private static final Pattern PLAIN_PLACEHOLDER = Pattern.compile("\\$\\{\\w+(:[\\w -]*)?}");

    private static final DumpSettings QUOTED = DumpSettings.builder()
            .setDefaultScalarStyle(ScalarStyle.DOUBLE_QUOTED)
            .setWidth(Integer.MAX_VALUE)
            .build();

    private static final String TABLES = "tables";

    private final Map<?, ?> raw;
    private final Comments comments;
    private final StringBuilder text = new StringBuilder();

    private BaseFileWriter(String written) {
        raw = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(written);
        // its first line is written anyhow
        comments = new Comments(written.replaceFirst("(?m)^# yaml-language-server:.*$", ""));
    }

    /**
     * The text of the new file. Comments of what stays stay.
     *
     * @param file the base as the file describes it now
     * @param written the text of this file: ids given as {@code ${VARIABLE:default}} stay so
     * @param live what Airtable holds
     */
    public static String write(Base file, String written, LiveSchema live) {
        return new BaseFileWriter(written).text(file, live);
    }

    private String text(Base file, LiveSchema live) {
        text.append(HEAD);
        line("base: " + file.key(), "base");
        line("name: " + scalar(file.name()), "name");
        line("id: " + raw.get("id"), "id");
        line(TABLES + ":", TABLES);
        Map<String, String> keys = tableKeys(file, live.tables());
        for (Table table : live.tables()) {
            String key = keys.get(table.id());
            table(key, file.tables().get(key), table);
            line("fields:", TABLES, key, "fields");
            Map<String, String> fieldKeys = fieldKeys(file.tables().get(key), table);
            table.fields().values().stream()
                    .filter(field -> field.type() != FieldType.unknown)
                    .forEach(field -> line(
                            scalar(fieldKeys.get(field.name())) + ": " + field(field, live, keys),
                            TABLES,
                            key,
                            "fields",
                            fieldKeys.get(field.name())));
        }
        comments.last().forEach(comment -> text.append(comment).append('\n'));
        return text.toString();
    }

    /** @param known as the file has it; null when it is new */
    private void table(String key, Table known, Table table) {
        line(scalar(key) + ":", TABLES, key);
        String name = placeholderOr(key, "name", known == null ? null : known.name(), table.name());
        line("name: " + name, TABLES, key, "name");
        String id = placeholderOr(key, "id", known == null ? null : known.id(), table.id());
        line("id: " + id, TABLES, key, "id");
        if (known != null && known.view() != null) {
            line("view: " + scalar(known.view()), TABLES, key, "view");
        }
        if (table.primary() != null) {
            line("primary: " + scalar(fieldKeys(known, table).get(table.primary())), TABLES, key, "primary");
        }
    }

    private void line(String line, String... path) {
        text.append(comments.around(line, "  ".repeat(path.length - 1), path));
    }

    /** By Airtable's id of the table. */
    private static Map<String, String> tableKeys(Base file, List<Table> live) {
        List<Named> known = file.tables().values().stream()
                .map(table -> new Named(table.key(), table.name(), table.id()))
                .toList();
        List<String> keys = keys(
                live.stream()
                        .map(table -> new Named(null, table.name(), table.id()))
                        .toList(),
                known);
        Map<String, String> byId = new LinkedHashMap<>();
        for (int i = 0; i < live.size(); i++) {
            byId.put(live.get(i).id(), keys.get(i));
        }
        return byId;
    }

    /** By Airtable's name of the field. */
    private static Map<String, String> fieldKeys(Table known, Table live) {
        List<Named> fields = known == null
                ? List.of()
                : known.fields().values().stream()
                        .map(field -> new Named(field.key(), field.name(), field.id()))
                        .toList();
        List<Named> there = live.fields().values().stream()
                .map(field -> new Named(null, field.name(), field.id()))
                .toList();
        List<String> keys = keys(there, fields);
        Map<String, String> byName = new LinkedHashMap<>();
        for (int i = 0; i < there.size(); i++) {
            byName.put(there.get(i).name(), keys.get(i));
        }
        return byName;
    }

    /** Logical names in the order of what is there; one that is sure of its name takes it before one that is less sure. */
    private static List<String> keys(List<Named> live, List<Named> known) {
        String[] keys = new String[live.size()];
        Set<String> taken = new HashSet<>();
        for (BiPredicate<Named, Named> same : SURE_TO_UNSURE) {
            for (int i = 0; i < keys.length; i++) {
                if (keys[i] == null) {
                    Named there = live.get(i);
                    keys[i] = known.stream()
                            .filter(here -> same.test(there, here) && !taken.contains(here.key()))
                            .map(Named::key)
                            .findFirst()
                            .orElse(null);
                    taken.add(keys[i]);
                }
            }
        }
        // the logical name of something that is gone must not come to mean something else
        known.forEach(here -> taken.add(here.key()));
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == null) {
                keys[i] = unused(logical(live.get(i).name()), taken);
            }
        }
        return List.of(keys);
    }

    private static boolean similar(String name, String other) {
        String plain = Names.plain(name);
        return !plain.isEmpty() && plain.equals(Names.plain(other));
    }

    private static String field(Field field, LiveSchema live, Map<String, String> tableKeys) {
        List<String> parts = new ArrayList<>();
        parts.add("name: " + scalar(field.name()));
        parts.add("id: " + field.id());
        parts.add("type: " + field.type());
        if (field.select()) {
            parts.add("choices: "
                    + field.choices().stream().map(BaseFileWriter::scalar).collect(Collectors.joining(", ", "[", "]")));
        }
        if (field.linkedTable() != null && tableKeys.containsKey(field.linkedTable())) {
            parts.add("table: " + scalar(tableKeys.get(field.linkedTable())));
            inverse(field, live).ifPresent(name -> parts.add("inverse: " + scalar(name)));
        }
        if (field.options().get("durationFormat") != null) {
            parts.add("format: " + scalar(field.options().get("durationFormat")));
        }
        for (String option : List.of("precision", "symbol", "max", "timeZone")) {
            if (field.options().get(option) != null) {
                parts.add(option + ": " + scalar(field.options().get(option)));
            }
        }
        return "{" + String.join(", ", parts) + "}";
    }

    /** The field on the other side of a link, by Airtable's name. */
    private static Optional<String> inverse(Field link, LiveSchema live) {
        return live.tables().stream()
                .filter(table -> table.id().equals(link.linkedTable()))
                .flatMap(table -> table.fields().values().stream())
                .filter(field -> field.id().equals(link.options().get("inverseLinkFieldId")))
                .map(Field::name)
                .findFirst();
    }

    /** A placeholder stays one; its default follows Airtable unless it stands for what is there already. */
    private String placeholderOr(String table, String name, String known, String live) {
        Object written = raw.get(TABLES) instanceof Map<?, ?> tables && tables.get(table) instanceof Map<?, ?> map
                ? map.get(name)
                : null;
        Matcher placeholder = PLACEHOLDER.matcher(String.valueOf(written));
        if (!placeholder.matches()) {
            return scalar(live);
        }
        String kept = live.equals(known) || live.contains("}")
                ? placeholder.group()
                : "${" + placeholder.group(1) + ":" + live + "}";
        return PLAIN_PLACEHOLDER.matcher(kept).matches() ? kept : quoted(kept);
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
        String text = Placeholders.escaped(value.toString());
        if (text.matches("[A-Za-z_][A-Za-z0-9_ -]*[A-Za-z0-9_]|[A-Za-z]")
                && !text.matches("(?i)yes|no|on|off|true|false|null|y|n")) {
            return text;
        }
        return quoted(text);
    }

    private static String quoted(String text) {
        return new Dump(QUOTED).dumpToString(text).trim();
    }
}
