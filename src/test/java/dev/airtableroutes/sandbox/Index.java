package dev.airtableroutes.sandbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The records of a table by one field's value, compared exactly; an empty cell is a value too. */
final class Index {

    private static final Object EMPTY = new Object();

    /** One record, or a set of them: nearly every value belongs to one record alone. */
    private final Map<Object, Object> records = new HashMap<>();

    void add(Object value, LiveRecord record) {
        records.merge(key(value), record, Index::both);
    }

    @SuppressWarnings("unchecked")
    private static Object both(Object present, Object added) {
        Set<Object> set = present instanceof Set<?> many ? (Set<Object>) many : new LinkedHashSet<>(Set.of(present));
        set.add(added);
        return set;
    }

    void remove(Object value, LiveRecord record) {
        records.computeIfPresent(key(value), (key, present) -> {
            if (present instanceof Set<?> many) {
                many.remove(record);
                return many.isEmpty() ? null : many;
            }
            return null;
        });
    }

    @SuppressWarnings("unchecked")
    Collection<LiveRecord> find(Object value) {
        Object found = records.get(key(value));
        return found == null ? List.of() : found instanceof Set ? (Set<LiveRecord>) found : List.of((LiveRecord) found);
    }

    /** Numbers compare by value, whatever their Java type. */
    static Object key(Object value) {
        if (value == null) {
            return EMPTY;
        }
        return value instanceof Number number ? (Object) number.doubleValue() : value;
    }
}
