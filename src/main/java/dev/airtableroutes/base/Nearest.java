package dev.airtableroutes.base;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant: the candidate that is the fewest keystrokes away. */
public final class Nearest {

    private static final int COMPARED = 60;

    private Nearest() {}

    /** The nearest candidate, however far; null when there is none. */
    public static String of(String wanted, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(wanted, candidate)))
                .orElse(null);
    }

    /** The nearest candidate that a slip of the finger explains. */
    public static Optional<String> slip(String wanted, Collection<String> candidates) {
        return Optional.ofNullable(of(wanted, candidates))
                .filter(nearest -> distance(wanted, nearest) <= Math.max(1, wanted.length() / 3));
    }

    /** {@code "; did you mean \"min\"?"}, or a full stop when nothing is near. */
    public static String hint(String wanted, Collection<String> candidates) {
        return slip(wanted, candidates)
                .map(nearest -> "; did you mean \"" + nearest + "\"?")
                .orElse(".");
    }

    /** Letters put in, left out, mistaken, or swapped with their neighbour. */
    static int distance(String one, String other) {
        String a = beginning(one);
        String b = beginning(other);
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : cheapest(steps, a, b, i, j);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static String beginning(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        return plain.length() <= COMPARED ? plain : plain.substring(0, COMPARED);
    }

    private static int cheapest(int[][] steps, String a, String b, int i, int j) {
        boolean equal = a.charAt(i - 1) == b.charAt(j - 1);
        int cheapest = Math.min(steps[i - 1][j - 1] + (equal ? 0 : 1), 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(cheapest, steps[i - 2][j - 2] + 1) : cheapest;
    }
}
