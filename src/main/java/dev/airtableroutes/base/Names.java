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
                .min(Comparator.comparingInt(other -> distance(plain, plain(other))))
                .filter(other -> distance(plain, plain(other)) <= Math.max(2, plain.length() / 3))
                .orElse(null);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] costs = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(substitute, Math.min(costs[j], costs[j - 1]) + 1);
            }
        }
        return costs[b.length()];
    }
}
