package dev.airtableroutes.sandbox;

import dev.airtableroutes.base.FieldType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One field as the sandbox's Airtable has it now; a person can rename it, change its type or its options. */
final class LiveField {

    final String key;
    final String id;
    final int slot;
    final LiveTable table;
    final Map<String, Object> options;
    final Set<String> choices;
    String name;
    FieldType type;
    /** Null for a link whose table nobody knows: no record can be put there. */
    LiveTable linked;

    LiveField inverse;

    LiveField(
            LiveTable table,
            int slot,
            String key,
            String id,
            String name,
            FieldType type,
            List<String> choices,
            Map<String, Object> options) {
        this.table = table;
        this.slot = slot;
        this.key = key;
        this.id = id;
        this.name = name;
        this.type = type;
        // where the file does not know them it starts with none: options come by typecast or by hand, never by a guess
        this.choices = choices == null ? new LinkedHashSet<>() : new LinkedHashSet<>(choices);
        this.options = options;
    }

    boolean link() {
        return type == FieldType.multipleRecordLinks;
    }

    boolean answersTo(String text) {
        return text.equals(id) || text.equals(name) || text.equals(key);
    }

    int option(String option, int otherwise) {
        return options.get(option) instanceof Number number ? number.intValue() : otherwise;
    }
}
