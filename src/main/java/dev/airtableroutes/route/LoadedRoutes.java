package dev.airtableroutes.route;

import dev.airtableroutes.failure.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** What Camel has of each file. Camel knows routes, not files; so what is new after a file was loaded is the file's. */
final class LoadedRoutes {

    /** The inside of an action or a sink, which gets its work from the route that uses it. */
    private static final Pattern FED = Pattern.compile("kamelet:(//)?source([/?].*)?");

    private final CamelContext camel;
    private final Model model;
    private final Path directory;
    private final Map<String, Part> parts = new ConcurrentSkipListMap<>();

    LoadedRoutes(CamelContext camel, Path directory) {
        this.camel = camel;
        this.model = camel.getCamelContextExtension().getContextPlugin(Model.class);
        this.directory = directory;
    }

    /** What one file has brought, the inside of its kamelets included. */
    private record Part(
            String text,
            List<RouteDefinition> routes,
            List<RouteTemplateDefinition> templates,
            List<RouteConfigurationDefinition> policies) {}

    /** The texts that are at work, by file. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        parts.forEach((name, part) -> texts.put(name, part.text()));
        return texts;
    }

    /** Loads a file and starts its routes; nothing of it stays when that fails. */
    void load(String name, String text) throws Exception {
        Part all = everything("");
        try {
            read(camel, name, text);
            Part mine = without(all, text);
            checkPolicies(mine.routes());
            parts.put(name, mine);
        } catch (Exception failure) {
            withdraw(without(all, text));
            throw failure;
        }
    }

    /** Reads a text without any consequence; fails where {@link #load} would fail on the text alone. */
    void rehearse(String name, String text) throws Exception {
        try (CamelContext scratch = new DefaultCamelContext()) {
            read(scratch, name, text);
            Model read = scratch.getCamelContextExtension().getContextPlugin(Model.class);
            for (RouteDefinition route : read.getRouteDefinitions()) {
                parts.forEach((other, part) -> part.routes().stream()
                        .filter(loaded ->
                                !other.equals(name) && loaded.getRouteId().equals(route.getRouteId()))
                        .forEach(loaded -> {
                            throw new ConfigurationException("routes/" + name + ": the route " + route.getRouteId()
                                    + " stands in routes/" + other + " already; expected another id.");
                        }));
            }
        }
    }

    /** Stops the routes of a file when their work is done, and takes them out. */
    void remove(String name) throws Exception {
        Part part = parts.remove(name);
        if (part != null) {
            withdraw(part);
        }
    }

    private void read(CamelContext context, String name, String text) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromBytes(
                        "file:" + directory.resolve(name), text.getBytes(StandardCharsets.UTF_8)));
    }

    private Part everything(String text) {
        return new Part(
                text,
                List.copyOf(model.getRouteDefinitions()),
                List.copyOf(model.getRouteTemplateDefinitions()),
                List.copyOf(model.getRouteConfigurationDefinitions()));
    }

    private Part without(Part before, String text) {
        Part now = everything(text);
        return new Part(
                text,
                minus(now.routes(), before.routes()),
                minus(now.templates(), before.templates()),
                minus(now.policies(), before.policies()));
    }

    private static <T> List<T> minus(List<T> all, List<T> others) {
        List<T> rest = new ArrayList<>(all);
        rest.removeIf(one -> others.stream().anyMatch(other -> other == one));
        return rest;
    }

    /** Camel runs a route that names a missing policy without any. */
    private void checkPolicies(List<RouteDefinition> routes) {
        for (RouteDefinition route : routes) {
            String policy = route.getRouteConfigurationId();
            if (policy != null && model.getRouteConfigurationDefinition(policy) == null) {
                throw new ConfigurationException(
                        "route %s names the policy \"%s\", which error-handling.camel.yaml does not have, or which is not loaded."
                                .formatted(route.getRouteId(), policy));
            }
        }
    }

    /** From where work comes in to where it goes out, so that what is on its way gets there. */
    private void withdraw(Part part) throws Exception {
        List<RouteDefinition> routes = part.routes().stream()
                .sorted(Comparator.comparingInt(LoadedRoutes::distance))
                .toList();
        for (RouteDefinition route : routes) {
            camel.getRouteController().stopRoute(route.getRouteId());
        }
        for (RouteDefinition route : routes) {
            camel.removeRoute(route.getRouteId());
            model.removeRouteDefinition(route);
            forgetKamelets(route.getRouteId());
        }
        for (RouteTemplateDefinition template : part.templates()) {
            model.removeRouteTemplateDefinition(template);
        }
        for (RouteConfigurationDefinition policy : part.policies()) {
            model.removeRouteConfiguration(policy);
        }
    }

    private static int distance(RouteDefinition route) {
        String from = route.getInput() == null ? "" : route.getInput().getEndpointUri();
        return !from.startsWith("kamelet:") ? 0 : FED.matcher(from).matches() ? 2 : 1;
    }

    /** An endpoint that stays would take the place of the one that the reloaded route makes. */
    private void forgetKamelets(String route) throws Exception {
        for (Endpoint endpoint : List.copyOf(camel.getEndpoints())) {
            String uri = endpoint.getEndpointUri();
            if (uri.startsWith("kamelet:") && List.of(uri.split("[/?=&]")).contains(route)) {
                camel.removeEndpoint(endpoint);
            }
        }
    }

    /** Why a file cannot be loaded, in the words of the checks where they have any. */
    static List<String> reasons(Map<String, String> texts, String name, Exception failure) {
        List<Problem> obstacles = RouteChecks.obstacles(texts).getOrDefault(name, List.of());
        return obstacles.isEmpty()
                ? List.of(sentence(root(failure)))
                : obstacles.stream().map(Problem::here).toList();
    }

    private static String sentence(Throwable root) {
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }
}
