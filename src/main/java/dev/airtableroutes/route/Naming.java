package dev.airtableroutes.route;

import dev.airtableroutes.base.Names;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What Camel does not mind and people do: names by which a route is found in its file, in Hawtio and in the log. */
final class Naming {

    private static final String POLICIES = "error-handling.camel.yaml";
    /** False in one-shot runs. */
    private static final String SERVING = "{{sync.serve}}";

    private static final Pattern KEBAB = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    /** Table names may hold what Airtable's logical names hold. */
    private static final Pattern KEBAB_OF_TABLE = Pattern.compile("[A-Za-z0-9]+([-_]+[A-Za-z0-9]+)*");

    private final List<Problem> problems;
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final Set<String> policies = new LinkedHashSet<>();
    private final Set<String> routes = new LinkedHashSet<>();

    Naming(List<Problem> problems) {
        this.problems = problems;
    }

    void check(List<RouteFile> files) {
        files.forEach(this::collect);
        files.forEach(this::check);
    }

    private void collect(RouteFile file) {
        if (file.content() instanceof List<?> entries) {
            for (Object entry : entries) {
                add(policies, Kamelet.at(entry, List.of("routeConfiguration", "id")));
                add(routes, Kamelet.at(entry, List.of("route", "id")));
            }
        }
    }

    private static void add(Set<String> names, Object name) {
        if (name instanceof String text) {
            names.add(text);
        }
    }

    private void check(RouteFile file) {
        if (Kamelet.at(file.content(), RouteFile.and(Kamelet.TEMPLATE, "route")) instanceof Map<?, ?> route) {
            policy(file, route, RouteFile.and(Kamelet.TEMPLATE, "route"));
        } else if (!file.kamelet() && file.content() instanceof List<?> entries) {
            content(file, entries);
        }
        // those of a kamelet as well: Camel puts a number before the ids of each copy, so that three uses do not
        // collide
        RouteTree tree = RouteTree.of(file);
        tree.steps().forEach(step -> id(file, step.content(), step.place(), step.kind()));
        tree.endpoints().forEach(endpoint -> endpoint(file, endpoint));
    }

    private void content(RouteFile file, List<?> entries) {
        boolean policiesOnly = file.name().equals(POLICIES);
        String expected = policiesOnly ? "routeConfiguration" : "route";
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof Map<?, ?> entry) {
                for (Object kind : entry.keySet()) {
                    if (!expected.equals(kind)) {
                        problem(
                                file,
                                List.of(i, kind),
                                kind + " does not belong here; expected " + expected
                                        + (kind.equals("routeConfiguration")
                                                ? ", for the failure policy is in " + POLICIES + "."
                                                : "."));
                    }
                }
                Object content = entry.get(expected);
                if (content instanceof Map<?, ?> map) {
                    List<Object> place = List.of(i, expected);
                    id(file, map, place, expected);
                    if (!policiesOnly) {
                        route(file, map, place);
                    }
                }
            }
        }
        if (!policiesOnly && provider(file) == null && entries.size() != 1) {
            problem(
                    file,
                    List.of(),
                    "the file holds " + entries.size()
                            + " entries; expected one route, and the next one in a file of its own.");
        }
    }

    private void route(RouteFile file, Map<?, ?> route, List<Object> place) {
        name(file, route.get("id"), RouteFile.and(place, "id"));
        if (!(route.get("group") instanceof String)) {
            problem(file, place, "the route has no group; it is its folder in Hawtio.");
        }
        description(file, route, place);
        policy(file, route, place);
        timer(file, route, place);
        if (!(route.get("routeConfigurationId") instanceof String)) {
            problem(file, place, "the route has no routeConfigurationId; it names its policy in " + POLICIES + ".");
        }
    }

    /** A route that starts by itself. */
    private void timer(RouteFile file, Map<?, ?> route, List<Object> place) {
        Object uri = Kamelet.at(route, List.of("from", "uri"));
        if (!(uri instanceof String text) || !text.startsWith("timer:")) {
            return;
        }
        if (!SERVING.equals(route.get("precondition"))) {
            problem(
                    file,
                    place,
                    "the route starts by itself, also in one-shot runs such as sync --dry-run; give it precondition: \""
                            + SERVING + "\".");
        }
        Object id = route.get("id");
        if (!text.equals("timer:" + id)) {
            problem(
                    file,
                    RouteFile.and(place, "from", "uri"),
                    "the route begins at " + text + "; expected timer:" + id + ", which is named after it.");
        }
        if (Kamelet.at(route, List.of("from", "id")) instanceof String own && !own.equals(id + "-tick")) {
            problem(
                    file,
                    RouteFile.and(place, "from", "id"),
                    "the timer is called " + own + "; expected " + id + "-tick: how often it ticks, its period says.");
        }
    }

    private void name(RouteFile file, Object id, List<Object> place) {
        String table = tableOf(file);
        String provider = provider(file);
        if (provider != null) {
            if (id instanceof String text && !text.matches(Pattern.quote(provider) + "-[a-z]+")) {
                problem(
                        file,
                        place,
                        "the route is called " + id + "; expected " + provider + "-<verb>, such as " + provider
                                + "-find, after the provider that its file names.");
            }
            return;
        }
        String expected = table == null ? file.shortName() : table.replace('/', '-');
        if (id != null && !expected.equals(id)) {
            problem(
                    file,
                    place,
                    "the route is called " + id + "; expected " + expected
                            + (table == null
                                    ? ", as its file is."
                                    : ", after the base and the table that its file names."));
        }
    }

    private void description(RouteFile file, Map<?, ?> route, List<Object> place) {
        if (!(route.get("description") instanceof String text) || text.isBlank()) {
            problem(file, place, "the route has no description; it is what an operator reads in Hawtio.");
        } else if (text.strip().contains("\n") || text.strip().endsWith(".")) {
            problem(
                    file,
                    RouteFile.and(place, "description"),
                    "the description is one line without a full stop; Hawtio shows it beside the id.");
        }
    }

    private void policy(RouteFile file, Map<?, ?> route, List<Object> place) {
        for (String own : List.of("errorHandler", "errorHandlerRef")) {
            if (route.containsKey(own)) {
                problem(
                        file,
                        RouteFile.and(place, own),
                        "an " + own + " on a route keeps Hawtio from drawing it; name a policy of " + POLICIES
                                + " in routeConfigurationId instead.");
            }
        }
        if (route.get("routeConfigurationId") instanceof String policy && !policies.contains(policy)) {
            problem(
                    file,
                    RouteFile.and(place, "routeConfigurationId"),
                    POLICIES + " has no routeConfiguration \"" + policy + "\"" + Kamelet.hint(policy, policies));
        }
    }

    private void id(RouteFile file, Map<?, ?> content, List<Object> place, String kind) {
        Pattern pattern = tableOf(file) == null ? KEBAB : KEBAB_OF_TABLE;
        Object id = content.get("id");
        List<Object> at = RouteFile.and(place, "id");
        if (!(id instanceof String text)) {
            problem(file, place, kind + " has no id; without one Hawtio and the log call it " + kind + "1 or so.");
        } else if (!pattern.matcher(text).matches()) {
            problem(
                    file,
                    at,
                    "the id \"" + text + "\" is not in kebab-case; expected small letters, digits and hyphens.");
        } else {
            String here = file.problem(at, "").toString();
            String first = ids.putIfAbsent(text, here.substring(0, here.lastIndexOf(':')));
            if (first != null) {
                problem(file, at, "the id " + text + " is taken, by " + first + "; an id is unique in all files.");
            }
        }
    }

    private void endpoint(RouteFile file, RouteTree.Endpoint endpoint) {
        if (endpoint.uri().contains("?")) {
            problem(
                    file,
                    endpoint.place(),
                    "the uri " + endpoint.uri() + " holds options; write them under parameters, one a line.");
        }
        String name = endpoint.name().replaceFirst("\\?.*", "");
        Object own = routeAround(file, endpoint);
        if (provider(file) != null
                && endpoint.kind().equals("from")
                && !endpoint.uri().equals("seda:" + own)) {
            problem(
                    file,
                    endpoint.place(),
                    "the route begins at " + endpoint.uri() + "; expected seda:" + own
                            + ", the queue that its turns come from.");
        }
        if (!endpoint.scheme().equals("direct") || endpoint.dynamic()) {
            return;
        }
        if (endpoint.kind().equals("from") && !name.equals(own)) {
            problem(
                    file,
                    endpoint.place(),
                    "the route begins at direct:" + name + "; expected its own id, direct:" + own + ".");
        } else if (!routes.contains(name)) {
            String nearest = Names.nearest(name, routes);
            problem(
                    file,
                    endpoint.place(),
                    "direct:" + name + " leads nowhere"
                            + (nearest == null
                                    ? "; there is no such route."
                                    : "; did you mean direct:" + nearest + "?"));
        }
    }

    /** The id of the route that an endpoint is in. */
    private static Object routeAround(RouteFile file, RouteTree.Endpoint endpoint) {
        return file.content() instanceof List<?> entries
                        && endpoint.place().get(0) instanceof Integer index
                        && index < entries.size()
                ? Kamelet.at(entries.get(index), List.of("route", "id"))
                : null;
    }

    /** The provider of a file in {@code integrations/}, else null. */
    private static String provider(RouteFile file) {
        return file.name().matches("integrations/[^/]+") ? file.shortName() : null;
    }

    /** {@code base/table} of a file in {@code tables/}, else null. */
    static String tableOf(RouteFile file) {
        String[] parts = file.name().split("/");
        return parts.length == 3 && parts[0].equals("tables") ? parts[1] + "/" + file.shortName() : null;
    }

    private void problem(RouteFile file, List<Object> place, String sentence) {
        problems.add(file.problem(place, sentence));
    }
}
