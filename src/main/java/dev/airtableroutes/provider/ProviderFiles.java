package dev.airtableroutes.provider;

import dev.airtableroutes.base.EditedFiles;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.mapping.Problems;
import dev.airtableroutes.mapping.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The files of {@code mappings/integrations/}. */
public final class ProviderFiles {

    /** Below the mappings directory. */
    public static final String FOLDER = "integrations";

    private ProviderFiles() {}

    /**
     * Reads and checks all files; no directory, no providers.
     *
     * @param environment the value of a variable by name, or null, for {@code ${NAME:default}} in the files
     * @return providers by name, in the order of their files
     * @throws ConfigurationException with every problem of every file, such as
     *     {@code mappings/integrations/hunter.yaml:12: operations.find.prise: "prise" is not a property here; did you mean
     *     "price"?}
     */
    public static Map<String, Provider> load(Path mappings, UnaryOperator<String> environment) {
        return load(mappings, EditedFiles.asSaved(), environment);
    }

    /** The same, of files some of which may be as they were before. */
    public static Map<String, Provider> load(Path mappings, EditedFiles edited, UnaryOperator<String> environment) {
        Path directory = mappings.resolve(FOLDER);
        Problems problems = new Problems();
        Map<String, Provider> providers = new LinkedHashMap<>();
        for (Path path : files(directory, edited, problems)) {
            YamlFile.read(edited, path, environment, problems)
                    .flatMap(file -> new ProviderFile(file, problems)
                            .read(path.getFileName().toString().replaceFirst("\\.yaml$", "")))
                    .ifPresent(provider -> providers.put(provider.name(), provider));
        }
        if (!problems.none()) {
            throw new ConfigurationException(problems.sentences());
        }
        return providers;
    }

    private static List<Path> files(Path directory, EditedFiles edited, Problems problems) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try {
            List<Path> files = edited.below(directory);
            files.stream()
                    .filter(file -> file.toString().endsWith(".yml"))
                    .forEach(file -> problems.add(file.toString(), 0, "", "mappings end in .yaml; rename the file."));
            return files.stream()
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .toList();
        } catch (IOException unreadable) {
            problems.add(directory.toString(), 0, "", "the directory cannot be read: " + unreadable.getMessage() + ".");
            return List.of();
        }
    }
}
