package dev.airtableroutes.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A dotted path into a document, {@code participants.0.name}; a number is a list's index, or a key of an object. */
public final class Path {

    private final String[] names;
    private final int[] indexes;

    private Path(String[] names, int[] indexes) {
        this.names = names;
        this.indexes = indexes;
    }

    public static Path of(String dotted) {
        List<String> names = List.of(dotted.split("\\.", -1));
        return new Path(
                names.toArray(String[]::new),
                names.stream().mapToInt(Path::index).toArray());
    }

    private static int index(String name) {
        return name.matches("[0-9]{1,9}") ? Integer.parseInt(name) : -1;
    }

    /** What stands there; null where there is nothing, also where the path goes through a scalar. */
    public Object in(Object value) {
        Object found = value;
        for (int i = 0; i < names.length && found != null; i++) {
            found = step(found, i);
        }
        return found;
    }

    private Object step(Object value, int i) {
        if (value instanceof Map<?, ?> map) {
            return map.get(names[i]);
        }
        if (indexes[i] >= 0 && value instanceof List<?> list) {
            return indexes[i] < list.size() ? list.get(indexes[i]) : null;
        }
        return null;
    }

    /** What stands there in every element; elements without it are left out. */
    List<Object> inEach(List<?> list) {
        List<Object> found = new ArrayList<>(list.size());
        for (Object element : list) {
            Object value = in(element);
            if (value != null) {
                found.add(value);
            }
        }
        return found;
    }
}
