package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.base.Table;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Fields, tables and mappings for tests. */
final class Samples {

    static final List<String> CHOICES = List.of("High Value", "VIP", "Regular", "vegan", "Vegan");

    private Samples() {}

    static Field field(FieldType type) {
        List<String> choices =
                type == FieldType.singleSelect || type == FieldType.multipleSelects ? CHOICES : List.of();
        return new Field(type.name(), type.name(), null, type, choices, null, Map.of());
    }

    static List<FieldType> writableTypes() {
        return Arrays.stream(FieldType.values())
                .filter(type -> !type.computed())
                .toList();
    }

    /** A table with a field of each type, called as the type. */
    static Table everyType() {
        Map<String, Field> fields = new LinkedHashMap<>();
        writableTypes().forEach(type -> fields.put(type.name(), field(type)));
        return new Table("sample", "types", "Types", null, null, "singleLineText", fields);
    }

    static FieldMapping from(String... paths) {
        return field(List.of(paths), ZoneOffset.UTC, Owner.document, null);
    }

    static FieldMapping in(ZoneId zone, String path) {
        return field(List.of(path), zone, Owner.document, null);
    }

    static FieldMapping link(String path) {
        return field(List.of(path), ZoneOffset.UTC, Owner.document, "sample/types");
    }

    /** People may change it, and may make options that Airtable does not have. */
    static FieldMapping shared(ZoneId zone, String path) {
        return field(List.of(path), zone, Owner.shared, null);
    }

    private static FieldMapping field(List<String> from, ZoneId zone, Owner owner, String link) {
        return new FieldMapping(
                from,
                null,
                null,
                null,
                ", ",
                false,
                null,
                null,
                null,
                zone,
                Map.of(),
                owner == Owner.shared,
                false,
                owner,
                link,
                null);
    }

    static Mapping mapping(Map<String, FieldMapping> fields) {
        return new Mapping(
                "sample/types",
                "types",
                List.of(),
                fields,
                Nulls.keep,
                Invalid.drop,
                null,
                Deleted.KEEP,
                null,
                List.of(),
                false,
                "types.yaml");
    }

    /** The cell that a field of a type makes of a value: canonical, null, the keys of a link, or the reason why it is bad. */
    static Object convert(FieldType type, Object value) {
        return convert(type, type == FieldType.multipleRecordLinks ? link("value") : from("value"), value);
    }

    static Object convert(FieldType type, FieldMapping mapping, Object value) {
        Mapped mapped =
                new Mapper(mapping(Map.of(type.name(), mapping)), everyType()).map(new Document("value", value));
        if (!mapped.badCells().isEmpty()) {
            return mapped.badCells().get(0);
        }
        return mapped.links().containsKey(type.name())
                ? mapped.links().get(type.name())
                : mapped.cells().get(type.name());
    }
}
