package dev.airtableroutes.base;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One Airtable base.
 *
 * @param key our logical name, {@code cuculi}
 * @param name the title that people see in Airtable
 * @param id Airtable's id; its length is not checked, since Airtable never promised one
 * @param tables by logical key, in the order of the file
 */
public record Base(String key, String name, String id, Map<String, Table> tables) {

    public Base {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }
}
