package dev.airtableroutes.mapping;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant: the candidate that is the fewest keystrokes away. */
final class Nearest {

    private static final int COMPARED = 60;

    private Nearest() {}

    /** The nearest candidate, however far; null when there is none. */
    static String of(String wanted, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> distance(wanted, candidate)))
                .orElse(null);
    }

    /** The nearest candidate that a slip of the finger explains. */
    static Optional<String> slip(String wanted, Collection<String> candidates) {
        return Optional.ofNullable(of(wanted, candidates))
                .filter(nearest -> distance(wanted, nearest) <= Math.max(1, wanted.length() / 3));
    }

    /** {@code "; did you mean \"min\"?"}, or a full stop when nothing is near. */
    static String hint(String wanted, Collection<String> candidates) {
        return slip(wanted, candidates)
                .map(nearest -> "; did you mean \"" + nearest + "\"?")
                .orElse(".");
    }

    private static int distance(String one, String other) {
        String a = BadCell.cut(one.strip().toLowerCase(Locale.ROOT), COMPARED);
        String b = BadCell.cut(other.strip().toLowerCase(Locale.ROOT), COMPARED);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
