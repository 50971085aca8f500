package dev.airtableroutes.failure;

import java.util.List;

/**
 * Somebody has to change a file, a variable or a permission before it makes sense to go on. Carries every problem that was
 * found, each one sentence; the message is all of them, a line each.
 */
public class ConfigurationException extends RuntimeException {

    private final List<String> problems;

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public ConfigurationException(String problem) {
        this(List.of(problem));
    }

    public List<String> problems() {
        return problems;
    }
}
