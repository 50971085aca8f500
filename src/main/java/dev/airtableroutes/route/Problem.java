package dev.airtableroutes.route;

import java.util.Comparator;

/**
 * Something wrong in a file of {@code routes/}.
 *
 * @param file below {@code routes/}, with slashes
 * @param sentence what was found, what was expected
 */
record Problem(String file, int line, String sentence) implements Comparable<Problem> {

    private static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::file).thenComparingInt(Problem::line).thenComparing(Problem::sentence);

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** Without the file. */
    String here() {
        return "line " + line + ": " + sentence;
    }

    @Override
    public String toString() {
        return "routes/" + file + ":" + line + ": " + sentence;
    }
}
