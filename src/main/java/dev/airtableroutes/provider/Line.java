package dev.airtableroutes.provider;

import dev.airtableroutes.mapping.Path;
import dev.airtableroutes.mapping.Scalars;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A kind of answer and what it means.
 *
 * @param statuses {@code 200}, or {@code 5xx} for a class of them
 * @param when path: what must stand there
 * @param delay when to ask again unless the answer says it, or null
 * @param delayFrom path of the seconds in the answer, or null
 * @param because what a person should know, or null
 * @param free whether it costs nothing, whatever others of its outcome cost
 * @param costs whether it costs the price, though others of its outcome cost nothing
 */
record Line(
        List<String> statuses,
        Map<String, Condition> when,
        Outcome outcome,
        Duration delay,
        String delayFrom,
        String because,
        boolean free,
        boolean costs) {

    Line {
        statuses = List.copyOf(statuses);
        when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
    }

    /**
     * What must stand at a path.
     *
     * @param word one of {@link #WORDS}, or null
     * @param values of which one must stand there
     * @param contains what the text there must contain, or null
     */
    record Condition(String word, List<Object> values, String contains) {

        /** Something; nothing, whether the path ends before or not; an empty list, object or text. */
        static final List<String> WORDS = List.of("present", "missing", "empty");

        boolean holds(Object found) {
            if (contains != null) {
                return found instanceof String text
                        && text.toLowerCase(Locale.ROOT).contains(contains.toLowerCase(Locale.ROOT));
            }
            return word != null ? is(found) : values.stream().anyMatch(value -> same(value, found));
        }

        private boolean is(Object found) {
            if (word.equals("empty")) {
                return found instanceof Map<?, ?> map ? map.isEmpty() : found != null && Scalars.nothing(found);
            }
            return word.equals("present") != Scalars.nothing(found);
        }

        private static boolean same(Object wanted, Object found) {
            if (wanted instanceof Number number && found instanceof Number other) {
                return new BigDecimal(number.toString()).compareTo(new BigDecimal(other.toString())) == 0;
            }
            return wanted instanceof String text && found instanceof String other
                    ? text.equalsIgnoreCase(other)
                    : wanted.equals(found);
        }
    }

    /**
     * Whether an answer is of this kind.
     *
     * @param json the answer, or null when it is no JSON object: then nothing can be said of a success, and nothing of what
     *     stands in it
     */
    boolean fits(int status, Map<String, Object> json) {
        boolean ofThisStatus = statuses.contains(String.valueOf(status)) || statuses.contains(status / 100 + "xx");
        if (!ofThisStatus || (json == null && (status / 100 == 2 || !when.isEmpty()))) {
            return false;
        }
        return holds(when, json);
    }

    static boolean holds(Map<String, Condition> when, Object content) {
        return when.entrySet().stream()
                .allMatch(condition ->
                        condition.getValue().holds(Path.of(condition.getKey()).in(content)));
    }
}
