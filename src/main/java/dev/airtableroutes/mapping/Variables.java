package dev.airtableroutes.mapping;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ${NAME}} and {@code ${NAME:default}} in the texts of a file. */
final class Variables {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?}");

    private Variables() {}

    /** The text with the environment's values; an empty one counts as unset, since shells and containers make them so. */
    static String fill(String text, UnaryOperator<String> environment, Consumer<String> missing) {
        if (text.indexOf("${") < 0) {
            return text;
        }
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String value = environment.apply(matcher.group(1));
            value = value == null || value.isEmpty() ? matcher.group(2) : value;
            if (value == null) {
                missing.accept(matcher.group(1));
                value = "";
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }
}
