package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.BaseFile;
import dev.airtableroutes.base.Bases;
import dev.airtableroutes.base.EditedFiles;
import dev.airtableroutes.failure.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Reads the files of a mappings directory and gathers everything that is wrong with them. */
final class CatalogLoader {

    private final Path directory;
    private final EditedFiles edited;
    private final UnaryOperator<String> environment;
    private final Problems problems = new Problems();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Base> bases = new LinkedHashMap<>();
    private final Set<String> brokenBases = new HashSet<>();
    private final Map<String, MappingChecks.Read> tables = new LinkedHashMap<>();
    private final Set<String> tablesWithFile = new HashSet<>();

    CatalogLoader(Path directory, EditedFiles edited, UnaryOperator<String> environment) {
        this.directory = directory;
        this.edited = edited;
        this.environment = environment;
    }

    Catalog load() {
        if (!Files.isDirectory(directory)) {
            throw new ConfigurationException("The mappings directory " + directory
                    + " does not exist; set MAPPINGS_DIR to the directory that holds bases/ and tables/.");
        }
        files("bases").forEach(this::readBase);
        files("tables").forEach(this::readTable);
        Bases all = new Bases(bases);
        MappingChecks checks = new MappingChecks(all, brokenBases, tables, tablesWithFile, problems);
        tables.values().forEach(checks::check);
        if (!problems.none()) {
            throw new ConfigurationException(problems.sentences());
        }
        Map<String, Mapping> on = new LinkedHashMap<>();
        Map<String, Mapping> off = new LinkedHashMap<>();
        tables.forEach((table, read) -> (hasId(table) ? on : off).put(table, linked(read.mapping())));
        return new Catalog(all, on, off, warnings);
    }

    private boolean hasId(String table) {
        return bases.get(table.substring(0, table.indexOf('/'))).id() != null;
    }

    /** A link that names no field is by the first match field of its table, which may change without this file. */
    private Mapping linked(Mapping mapping) {
        Map<String, FieldMapping> fields = new LinkedHashMap<>(mapping.fields());
        fields.replaceAll((name, field) -> field.link() == null || field.by() != null
                ? field
                : field.lookedUpIn(tables.get(field.link()).mapping().match().get(0)));
        return mapping.with(
                fields, tables.values().stream().anyMatch(read -> linksById(read.mapping(), mapping.table())));
    }

    private static boolean linksById(Mapping from, String table) {
        return from.fields().values().stream()
                .anyMatch(field -> table.equals(field.link()) && FieldMapping.DOCUMENT_ID.equals(field.by()));
    }

    private List<Path> files(String folder) {
        Path root = directory.resolve(folder);
        if (!Files.isDirectory(root)) {
            problems.add(
                    root.toString(),
                    0,
                    "",
                    "there is no such directory; expected one YAML file for each of the " + folder + ".");
            return List.of();
        }
        try {
            List<Path> files = edited.below(root);
            files.stream().filter(file -> !isYaml(file)).forEach(this::strayFile);
            return files.stream().filter(CatalogLoader::isYaml).toList();
        } catch (IOException unreadable) {
            problems.add(root.toString(), 0, "", "the directory cannot be read: " + unreadable.getMessage() + ".");
            return List.of();
        }
    }

    private static boolean isYaml(Path file) {
        return file.toString().endsWith(".yaml");
    }

    private void strayFile(Path file) {
        if (file.toString().endsWith(".yml")) {
            problems.add(file.toString(), 0, "", "mappings end in .yaml; rename the file.");
        } else {
            warnings.add(file + " is no YAML file and was not read.");
        }
    }

    private void readBase(Path path) {
        String key = withoutSuffix(path.getFileName().toString());
        brokenBases.add(key);
        YamlFile file = YamlFile.read(edited, path, environment, problems).orElse(null);
        if (file == null) {
            return;
        }
        List<FileSchema.Objection> objections = FileKind.BASE.check(file.content());
        objections.forEach(objection -> problems.add(file, objection.place(), objection.sentence()));
        if (!objections.isEmpty() || !(file.content() instanceof Map<?, ?> content)) {
            return;
        }
        Base base = BaseFile.read(strings(content));
        if (!key.equals(base.key())) {
            problems.add(
                    file,
                    "base",
                    "the base is called \"" + base.key() + "\" and its file " + path.getFileName()
                            + "; the two must agree.");
        } else if (new BaseChecks(file, base, problems, warnings).check()) {
            brokenBases.remove(key);
        }
        bases.put(key, base);
    }

    private void readTable(Path path) {
        Path relative = directory.resolve("tables").relativize(path);
        String expected = withoutSuffix(relative.toString().replace('\\', '/'));
        tablesWithFile.add(expected);
        YamlFile file = YamlFile.read(edited, path, environment, problems).orElse(null);
        if (file == null) {
            return;
        }
        Set<String> broken = new HashSet<>();
        Optional<Map<String, Object>> sound = sound(file, broken);
        sound.map(new TableFile(file, problems)::read).ifPresent(mapping -> {
            if (!expected.equals(mapping.table())) {
                problems.add(
                        file,
                        "table",
                        "the file of " + mapping.table() + " belongs at tables/" + mapping.table()
                                + ".yaml, not at tables/" + relative + ".");
            }
            tablesWithFile.add(mapping.table());
            MappingChecks.Read first =
                    tables.putIfAbsent(mapping.table(), new MappingChecks.Read(file, mapping, broken));
            if (first != null) {
                problems.add(
                        file,
                        "table",
                        mapping.table() + " has a mapping already, in "
                                + first.file().name() + "; a table has one.");
            }
        });
    }

    /**
     * What the schema leaves of a file, so that the other checks can go on and tell everything at once; nothing when too
     * little is left.
     */
    private Optional<Map<String, Object>> sound(YamlFile file, Set<String> brokenFields) {
        List<FileSchema.Objection> objections = FileKind.TABLE.check(file.content());
        objections.forEach(objection -> problems.add(file, objection.place(), objection.sentence()));
        if (!(file.content() instanceof Map<?, ?> content)) {
            return Optional.empty();
        }
        Map<String, Object> sound = strings(content);
        for (FileSchema.Objection objection : objections) {
            List<Object> path = objection.path();
            if (path.size() > 1 && path.get(0).equals("fields") && sound.get("fields") instanceof Map<?, ?> fields) {
                Map<String, Object> others = strings(fields);
                others.remove(path.get(1).toString());
                sound.put("fields", others);
                brokenFields.add(path.get(1).toString());
            } else if (!path.isEmpty()) {
                sound.remove(path.get(0).toString());
            }
        }
        boolean enough = Stream.of("table", "collection", "match", "fields").allMatch(sound::containsKey);
        return enough ? Optional.of(sound) : Optional.empty();
    }

    private static Map<String, Object> strings(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key.toString(), value));
        return copy;
    }

    private static String withoutSuffix(String file) {
        return file.substring(0, file.lastIndexOf('.'));
    }
}
