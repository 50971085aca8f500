package dev.airtableroutes.route;

import dev.airtableroutes.failure.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Loads every file of {@code ROUTES_DIR} by itself. */
@Component
public class RouteFiles implements CamelContextConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    private final Path directory;
    private final Map<String, String> broken = new ConcurrentSkipListMap<>();

    public RouteFiles(@Value("${routes.directory}") Path directory) {
        this.directory = directory;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {}

    /** After the start, since a route that cannot start would otherwise keep the whole application from starting. */
    @Override
    public void afterApplicationStart(CamelContext camel) {
        for (Path file : files()) {
            try {
                load(camel, file);
            } catch (Exception failure) {
                String name = RouteChecks.name(directory, file);
                String sentence = "routes/" + name + " is not loaded, the other routes run: " + reason(name, failure);
                broken.put(name, sentence);
                LOG.error(sentence);
            }
        }
    }

    /** A sentence for each file that could not be loaded, by file. */
    public Map<String, String> broken() {
        return Map.copyOf(broken);
    }

    private static void load(CamelContext camel, Path file) throws Exception {
        byte[] text = Files.readAllBytes(file);
        Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
        List<RouteDefinition> before = List.copyOf(model.getRouteDefinitions());
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromBytes("file:" + file, text));
            policy(model, before);
        } catch (Exception failure) {
            withdraw(camel, model, before);
            throw failure;
        }
    }

    /** Camel runs a route that names a missing policy without any. */
    private static void policy(Model model, List<RouteDefinition> before) {
        for (RouteDefinition route : model.getRouteDefinitions()) {
            String policy = route.getRouteConfigurationId();
            if (!before.contains(route) && policy != null && model.getRouteConfigurationDefinition(policy) == null) {
                throw new ConfigurationException(
                        "route %s names the policy \"%s\", which error-handling.camel.yaml does not have, or which is not loaded."
                                .formatted(route.getRouteId(), policy));
            }
        }
    }

    /** What Camel has kept of a file that it could not start. */
    private static void withdraw(CamelContext camel, Model model, List<RouteDefinition> before) throws Exception {
        for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
            if (!before.contains(route)) {
                camel.getRouteController().stopRoute(route.getRouteId());
                camel.removeRoute(route.getRouteId());
                model.removeRouteDefinition(route);
            }
        }
    }

    /** What others are made of comes first: bricks, the failure policy, the calls, the tables, and what starts work last. */
    private List<Path> files() {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted(Comparator.comparingInt(this::rank).thenComparing(Comparator.naturalOrder()))
                    .toList();
        } catch (IOException missing) {
            LOG.error("There are no routes in {}: set ROUTES_DIR to the directory that holds them", directory);
            return List.of();
        }
    }

    private int rank(Path file) {
        List<String> order = List.of("error-handling.camel.yaml", "kamelets", "airtable", "tables", "integrations");
        int rank = order.indexOf(directory.relativize(file).getName(0).toString());
        return rank < 0 ? order.size() : rank;
    }

    /** Camel's own words name neither the place nor what belongs there; they serve when the file is in order. */
    private String reason(String name, Exception failure) {
        try {
            List<Problem> obstacles = RouteChecks.obstacles(directory, name);
            if (!obstacles.isEmpty()) {
                return obstacles.stream()
                        .map(problem -> "line " + problem.line() + ": " + problem.sentence())
                        .collect(Collectors.joining(" "));
            }
        } catch (IOException unreadable) {
            return unreadable.getMessage();
        }
        return root(failure).getMessage();
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }
}
