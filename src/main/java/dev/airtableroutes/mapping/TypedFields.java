package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code fields} of files that are no table mappings and whose keys and conversions are the same. */
public final class TypedFields {

    private TypedFields() {}

    /**
     * Reads fields that the schema has nothing against.
     *
     * @param place where they stand in the file, {@code operations.find.fields}
     * @param table the fields that there are, with the types that values are converted for
     * @param problems gets what is wrong; the mapping is without those fields then
     * @return a mapping that is good for a {@link Mapper} of the same table, and for nothing else
     */
    public static Mapping read(
            YamlFile file, String place, Map<String, Object> fields, Table table, Problems problems) {
        TableFile reader = new TableFile(file, problems);
        Map<String, FieldMapping> sound = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            String at = YamlFile.place(place, name);
            FieldMapping mapping = reader.field(at, value);
            if (MappingChecks.field(file, at, table, name, mapping, problems)) {
                sound.put(name, mapping);
            }
        });
        return new Mapping(
                table.logicalName(),
                "",
                List.of(),
                sound,
                Nulls.keep,
                Invalid.drop,
                null,
                Deleted.KEEP,
                null,
                List.of(),
                false,
                file.name());
    }
}
