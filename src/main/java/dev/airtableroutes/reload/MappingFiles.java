package dev.airtableroutes.reload;

import dev.airtableroutes.base.FileTree;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.lead.Rules;
import dev.airtableroutes.lead.RulesFile;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.ProviderFiles;
import dev.airtableroutes.provider.Providers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The files of {@code MAPPINGS_DIR}. They are checked together, since they speak of each other, and hold together. */
@Component
class MappingFiles {

    private static final Logger LOG = LoggerFactory.getLogger(MappingFiles.class);

    private final Path directory;
    private final Environment environment;
    private final Mappings mappings;
    private final Providers providers;
    private final LeadRules rules;

    MappingFiles(
            @Value("${mappings.directory}") Path directory,
            Environment environment,
            Mappings mappings,
            Providers providers,
            LeadRules rules) {
        this.directory = directory;
        this.environment = environment;
        this.mappings = mappings;
        this.providers = providers;
        this.rules = rules;
    }

    /**
     * The files as they are now, by their names below the directory.
     *
     * @throws IOException when they cannot be read
     */
    Map<String, String> read() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String folder : List.of("bases", "tables", ProviderFiles.FOLDER)) {
            if (folder.equals(ProviderFiles.FOLDER) && !Files.isDirectory(directory.resolve(folder))) {
                continue;
            }
            for (Path file : FileTree.files(directory.resolve(folder))) {
                if (file.toString().matches(".*\\.ya?ml")) {
                    texts.put(name(file), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                }
            }
        }
        Path rulesFile = directory.resolve(RulesFile.NAME);
        if (Files.exists(rulesFile)) {
            texts.put(name(rulesFile), Files.readString(rulesFile));
        }
        return texts;
    }

    private String name(Path file) {
        return directory.relativize(file).toString().replace('\\', '/');
    }

    /** Puts the files into force, all or none; returns what is wrong, by file. */
    Map<String, List<String>> change(Set<String> files) {
        List<String> problems = new ArrayList<>();
        Optional<Catalog> catalog = read(() -> Catalog.load(directory, environment::getProperty), problems);
        Optional<Map<String, Provider>> next =
                read(() -> ProviderFiles.load(directory, environment::getProperty), problems);
        Optional<Rules> nextRules = next.flatMap(
                all -> read(() -> RulesFile.load(directory, all.keySet(), environment::getProperty), problems));
        if (problems.isEmpty()) {
            catalog.ifPresent(this::change);
            next.ifPresent(this::change);
            nextRules.ifPresent(this::change);
        }
        Map<String, List<String>> sentences = new LinkedHashMap<>();
        problems.forEach(problem -> sentences
                .computeIfAbsent(culprit(problem, files), file -> new ArrayList<>())
                .add(problem));
        return sentences;
    }

    private static <T> Optional<T> read(Supplier<T> files, List<String> problems) {
        try {
            return Optional.of(files.get());
        } catch (ConfigurationException broken) {
            problems.addAll(broken.problems());
            return Optional.empty();
        }
    }

    private void change(Catalog next) {
        Catalog before = mappings.current();
        if (!next.equals(before)) {
            mappings.replace(next);
            LOG.info("The mappings are loaded anew; changed: {}", changed(before, next));
        }
    }

    private void change(Map<String, Provider> next) {
        if (!next.equals(providers.all())) {
            providers.replace(next);
            LOG.info("The providers are loaded anew: {}", next.keySet());
        }
    }

    private void change(Rules next) {
        if (!next.equals(rules.current())) {
            rules.replace(next);
            LOG.info("The rules for leads are loaded anew.");
        }
    }

    /** A problem begins with its file; what does not concerns them all. */
    private String culprit(String problem, Set<String> files) {
        return files.stream()
                .filter(file -> problem.startsWith(directory.resolve(file) + ":"))
                .findFirst()
                .orElse("");
    }

    private static Set<String> changed(Catalog before, Catalog next) {
        Set<String> changed = new TreeSet<>();
        Map<String, Mapping> old = before.mappings();
        next.mappings().forEach((table, mapping) -> {
            boolean same = mapping.equals(old.get(table))
                    && next.bases().table(table).equals(before.bases().table(table));
            if (!same) {
                changed.add(table);
            }
        });
        old.keySet().stream()
                .filter(table -> !next.mappings().containsKey(table))
                .map(table -> table + " (gone)")
                .forEach(changed::add);
        return changed;
    }
}
