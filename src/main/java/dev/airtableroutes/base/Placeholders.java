package dev.airtableroutes.base;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in <code>${VARIABLE:default}</code> from the environment; <code>$${</code> is a <code>${</code> that is meant. */
public final class Placeholders {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");

    private Placeholders() {}

    /**
     * The text with every placeholder replaced. A variable that is empty counts as not set, as a line of an
     * {@code .env} file that nobody filled in.
     *
     * @param environment the value of a variable, or null: {@code System::getenv}
     * @throws IllegalArgumentException when a variable is not set and the placeholder has no default
     */
    public static String resolve(String text, UnaryOperator<String> environment) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) == null ? "${" : value(found.group(1), found.group(2), environment)));
    }

    /** The text that {@link #resolve} makes this one of: what Airtable's people wrote asks for no variable. */
    static String escaped(String text) {
        return text.replace("${", "$${");
    }

    /** The same file with every placeholder of its values replaced, however deep; its keys stay as they are. */
    public static Map<String, Object> resolve(Map<String, ?> file, UnaryOperator<String> environment) {
        Map<String, Object> resolved = new LinkedHashMap<>();
        file.forEach((key, value) -> resolved.put(key, resolved(value, environment)));
        return resolved;
    }

    @SuppressWarnings("unchecked")
    private static Object resolved(Object value, UnaryOperator<String> environment) {
        if (value instanceof String text) {
            return resolve(text, environment);
        }
        if (value instanceof Map<?, ?> map) {
            return resolve((Map<String, ?>) map, environment);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> resolved(item, environment)).toList();
        }
        return value;
    }

    private static String value(String variable, String otherwise, UnaryOperator<String> environment) {
        String value = environment.apply(variable);
        if (value != null && !value.isEmpty()) {
            return value;
        }
        if (otherwise == null) {
            throw new IllegalArgumentException(
                    "The environment variable %s is not set and ${%s} has no default: set it, or write ${%s:default}."
                            .formatted(variable, variable, variable));
        }
        return otherwise;
    }
}
