package dev.airtableroutes.reload;

import dev.airtableroutes.base.EditedFiles;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The files of {@code MAPPINGS_DIR}. They are checked together, since they speak of each other. */
@Component
class MappingFiles {

    private static final Logger LOG = LoggerFactory.getLogger(MappingFiles.class);

    private final Path directory;
    private final Environment environment;
    private final Mappings mappings;
    private final Providers providers;
    private final LeadRules rules;
    /** The files that hold, by name; null as long as that is not known. */
    private Map<String, String> inForce;

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

    /**
     * Puts the files into force. One that is wrong stays as it was, and so does what it would not fit to: the others do not
     * wait for it.
     *
     * @param saved the files by name
     * @return what is wrong, by file
     */
    Map<String, List<String>> takeOver(Map<String, String> saved) {
        Map<String, List<String>> sentences = new LinkedHashMap<>();
        Map<String, String> target = new HashMap<>(saved);
        boolean again = true;
        while (again) {
            List<String> problems = adopt(saved, target);
            Set<String> told = new TreeSet<>();
            for (String problem : problems) {
                String file = culprit(problem, target);
                told.add(file);
                List<String> known = sentences.computeIfAbsent(file, name -> new ArrayList<>());
                if (!known.contains(problem)) {
                    known.add(problem);
                }
            }
            again = keepAsTheyWere(told, target);
        }
        return sentences;
    }

    /** All of them or, when anything is wrong, none. */
    private List<String> adopt(Map<String, String> saved, Map<String, String> target) {
        EditedFiles files = EditedFiles.except(differing(saved, target));
        List<String> problems = new ArrayList<>();
        Optional<Catalog> catalog = read(() -> Catalog.load(directory, files, environment::getProperty), problems);
        Optional<Map<String, Provider>> next =
                read(() -> ProviderFiles.load(directory, files, environment::getProperty), problems);
        Optional<Rules> nextRules = next.flatMap(all -> read(
                () -> RulesFile.load(directory, files, Providers.allPurses(all), environment::getProperty), problems));
        if (problems.isEmpty()) {
            catalog.ifPresent(this::change);
            next.ifPresent(this::change);
            nextRules.ifPresent(this::change);
            inForce = Map.copyOf(target);
        }
        return problems;
    }

    private Map<Path, String> differing(Map<String, String> saved, Map<String, String> target) {
        Map<Path, String> differing = new HashMap<>();
        all(saved, target)
                .filter(name -> !Objects.equals(saved.get(name), target.get(name)))
                .forEach(name -> differing.put(directory.resolve(name), target.get(name)));
        return differing;
    }

    private static Stream<String> all(Map<String, String> some, Map<String, String> others) {
        return Stream.concat(some.keySet().stream(), others.keySet().stream()).distinct();
    }

    /** Returns whether that changes anything, so that the rest may be sound. */
    private boolean keepAsTheyWere(Set<String> wrong, Map<String, String> target) {
        // what the application began with is not known before a first look at files that are all sound
        if (inForce == null) {
            return false;
        }
        List<String> changed = all(target, inForce)
                .filter(name -> !Objects.equals(target.get(name), inForce.get(name)))
                .filter(name -> wrong.contains(name)
                        || wrong.stream()
                                .anyMatch(file -> unchanged(file, target) && needs(file, target.get(file), name)))
                .toList();
        for (String name : changed) {
            if (inForce.containsKey(name)) {
                target.put(name, inForce.get(name));
            } else {
                target.remove(name);
            }
        }
        return !changed.isEmpty();
    }

    private boolean unchanged(String file, Map<String, String> target) {
        return inForce.containsKey(file) && inForce.get(file).equals(target.get(file));
    }

    /** A table needs its base, and the tables that it names; the rules need the providers. */
    private static boolean needs(String file, String text, String other) {
        if (file.equals(RulesFile.NAME)) {
            return other.startsWith(ProviderFiles.FOLDER + "/");
        }
        String base = file.replaceFirst("^tables/([^/]*)/.*", "$1");
        String table = other.replaceFirst("^tables/(.*)\\.yaml$", "$1");
        return other.equals("bases/" + base + ".yaml") || !table.equals(other) && text.contains(table);
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
    private String culprit(String problem, Map<String, String> files) {
        return files.keySet().stream()
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
