package dev.airtableroutes.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A file of {@code routes/} as Camel reads it: YAML 1.2 with its aliases resolved, and the line of everything in it. A
 * place is a path of keys and indexes.
 */
final class RouteFile {

    /** Deeper than any route; an alias inside its own anchor has no end. */
    private static final int DEEPEST = 100;

    private final String name;
    private final Object content;
    private final Map<List<Object>, Integer> lines = new HashMap<>();

    private RouteFile(String name, String text) {
        LoadSettings settings = LoadSettings.builder().setLabel(name).build();
        this.name = name;
        Optional<Node> root = new Compose(settings).composeString(text);
        root.ifPresent(node -> lines(node, List.of()));
        this.content = new StandardConstructor(settings).constructSingleDocument(root);
    }

    /**
     * Reads a text; nothing when it is no YAML, which the problems then say.
     *
     * @param name below {@code routes/}, with slashes
     */
    static Optional<RouteFile> read(String name, String text, List<Problem> problems) {
        try {
            return Optional.of(new RouteFile(name, text));
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            problems.add(new Problem(name, line, "this is not YAML: " + broken.getProblem() + "."));
        } catch (YamlEngineException broken) {
            problems.add(new Problem(name, 1, "this is not YAML: " + broken.getMessage()));
        }
        return Optional.empty();
    }

    String name() {
        return name;
    }

    /** Maps, lists and scalars. */
    Object content() {
        return content;
    }

    boolean kamelet() {
        return name.endsWith(".kamelet.yaml");
    }

    /** The last part of the path, without what follows the first dot. */
    String shortName() {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.substring(0, file.indexOf('.'));
    }

    Problem problem(List<Object> place, String sentence) {
        return new Problem(name, line(place), sentence);
    }

    /** The line of a place, or of what is nearest around it. */
    private int line(List<Object> place) {
        for (int depth = place.size(); depth > 0; depth--) {
            Integer line = lines.get(place.subList(0, depth));
            if (line != null) {
                return line;
            }
        }
        return 1;
    }

    private void lines(Node node, List<Object> place) {
        if (place.size() > DEEPEST) {
            throw new YamlEngineException("an alias must not stand inside its own anchor.");
        }
        if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    lines(tuple.getValueNode(), tuple.getKeyNode(), and(place, key.getValue()));
                }
            }
        } else if (node instanceof SequenceNode list) {
            for (int i = 0; i < list.getValue().size(); i++) {
                lines(list.getValue().get(i), list.getValue().get(i), and(place, i));
            }
        }
    }

    private void lines(Node value, Node marked, List<Object> place) {
        lines.put(place, marked.getStartMark().map(Mark::getLine).orElse(0) + 1);
        lines(value, place);
    }

    static List<Object> and(List<Object> place, Object... more) {
        List<Object> inner = new ArrayList<>(place);
        inner.addAll(List.of(more));
        return List.copyOf(inner);
    }
}
