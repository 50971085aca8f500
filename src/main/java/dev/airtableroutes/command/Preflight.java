package dev.airtableroutes.command;

import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.lead.Rules;
import dev.airtableroutes.lead.RulesFile;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.MappingTests;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.ProviderFiles;
import dev.airtableroutes.provider.ProviderRoutes;
import dev.airtableroutes.provider.ProviderTests;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.route.RouteChecks;
import dev.airtableroutes.route.TurnQueues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What can be known to be wrong before anything is started. */
final class Preflight {

    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/?#]+(/[^\\s?#]*)?");
    private static final List<String> FORMATS = List.of("ecs", "logstash", "gelf");

    /** What the files of the mappings directory say. */
    record Read(Catalog catalog, Map<String, Provider> providers, Rules rules) {}

    private Preflight() {}

    /** System properties stand in for the environment in tests and in the sandbox. */
    static UnaryOperator<String> environment() {
        return name -> System.getProperty(name, System.getenv(name));
    }

    /** Finds nothing wrong with the environment, or tells that, and at once what is wrong with the files. */
    static void checkEnvironment() {
        UnaryOperator<String> environment = environment();
        List<String> problems = new ArrayList<>();
        if (blank(environment.apply("AIRTABLE_TOKEN")) && blank(environment.apply("AIRTABLE_API_KEY"))) {
            problems.add("AIRTABLE_TOKEN is not set: make a personal access token in Airtable with the scopes "
                    + "data.records:read, data.records:write and schema.bases:read, and put it into the environment.");
        }
        addressProblem(environment).ifPresent(problems::add);
        Stream.of("AIRTABLE_REQUESTS_PER_SECOND", "AIRTABLE_TOKEN_REQUESTS_PER_SECOND")
                .flatMap(name -> rateProblem(name, environment.apply(name)).stream())
                .forEach(problems::add);
        formatProblem(environment).ifPresent(problems::add);
        missingRoutes(routes(environment)).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            read(mappings(environment), environment, problems);
            throw new ConfigurationException(problems);
        }
    }

    /** The files of a mappings directory, or everything that is wrong with them. */
    static Read read(Path mappings, UnaryOperator<String> environment) {
        List<String> problems = new ArrayList<>();
        Read read = read(mappings, environment, problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return read;
    }

    /** Camel would look for a component that is called like it. */
    private static Optional<String> addressProblem(UnaryOperator<String> environment) {
        String address = environment.apply("AIRTABLE_API_URL");
        return blank(address) || ADDRESS.matcher(address).matches()
                ? Optional.empty()
                : Optional.of(
                        "AIRTABLE_API_URL is \"%s\", which is no address: leave it away for https://api.airtable.com, or give another with http:// or https:// and a host."
                                .formatted(address));
    }

    /** What is no number at all is told where it is read. */
    private static Optional<String> rateProblem(String name, String value) {
        return blank(value) || !value.matches("-\\d+|0+")
                ? Optional.empty()
                : Optional.of("%s is \"%s\": give it at least one request a second.".formatted(name, value));
    }

    /** Spring would tell of it with its own stack, before anybody can explain. */
    private static Optional<String> formatProblem(UnaryOperator<String> environment) {
        String format = environment.apply("LOG_FORMAT");
        return blank(format) || FORMATS.contains(format)
                ? Optional.empty()
                : Optional.of("LOG_FORMAT is \"%s\", which is none of %s: leave it empty for lines that people read."
                        .formatted(format, String.join(", ", FORMATS)));
    }

    private static Optional<String> missingRoutes(Path routes) {
        return Files.isDirectory(routes) && Files.isReadable(routes)
                ? Optional.empty()
                : Optional.of("There are no routes in %s: set ROUTES_DIR to the directory that holds them."
                        .formatted(routes));
    }

    /** The command {@code check}: files only. */
    static int checkFiles() {
        UnaryOperator<String> environment = environment();
        List<String> problems = new ArrayList<>(routeProblems(environment));
        Read read = read(mappings(environment), environment, problems);
        if (read.providers() != null) {
            problems.addAll(unlikeRoutes(read.providers(), environment));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return runTests(read.catalog(), read.providers());
    }

    /** Null for what has problems, and for the rules when the providers that they name have some. */
    private static Read read(Path mappings, UnaryOperator<String> environment, List<String> problems) {
        Catalog catalog = read(() -> Catalog.load(mappings, environment), problems);
        Map<String, Provider> providers = read(() -> ProviderFiles.load(mappings, environment), problems);
        Rules rules = providers == null
                ? null
                : read(() -> RulesFile.load(mappings, Providers.allPurses(providers), environment), problems);
        return new Read(catalog, providers, rules);
    }

    /** What the files say, or null when they have problems, which go to the others: all are told at once. */
    private static <T> T read(Supplier<T> files, List<String> problems) {
        try {
            return files.get();
        } catch (ConfigurationException broken) {
            problems.addAll(broken.problems());
            return null;
        }
    }

    private static List<String> routeProblems(UnaryOperator<String> environment) {
        try {
            return RouteChecks.check(routes(environment));
        } catch (IOException unreadable) {
            return List.of(
                    "The routes cannot be read (" + unreadable + "): set ROUTES_DIR to the directory that holds them.");
        }
    }

    /** Nothing when the routes cannot be read, which is told already. */
    private static List<String> unlikeRoutes(Map<String, Provider> providers, UnaryOperator<String> environment) {
        try {
            Path routes = routes(environment);
            return ProviderRoutes.check(providers, TurnQueues.consumers(routes), TurnQueues.purses(routes));
        } catch (IOException told) {
            return List.of();
        }
    }

    private static Path routes(UnaryOperator<String> environment) {
        String directory = environment.apply("ROUTES_DIR");
        return Path.of(blank(directory) ? "routes" : directory);
    }

    private static int runTests(Catalog catalog, Map<String, Provider> providers) {
        catalog.warnings().forEach(warning -> System.out.println("warning: " + warning));
        catalog.offSentences().forEach(System.out::println);
        List<String> failures = new ArrayList<>(MappingTests.run(catalog));
        failures.addAll(ProviderTests.run(providers));
        failures.forEach(System.out::println);
        int tests = Stream.concat(catalog.mappings().values().stream(), catalog.off().values().stream())
                .mapToInt(mapping -> mapping.tests().size())
                .sum();
        System.out.printf(
                "%d bases, %d mappings, %d providers, %d tests, %d failed; the routes are in order%n",
                catalog.bases().all().size(),
                catalog.mappings().size() + catalog.off().size(),
                providers.size(),
                tests + ProviderTests.count(providers),
                failures.size());
        return failures.isEmpty() ? Commands.CLEAN : Commands.FOR_A_PERSON;
    }

    private static Path mappings(UnaryOperator<String> environment) {
        return mappings(environment.apply("MAPPINGS_DIR"));
    }

    static Path mappings(String directory) {
        return Path.of(blank(directory) ? "mappings" : directory);
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
