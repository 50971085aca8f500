package dev.airtableroutes.mapping;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The parts of a file that its schema has nothing against. */
public final class Parts {

    private Parts() {}

    /** The value as text, or null when there is none. */
    public static String text(Map<String, Object> map, String key) {
        Object value = map.get(key);
        return value == null ? null : value.toString();
    }

    /** The number, or null when there is none. */
    public static BigDecimal number(Map<String, Object> map, String key) {
        return map.get(key) instanceof Number number ? Numbers.of(number) : null;
    }

    /** A list of texts, or the one that stands in its place. */
    public static List<String> texts(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    /** An object; empty for nothing. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    /** {@code 30s}, {@code 5m}, {@code 1h} or {@code 1d}; null for nothing. */
    public static Duration duration(String text) {
        if (text == null) {
            return null;
        }
        String unit = text.substring(text.length() - 1);
        return Duration.parse((unit.equals("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
    }
}
