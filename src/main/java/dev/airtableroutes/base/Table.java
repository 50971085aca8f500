package dev.airtableroutes.base;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One table of a base.
 *
 * @param base the logical name of its base, {@code cuculi}
 * @param key its own logical name, {@code users}
 * @param name Airtable's name of it, byte for byte
 * @param id Airtable's id, or null where it is not known or only a placeholder
 * @param view the view that people look at by default, or null
 * @param primary the logical key of the primary field
 * @param fields by logical key, in the order of the file
 */
public record Table(
        String base, String key, String name, String id, String view, String primary, Map<String, Field> fields) {

    public Table {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** {@code cuculi/users}. */
    public String logicalName() {
        return base + "/" + key;
    }

    /** What stands for the table in a URL: the id where it looks like one of Airtable's ({@code tbl} and 14), else the name. */
    public String address() {
        return id != null && id.matches("tbl[A-Za-z0-9]{14}") ? id : name;
    }
}
