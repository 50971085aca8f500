package dev.airtableroutes.sync;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The select options that Airtable did not have when the table was read: each is made once in a pass. Safe for many threads. */
final class NewOptions {

    private final Table table;
    private final Map<String, Set<Object>> made = new ConcurrentHashMap<>();

    NewOptions(Table table) {
        this.table = table;
    }

    /** Fields of these cells for which Airtable would have to make an option. */
    Set<String> of(Map<String, Object> cells) {
        return cells.entrySet().stream()
                .filter(cell -> cell.getValue() != null)
                .filter(cell -> table.fields().get(cell.getKey()).select())
                .filter(cell -> !options(cell.getValue()).stream().allMatch(option -> offered(cell.getKey(), option)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean offered(String field, Object option) {
        Field known = table.fields().get(field);
        return known.offers(option) || made.getOrDefault(field, Set.of()).contains(option);
    }

    /** Airtable confirmed the change, so it has these options by now. */
    void confirmed(Change change) {
        for (String field : change.payload().newOptions()) {
            Object value = change.cells().get(field);
            if (value != null) {
                made.computeIfAbsent(field, key -> ConcurrentHashMap.newKeySet())
                        .addAll(options(value));
            }
        }
    }

    private static List<?> options(Object value) {
        return value instanceof List<?> several ? several : List.of(value);
    }
}
