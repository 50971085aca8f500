package dev.airtableroutes.base;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.comments.CommentType;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * What people wrote beside the keys of a file, so that it survives when the file is written anew. The library's own comments
 * of nodes are not asked for: it gives those at the end of a block to the one that comes next.
 */
final class Comments {

    /** The comments of a key. @param above on lines of their own @param behind on its line @param below after its value */
    private record Said(Deque<String> above, List<String> behind, List<String> below) {

        Said() {
            this(new ArrayDeque<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    /** Of {@code tables.users.fields.email}; what is inside of that is written in one line. */
    private static final int DEEPEST = 4;

    /** A comment that has a line to itself. */
    private record Line(int column, String text) {}

    private final Map<List<String>, Said> said = new HashMap<>();
    private final NavigableMap<Integer, Line> lines = new TreeMap<>();
    private final NavigableMap<Integer, String> behind = new TreeMap<>();
    private final List<String> last = new ArrayList<>();
    /** Of the key that was read last. */
    private Said latest = new Said();

    Comments(String text) {
        LoadSettings withComments =
                LoadSettings.builder().setParseComments(true).build();
        for (Event event : new Parse(withComments).parseString(text)) {
            if (event instanceof CommentEvent comment && comment.getCommentType() != CommentType.BLANK_LINE) {
                note(comment, comment.getStartMark().orElseThrow());
            }
        }
        new Compose(LoadSettings.builder().build()).composeString(text).ifPresent(root -> read(List.of(), root));
        lines.values().forEach(line -> (line.column() > 0 ? latest.below() : last).add(line.text()));
    }

    private void note(CommentEvent comment, Mark at) {
        String text = ("#" + comment.getValue()).stripTrailing();
        if (comment.getCommentType() == CommentType.IN_LINE) {
            behind.put(at.getLine(), text);
        } else {
            lines.put(at.getLine(), new Line(at.getColumn(), text));
        }
    }

    private void read(List<String> path, Node node) {
        if (path.size() == DEEPEST || !block(node)) {
            return;
        }
        for (NodeTuple entry : ((MappingNode) node).getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key) {
                List<String> inner =
                        Stream.concat(path.stream(), Stream.of(key.getValue())).toList();
                latest = around(key, end(inner, key, entry.getValueNode()));
                said.put(inner, latest);
                read(inner, entry.getValueNode());
            }
        }
    }

    private static boolean block(Node node) {
        return node instanceof MappingNode mapping && mapping.getFlowStyle() == FlowStyle.BLOCK;
    }

    /** The last line of what is written as one. */
    private static int end(List<String> path, Node key, Node value) {
        return lastLine(path.size() < DEEPEST && block(value) ? key : value);
    }

    private static int lastLine(Node node) {
        if (block(node) && !((MappingNode) node).getValue().isEmpty()) {
            List<NodeTuple> entries = ((MappingNode) node).getValue();
            return lastLine(entries.get(entries.size() - 1).getValueNode());
        }
        if (node instanceof SequenceNode list && list.getFlowStyle() == FlowStyle.BLOCK) {
            return lastLine(list.getValue().get(list.getValue().size() - 1));
        }
        return node.getEndMark().orElseThrow().getLine();
    }

    private Said around(Node key, int end) {
        Mark start = key.getStartMark().orElseThrow();
        Said around = new Said();
        Collection<Line> between = lines.headMap(start.getLine()).values();
        // what stands further in than the key belongs to what is above it
        between.forEach(line -> {
            if (line.column() > start.getColumn() && around.above().isEmpty()) {
                latest.below().add(line.text());
            } else {
                around.above().add(line.text());
            }
        });
        between.clear();
        Collection<Line> within = lines.headMap(end, true).values();
        within.forEach(line -> around.behind().add(line.text()));
        within.clear();
        Collection<String> beside = behind.headMap(end, true).values();
        around.behind().addAll(beside);
        beside.clear();
        return around;
    }

    /** The lines of a key with what belongs around them. @param line without its indent */
    String around(String line, String indent, String... path) {
        Said its = said.getOrDefault(List.of(path), new Said());
        StringBuilder text = new StringBuilder();
        its.above().forEach(comment -> text.append(indent).append(comment).append('\n'));
        text.append(indent).append(line);
        its.behind().forEach(comment -> text.append("  ").append(comment));
        text.append('\n');
        its.below().forEach(comment -> text.append(indent).append(comment).append('\n'));
        return text.toString();
    }

    /** What stands at the end of the file. */
    List<String> last() {
        return last;
    }
}
