package dev.airtableroutes.base;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A base as Airtable itself describes it, brought together with our file of it: our logical names, Airtable's ids, names,
 * types and options. Where the two differ is drift.
 *
 * @param base the file's base with live names, ids, types and choices; tables and fields that Airtable does not have are
 *     left out
 * @param tables every live table, by Airtable's names, for suggestions and for {@code schema pull}
 * @param drift every difference, most harmful first within a table
 */
public record LiveSchema(Base base, List<Table> tables, List<Drift> drift) {

    /** Brings the file and Airtable's answer to {@code GET /v0/meta/bases/{id}/tables} together. */
    public static LiveSchema of(Base file, Map<String, Object> answer) {
        List<Table> live = list(answer, "tables").stream()
                .map(table -> table(file.key(), table))
                .toList();
        Map<String, Table> tables = new LinkedHashMap<>();
        Map<String, String> keysById = new LinkedHashMap<>();
        List<Drift> drift = new ArrayList<>();
        file.tables().forEach((key, wanted) -> {
            Optional<Table> found = find(wanted, live);
            if (found.isPresent()) {
                List<Drift> here = new ArrayList<>();
                keysById.put(found.get().id(), key);
                tables.put(key, bind(wanted, found.get(), here));
                here.sort(Comparator.comparing(Drift::kind));
                drift.addAll(here);
            } else {
                drift.add(Drift.missingTable(wanted, live));
            }
        });
        live.stream()
                .filter(table -> !keysById.containsKey(table.id()))
                .forEach(table -> drift.add(Drift.unknownTable(file.key(), table)));
        tables.replaceAll((key, table) -> withLinks(table, keysById));
        return new LiveSchema(new Base(file.key(), file.name(), file.id(), tables), live, List.copyOf(drift));
    }

    private static Optional<Table> find(Table wanted, List<Table> live) {
        return live.stream()
                .filter(table -> table.id().equals(wanted.id()))
                .findFirst()
                .or(() -> live.stream()
                        .filter(table -> table.name().equals(wanted.name()))
                        .findFirst());
    }

    private static Table bind(Table wanted, Table live, List<Drift> drift) {
        if (!live.name().equals(wanted.name())) {
            drift.add(Drift.renamedTable(wanted, live));
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        wanted.fields().forEach((key, field) -> {
            Optional<Field> found = find(field, live);
            if (found.isPresent()) {
                Field there = found.get();
                fields.put(
                        key,
                        new Field(
                                key,
                                there.name(),
                                there.id(),
                                there.type(),
                                there.choices(),
                                there.linkedTable(),
                                there.options()));
                drift.addAll(Drift.between(wanted, field, there));
            } else {
                drift.add(Drift.missingField(wanted, field, live));
            }
        });
        Set<String> known = fields.values().stream().map(Field::id).collect(Collectors.toSet());
        live.fields().values().stream()
                .filter(field -> !known.contains(field.id()))
                .forEach(field -> drift.add(Drift.unknownField(wanted, field)));
        return new Table(wanted.base(), wanted.key(), live.name(), live.id(), wanted.view(), wanted.primary(), fields);
    }

    private static Optional<Field> find(Field wanted, Table live) {
        return live.fields().values().stream()
                .filter(field -> field.id().equals(wanted.id()))
                .findFirst()
                .or(() -> Optional.ofNullable(live.fields().get(wanted.name())));
    }

    /** Airtable names a linked table by its id; we by its logical key. */
    private static Table withLinks(Table table, Map<String, String> keysById) {
        Map<String, Field> fields = new LinkedHashMap<>(table.fields());
        fields.replaceAll((key, field) -> field.linkedTable() == null
                ? field
                : new Field(
                        key,
                        field.name(),
                        field.id(),
                        field.type(),
                        field.choices(),
                        keysById.get(field.linkedTable()),
                        field.options()));
        return new Table(table.base(), table.key(), table.name(), table.id(), table.view(), table.primary(), fields);
    }

    private static Table table(String base, Map<String, Object> table) {
        Map<String, Field> fields = new LinkedHashMap<>();
        String primary = null;
        for (Map<String, Object> field : list(table, "fields")) {
            Field read = field(field);
            fields.put(read.name(), read);
            if (read.id().equals(table.get("primaryFieldId"))) {
                primary = read.name();
            }
        }
        return new Table(base, text(table, "name"), text(table, "name"), text(table, "id"), null, primary, fields);
    }

    private static Field field(Map<String, Object> field) {
        Map<String, Object> options = new LinkedHashMap<>(object(field.get("options")));
        List<String> choices = list(options, "choices").stream()
                .map(choice -> text(choice, "name"))
                .toList();
        String linkedTable = text(options, "linkedTableId");
        options.keySet().removeAll(List.of("choices", "linkedTableId"));
        options.values().removeIf(value -> value == null);
        return new Field(
                text(field, "name"),
                text(field, "name"),
                text(field, "id"),
                FieldType.of(text(field, "type")),
                choices,
                linkedTable,
                options);
    }

    private static String text(Map<String, Object> map, String key) {
        Object value = map.get(key);
        return value == null ? null : value.toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return value instanceof Map ? (Map<String, Object>) value : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
    }
}
