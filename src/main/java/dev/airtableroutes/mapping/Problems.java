package dev.airtableroutes.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything found wrong, to be told at once. */
public final class Problems {

    private record Problem(String file, int line, String sentence) {}

    private final List<Problem> problems = new ArrayList<>();

    /**
     * One problem.
     *
     * @param place where in the file, {@code fields.total_spent.min}; empty for the file as a whole
     */
    public void add(YamlFile file, String place, String sentence) {
        add(file.name(), file.line(place), place, sentence);
    }

    /** One problem of a file that could not be read so far; no line is 0. */
    public void add(String file, int line, String place, String sentence) {
        String at = file + (line > 0 ? ":" + line : "") + ": " + (place.isEmpty() ? "" : place + ": ");
        problems.add(new Problem(file, line, at + sentence));
    }

    public boolean none() {
        return problems.isEmpty();
    }

    /** By file and line. */
    public List<String> sentences() {
        return problems.stream()
                .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                .map(Problem::sentence)
                .distinct()
                .toList();
    }
}
