package dev.airtableroutes.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a route is made of: its steps, which have ids, and its endpoints, which have options. */
final class RouteTree {

    /**
     * A step, or a branch of one.
     *
     * @param kind Camel's name of it, {@code split}
     * @param content its options; empty when it is written in the short form, {@code to: direct:x}
     */
    record Step(String kind, Map<?, ?> content, List<Object> place) {}

    /**
     * A URI with its options.
     *
     * @param kind the step that holds it: {@code from}, {@code to}, {@code toD}, ...
     */
    record Endpoint(String kind, String uri, Map<?, ?> parameters, List<Object> place) {

        String scheme() {
            return uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : "";
        }

        /** What follows the scheme. */
        String name() {
            return uri.substring(uri.indexOf(':') + 1);
        }

        /** Whether the exchange or the installation decides where it leads. */
        boolean dynamic() {
            return uri.contains("${") || uri.contains("{{");
        }
    }

    private static final Set<String> BRANCHES = Set.of("when", "doCatch");
    private static final Set<String> SINGLE = Set.of("from", "otherwise", "doFinally", "onFallback", "onException");
    private static final Set<String> SHORT_ENDPOINTS = Set.of("to", "toD", "wireTap");

    private final List<Step> steps = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();

    private RouteTree(Object content, List<Object> place) {
        walk("", content, place);
    }

    /** All of a file, or of a kamelet's template. */
    static RouteTree of(RouteFile file) {
        return file.kamelet()
                ? new RouteTree(Kamelet.template(file), Kamelet.TEMPLATE)
                : new RouteTree(file.content(), List.of());
    }

    /** In the order of the file. */
    List<Step> steps() {
        return steps;
    }

    /** In the order of the file. */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    private void walk(String kind, Object content, List<Object> place) {
        if (content instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                element(kind, list.get(i), RouteFile.and(place, i));
            }
        } else if (content instanceof Map<?, ?> map) {
            if (map.get("uri") instanceof String uri) {
                endpoints.add(new Endpoint(kind, uri, options(map.get("parameters")), RouteFile.and(place, "uri")));
            }
            map.forEach((key, value) -> {
                String name = String.valueOf(key);
                List<Object> inner = RouteFile.and(place, name);
                if (SINGLE.contains(name) && value instanceof Map<?, ?>) {
                    steps.add(new Step(name, options(value), inner));
                }
                if (!name.equals("parameters")) {
                    walk(name, value, inner);
                }
            });
        }
    }

    private void element(String list, Object element, List<Object> place) {
        if (list.equals("steps") && element instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                List<Object> inner = RouteFile.and(place, String.valueOf(key));
                steps.add(new Step(String.valueOf(key), options(value), inner));
                if (value instanceof String uri && SHORT_ENDPOINTS.contains(String.valueOf(key))) {
                    endpoints.add(new Endpoint(String.valueOf(key), uri, Map.of(), inner));
                }
            });
        } else if (BRANCHES.contains(list)) {
            steps.add(new Step(list, options(element), place));
        }
        walk(list, element, place);
    }

    private static Map<?, ?> options(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
