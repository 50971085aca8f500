package dev.airtableroutes.route;

import dev.airtableroutes.base.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A brick of {@code routes/kamelets/}: its contract first, its steps last. */
final class Kamelet {

    private static final Set<String> TYPES = Set.of("source", "action", "sink");
    private static final List<Object> METADATA = List.of("metadata");
    private static final List<Object> DEFINITION = List.of("spec", "definition");
    private static final List<Object> PROPERTIES = RouteFile.and(DEFINITION, "properties");
    static final List<Object> TEMPLATE = List.of("spec", "template");

    /** A name with a dot in it is one of the application's. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([A-Za-z][A-Za-z0-9]*)(?::[^}]*)?}}");

    private final RouteFile file;
    private final List<Problem> problems;

    private Kamelet(RouteFile file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** What the file lets others set. */
    static Set<String> properties(RouteFile file) {
        Set<String> names = new LinkedHashSet<>();
        map(at(file.content(), PROPERTIES)).keySet().forEach(name -> names.add(String.valueOf(name)));
        return names;
    }

    /** What others must set. */
    static List<String> required(RouteFile file) {
        return at(file.content(), RouteFile.and(DEFINITION, "required")) instanceof List<?> names
                ? names.stream().map(String::valueOf).toList()
                : List.of();
    }

    static Object template(RouteFile file) {
        return at(file.content(), TEMPLATE);
    }

    static void check(RouteFile file, List<Problem> problems) {
        new Kamelet(file, problems).check();
    }

    private void check() {
        String name = file.shortName();
        String type = name.substring(name.lastIndexOf('-') + 1);
        if (!file.name().startsWith("kamelets/")) {
            problem(List.of(), "a kamelet stands in kamelets/.");
        }
        if (!TYPES.contains(type)) {
            problem(
                    List.of(),
                    "the file is called " + name + "; expected <thing>-source, <thing>-action or <thing>-sink.");
        }
        expect(List.of("kind"), "Kamelet");
        expect(RouteFile.and(METADATA, "name"), name);
        if (TYPES.contains(type)) {
            expect(RouteFile.and(METADATA, "labels", "camel.apache.org/kamelet.type"), type);
        }
        described(DEFINITION, "the kamelet");
        properties();
        placeholders();
        ends(type);
    }

    private void properties() {
        map(at(file.content(), PROPERTIES))
                .keySet()
                .forEach(name -> described(RouteFile.and(PROPERTIES, name), "property \"" + name + "\""));
        Set<String> taken = EndpointOptions.of("kamelet")
                .map(EndpointOptions::values)
                .map(Map::keySet)
                .orElse(Set.of());
        properties(file).stream()
                .filter(taken::contains)
                .forEach(name -> problem(
                        RouteFile.and(PROPERTIES, name),
                        "Camel takes \"" + name
                                + "\" for an option of its kamelet component, so the template never sees"
                                + " it; call the property otherwise."));
        for (String name : required(file)) {
            if (!properties(file).contains(name)) {
                problem(
                        RouteFile.and(DEFINITION, "required"),
                        "\"" + name + "\" is required and not among the properties" + hint(name, properties(file)));
            }
        }
    }

    private void placeholders() {
        Map<String, List<Object>> used = new LinkedHashMap<>();
        used(template(file), TEMPLATE, used);
        used.forEach((name, place) -> {
            if (!properties(file).contains(name)) {
                problem(place, "{{" + name + "}} is not among the properties" + hint(name, properties(file)));
            }
        });
        for (String name : properties(file)) {
            if (!used.containsKey(name)) {
                problem(
                        RouteFile.and(PROPERTIES, name),
                        "property \"" + name + "\" does nothing: use {{" + name
                                + "}} in the template, or take it out.");
            }
        }
    }

    private static void used(Object content, List<Object> place, Map<String, List<Object>> used) {
        if (content instanceof Map<?, ?> map) {
            map.forEach((key, value) -> used(value, RouteFile.and(place, key), used));
        } else if (content instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                used(list.get(i), RouteFile.and(place, i), used);
            }
        } else if (content instanceof String text) {
            Matcher placeholder = PLACEHOLDER.matcher(text);
            while (placeholder.find()) {
                used.putIfAbsent(placeholder.group(1), place);
            }
        }
    }

    private void ends(String type) {
        RouteTree tree = RouteTree.of(file);
        List<String> begins = uris(tree, true);
        boolean source = type.equals("source");
        if (begins.size() != 1) {
            problem(TEMPLATE, "the template has " + begins.size() + " from; expected one.");
        } else if (source == begins.get(0).equals("kamelet:source")) {
            problem(
                    TEMPLATE,
                    source
                            ? "a source begins where its documents come from, not at kamelet:source."
                            : "the template begins at " + begins.get(0) + "; "
                                    + (type.equals("action") ? "an action" : "a sink") + " begins at kamelet:source.");
        }
        long handsOn = uris(tree, false).stream().filter("kamelet:sink"::equals).count();
        if (source && handsOn != 1) {
            problem(TEMPLATE, handsOn + " steps lead to kamelet:sink; a source hands on what it reads at one step.");
        } else if (type.equals("sink") && handsOn > 0) {
            problem(TEMPLATE, "a step leads to kamelet:sink; a sink is where it ends.");
        }
    }

    private static List<String> uris(RouteTree tree, boolean from) {
        return tree.endpoints().stream()
                .filter(endpoint -> endpoint.kind().equals("from") == from)
                .map(RouteTree.Endpoint::uri)
                .toList();
    }

    private void described(List<Object> place, String what) {
        for (String key : List.of("title", "description")) {
            if (!(at(file.content(), RouteFile.and(place, key)) instanceof String text) || text.isBlank()) {
                problem(place, what + " has no " + key + "; it is what others read before they use it.");
            }
        }
    }

    private void expect(List<Object> place, String expected) {
        Object found = at(file.content(), place);
        if (!expected.equals(found)) {
            String name = String.valueOf(place.get(place.size() - 1));
            problem(
                    place,
                    name + (found == null ? " is missing" : " is \"" + found + "\"") + "; expected \"" + expected
                            + "\".");
        }
    }

    private void problem(List<Object> place, String sentence) {
        problems.add(file.problem(place, sentence));
    }

    static String hint(String name, Set<String> names) {
        String nearest = Names.nearest(name, new ArrayList<>(names));
        return nearest == null ? "." : "; did you mean \"" + nearest + "\"?";
    }

    static Object at(Object content, List<Object> place) {
        Object found = content;
        for (Object step : place) {
            if (found instanceof List<?> list && step instanceof Integer index) {
                found = index < list.size() ? list.get(index) : null;
            } else {
                found = found instanceof Map<?, ?> map ? map.get(step) : null;
            }
        }
        return found;
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
