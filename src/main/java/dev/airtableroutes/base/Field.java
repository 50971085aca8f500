package dev.airtableroutes.base;

import java.util.List;
import java.util.Map;

/**
 * One field of a table.
 *
 * @param key our logical name, stable
 * @param name Airtable's name, byte for byte, emoji and trailing blanks included
 * @param id Airtable's id, or null where it is not known
 * @param type what it holds
 * @param choices the options of a select, in order, which may be none at all; null where nobody knows them. Empty for every
 *     other type
 * @param linkedTable the logical key of the linked table in the same base, or null when the field is no link
 * @param options everything else that the type needs ({@code precision}, {@code max}, {@code symbol}, {@code timeZone},
 *     {@code inverse}), as in the base's file; never null
 */
public record Field(
        String key,
        String name,
        String id,
        FieldType type,
        List<String> choices,
        String linkedTable,
        Map<String, Object> options) {

    public Field {
        choices = choices == null ? null : List.copyOf(choices);
        options = Map.copyOf(options);
    }

    public boolean select() {
        return type.select();
    }

    /** Whether the options of a select are known, and this is one of them. */
    public boolean offers(Object option) {
        return choices != null && choices.contains(option.toString());
    }

    public boolean link() {
        return type == FieldType.multipleRecordLinks;
    }
}
