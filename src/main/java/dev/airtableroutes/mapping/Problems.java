package dev.airtableroutes.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything found wrong, to be told at once. */
final class Problems {

    private record Problem(String file, int line, String sentence) {}

    private final List<Problem> problems = new ArrayList<>();

    /**
     * One problem.
     *
     * @param place where in the file, {@code fields.total_spent.min}; empty for the file as a whole
     */
    void add(YamlFile file, String place, String sentence) {
        add(file.name(), file.line(place), place, sentence);
    }

    void add(String file, int line, String place, String sentence) {
        String at = file + (line > 0 ? ":" + line : "") + ": " + (place.isEmpty() ? "" : place + ": ");
        problems.add(new Problem(file, line, at + sentence));
    }

    boolean none() {
        return problems.isEmpty();
    }

    /** By file and line. */
    List<String> sentences() {
        return problems.stream()
                .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
                .map(Problem::sentence)
                .distinct()
                .toList();
    }
}
