package dev.airtableroutes.route;

import dev.airtableroutes.base.FileTree;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What can be known to be wrong in {@code routes/} before anything is started; there are no exceptions to the rules. */
public final class RouteChecks {

    private final List<Problem> problems = new ArrayList<>();
    private final List<RouteFile> files = new ArrayList<>();
    private final Map<String, RouteFile> kamelets = new TreeMap<>();
    private final RouteSchema schema = RouteSchema.ofCamel();

    private RouteChecks(Map<String, String> texts) {
        texts.forEach((name, text) -> {
            if (!name.endsWith(".camel.yaml") && !name.endsWith(".kamelet.yaml")) {
                problems.add(
                        new Problem(
                                name,
                                1,
                                "the file is neither a .camel.yaml nor a .kamelet.yaml; expected one of the two, so that editors know what it is."));
                return;
            }
            RouteFile.read(name, text, problems).ifPresent(files::add);
        });
        files.stream().filter(RouteFile::kamelet).forEach(file -> kamelets.put(file.shortName(), file));
    }

    /**
     * Checks every file below a directory.
     *
     * @return every problem of every file, such as {@code routes/tables/cuculi/users.camel.yaml:10: to has no id; ...}
     * @throws IOException when a file cannot be read
     */
    public static List<String> check(Path directory) throws IOException {
        return check(texts(directory));
    }

    /** The same for texts by name, {@code tables/cuculi/users.camel.yaml}. */
    static List<String> check(Map<String, String> texts) {
        RouteChecks checks = new RouteChecks(texts);
        checks.files.forEach(checks::forCamel);
        checks.files.forEach(checks::forPeople);
        new Naming(checks.problems).check(checks.files);
        return checks.sentences();
    }

    /** Why Camel cannot load files, by file; a file is absent when nothing in it hinders. */
    static Map<String, List<Problem>> obstacles(Map<String, String> texts) {
        RouteChecks checks = new RouteChecks(texts);
        checks.files.forEach(checks::forCamel);
        return checks.problems.stream()
                .sorted()
                .distinct()
                .collect(Collectors.groupingBy(Problem::file, TreeMap::new, Collectors.toList()));
    }

    private List<String> sentences() {
        return problems.stream().sorted().map(Problem::toString).distinct().toList();
    }

    private static Map<String, String> texts(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : FileTree.files(directory)) {
            if (file.toString().matches(".*\\.ya?ml")) {
                texts.put(name(directory, file), text(file));
            }
        }
        return texts;
    }

    static String name(Path directory, Path file) {
        return directory.relativize(file).toString().replace('\\', '/');
    }

    static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException notUtf8) {
            throw new IOException(file + " is not UTF-8 text; save it as UTF-8.", notUtf8);
        }
    }

    private void forCamel(RouteFile file) {
        schema.check(file, problems);
        endpoints(file, RouteTree.of(file));
    }

    private void forPeople(RouteFile file) {
        if (file.kamelet()) {
            Kamelet.check(file, problems);
        } else if (file.name().startsWith("kamelets/")) {
            problems.add(file.problem(List.of(), "kamelets/ holds kamelets; a route stands beside it."));
        }
    }

    private void endpoints(RouteFile file, RouteTree tree) {
        for (RouteTree.Endpoint endpoint : tree.endpoints()) {
            String scheme = endpoint.scheme();
            if (scheme.contains("{{") || scheme.contains("${") || endpoint.uri().startsWith("{{")) {
                continue;
            }
            Optional<EndpointOptions> options = EndpointOptions.of(scheme);
            if (scheme.isEmpty() || options.isEmpty()) {
                problem(
                        file,
                        endpoint,
                        "there is no component for " + endpoint.uri()
                                + "; expected a uri such as direct:airtable-request, of a component that pom.xml names.");
            } else if (scheme.equals("kamelet")) {
                kamelet(file, endpoint);
            } else {
                options(file, endpoint, options.get());
            }
        }
    }

    private void options(RouteFile file, RouteTree.Endpoint endpoint, EndpointOptions options) {
        endpoint.parameters().forEach((name, value) -> {
            String option = String.valueOf(name);
            if (!options.has(option)) {
                problem(
                        file,
                        endpoint,
                        endpoint.scheme() + " has no option \"" + option + "\""
                                + hintOrAll(option, options.values().keySet()));
            }
            options.expected(option, value)
                    .ifPresent(expected ->
                            problem(file, endpoint, option + " is \"" + value + "\"; expected " + expected + "."));
        });
    }

    private void kamelet(RouteFile file, RouteTree.Endpoint endpoint) {
        String name = endpoint.name().replaceFirst("[/?].*", "");
        if (name.equals("source") || name.equals("sink")) {
            return;
        }
        RouteFile kamelet = kamelets.get(name);
        if (kamelet == null) {
            problem(
                    file,
                    endpoint,
                    "there is no kamelet \"" + name + "\" in kamelets/" + hintOrAll(name, kamelets.keySet()));
            return;
        }
        Set<String> properties = Kamelet.properties(kamelet);
        for (Object given : endpoint.parameters().keySet()) {
            String option = String.valueOf(given);
            if (!properties.contains(option)) {
                problem(
                        file,
                        endpoint,
                        "kamelet " + name + " has no property \"" + option + "\"" + hintOrAll(option, properties));
            }
        }
        for (String required : Kamelet.required(kamelet)) {
            if (!endpoint.parameters().containsKey(required)) {
                problem(file, endpoint, "kamelet " + name + " wants \"" + required + "\"; give it under parameters.");
            }
        }
        String table = Naming.tableOf(file);
        Object given = endpoint.parameters().get("table");
        if (table != null && given != null && !table.equals(given)) {
            problem(file, endpoint, "the table is " + given + "; expected " + table + ", after the file's name.");
        }
    }

    private static String hintOrAll(String name, Set<String> names) {
        String hint = Kamelet.hint(name, names);
        return hint.equals(".") && !names.isEmpty() ? "; expected one of " + String.join(", ", names) + "." : hint;
    }

    private void problem(RouteFile file, RouteTree.Endpoint endpoint, String sentence) {
        problems.add(file.problem(endpoint.place(), sentence));
    }
}
