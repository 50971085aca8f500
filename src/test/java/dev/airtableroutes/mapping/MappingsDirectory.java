package dev.airtableroutes.mapping;

import dev.airtableroutes.failure.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A mappings directory made for one test. */
final class MappingsDirectory {

    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    private MappingsDirectory(Path directory) {
        this.directory = directory;
    }

    static MappingsDirectory at(Path directory) {
        return new MappingsDirectory(directory);
    }

    MappingsDirectory file(String name, String content) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    MappingsDirectory environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Catalog load() {
        return Catalog.load(directory, environment::get);
    }

    /** The problems, with the directory taken out of the file names. */
    List<String> problems() {
        try {
            load();
            return List.of();
        } catch (ConfigurationException refused) {
            return refused.problems().stream()
                    .map(problem -> problem.replace(directory + "/", ""))
                    .toList();
        }
    }
}
