package dev.airtableroutes.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code .env.example} is the list of what can be set from outside: all of it, and nothing that has no effect. */
class EnvironmentTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)[:}]");
    /** Secrets of providers are named, never filled in. */
    private static final Pattern SECRET = Pattern.compile("\\b(?:key|client|secret): ([A-Z][A-Z0-9_]+)");

    private static final Pattern LISTED = Pattern.compile("(?m)^#?([A-Z][A-Z0-9_]+)=");

    @Test
    void everyVariableIsListedAndNoOther() throws IOException {
        Set<String> read = new TreeSet<>();
        for (Path file : files()) {
            read.addAll(found(VARIABLE, file));
            if (file.startsWith("mappings/integrations")) {
                read.addAll(found(SECRET, file));
            }
        }
        // one sentence stands for the ids of 62 tables
        read.removeIf(name -> name.matches("YOBOT_\\d+_\\w+_ID"));
        assertThat(found(LISTED, Path.of(".env.example"))).isEqualTo(read);
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(List.of(Path.of("src/main/resources/application.yaml")));
        for (String directory : List.of("routes", "mappings")) {
            try (Stream<Path> all = Files.walk(Path.of(directory))) {
                all.filter(file -> file.toString().endsWith(".yaml")).forEach(files::add);
            }
        }
        return files;
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
