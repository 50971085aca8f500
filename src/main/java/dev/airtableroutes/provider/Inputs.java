package dev.airtableroutes.provider;

import dev.airtableroutes.mapping.Path;
import dev.airtableroutes.mapping.Scalars;
import dev.airtableroutes.privacy.Identity;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is known of a subject, written as providers want it: nobody pays twice for {@code https://www.ACME.com/} and
 * {@code acme.com}.
 */
final class Inputs {

    private static final Pattern SLUG = Pattern.compile("[\\p{L}\\p{N}%_-]+");

    private final Map<String, Object> subject;

    Inputs(Map<String, Object> subject) {
        this.subject = subject;
    }

    /**
     * The value at a path, normalised by what the path is called; null for nothing, and for what is none: a domain without
     * a dot, a page that is no profile, a full name of one word, which nobody is found by.
     */
    Object get(String path) {
        Object value = normalised(path, Path.of(path).in(subject));
        return path.equals("person.fullName") ? fullName(value) : value;
    }

    /** The elements of a list, each as a subject of its own. */
    List<Inputs> rows(String path) {
        List<Inputs> rows = new ArrayList<>();
        if (Path.of(path).in(subject) instanceof List<?> list) {
            for (Object row : list) {
                Map<String, Object> content = new LinkedHashMap<>();
                if (row instanceof Map<?, ?> map) {
                    map.forEach((name, value) -> content.put(String.valueOf(name), value));
                }
                rows.add(new Inputs(content));
            }
        }
        return rows;
    }

    private Object fullName(Object whole) {
        if (whole != null && whole.toString().contains(" ")) {
            return whole;
        }
        Object first = get("person.firstName");
        Object last = get("person.lastName");
        return first == null || last == null ? null : first + " " + last;
    }

    private static Object normalised(String path, Object value) {
        if (Scalars.nothing(value) || !(value instanceof String text)) {
            return Scalars.nothing(value) ? null : value;
        }
        String tidy = Normalizer.normalize(text, Normalizer.Form.NFC).strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
        if (tidy.isEmpty()) {
            return null;
        }
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "domain" -> Identity.domain(tidy);
            case "address" -> tidy.toLowerCase(Locale.ROOT);
            case "linkedinUrl" -> profile(tidy.toLowerCase(Locale.ROOT));
            default -> tidy;
        };
    }

    /** Also the last part alone, as a person writes it. */
    private static String profile(String text) {
        String profile = Identity.linkedinUrl(text);
        return profile == null && SLUG.matcher(text).matches() ? "https://www.linkedin.com/in/" + text : profile;
    }
}
