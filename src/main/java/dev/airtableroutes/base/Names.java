package dev.airtableroutes.base;

import java.util.Collection;
import java.util.Comparator;

/** Names that people change: compared without emoji, blanks and case. */
public final class Names {

    private Names() {}

    /** Letters and digits of a name, lower-case: what is left when its emoji drifts. */
    public static String plain(String name) {
        return name.codePoints()
                .filter(Character::isLetterOrDigit)
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The most similar of the names, or null when none is near. */
    public static String nearest(String name, Collection<String> names) {
        String plain = plain(name);
        return names.stream()
                .min(Comparator.comparingInt(other -> Nearest.distance(plain, plain(other))))
                .filter(other -> Nearest.distance(plain, plain(other)) <= Math.max(2, plain.length() / 3))
                .orElse(null);
    }
}
