package dev.airtableroutes.failure;

import java.util.List;

/**
 * Something that only a person can mend: a token, a permission, a mapping, a field that is gone. Each problem is one
 * sentence that says where it is and what to do. It dead-letters nothing: the work waits until it is mended.
 */
public class ConfigurationException extends RuntimeException {

    private final transient List<String> problems;

    public ConfigurationException(String problem) {
        this(List.of(problem));
    }

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
