package dev.airtableroutes.base;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Airtable's answer to {@code GET /v0/meta/bases/{id}/tables}, made by hand. */
final class LiveBase {

    private final List<Map<String, Object>> tables = new ArrayList<>();

    /** A table; its first field is the primary one. */
    @SafeVarargs
    final LiveBase table(String id, String name, Map<String, Object>... fields) {
        tables.add(Map.of(
                "id",
                id,
                "name",
                name,
                "primaryFieldId",
                fields[0].get("id"),
                "fields",
                List.of(fields),
                "views",
                List.of()));
        return this;
    }

    static Map<String, Object> field(String id, String name, String type) {
        return Map.of("id", id, "name", name, "type", type);
    }

    static Map<String, Object> field(String id, String name, String type, Map<String, ?> options) {
        return Map.of("id", id, "name", name, "type", type, "options", options);
    }

    static Map<String, Object> select(String id, String name, String... choices) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String choice : choices) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", "sel" + choice.hashCode());
            one.put("name", choice);
            one.put("color", null);
            all.add(one);
        }
        return field(id, name, "singleSelect", Map.of("choices", all));
    }

    Map<String, Object> answer() {
        return Map.of("tables", tables);
    }
}
