package dev.airtableroutes.mapping;

import dev.airtableroutes.base.EditedFiles;
import dev.airtableroutes.base.Placeholders;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A YAML file as maps, lists and scalars, with the line of everything in it. YAML 1.2, as editors read it: {@code no} is a
 * text and {@code 2024-01-01} as well. Keys are always texts.
 */
public final class YamlFile {

    /** Texts that belong to nobody's environment: what stands in tests is meant as it stands. */
    private static final Pattern VERBATIM = Pattern.compile("(^|\\.)tests\\[");

    private final String name;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Problems problems;
    private final UnaryOperator<String> environment;
    private Object content;

    private YamlFile(String name, Problems problems, UnaryOperator<String> environment) {
        this.name = name;
        this.problems = problems;
        this.environment = environment;
    }

    /** The file, or nothing when it cannot be read at all; whatever is wrong with it goes to the problems. */
    public static Optional<YamlFile> read(
            EditedFiles files, Path file, UnaryOperator<String> environment, Problems problems) {
        String name = file.toString();
        YamlFile yaml = new YamlFile(name, problems, environment);
        try {
            return yaml.parse(files.text(file)) ? Optional.of(yaml) : Optional.empty();
        } catch (CharacterCodingException notText) {
            problems.add(name, 0, "", "the file is not UTF-8 text; save it as UTF-8.");
        } catch (IOException unreadable) {
            problems.add(name, 0, "", "the file cannot be read: " + unreadable.getMessage() + ".");
        }
        return Optional.empty();
    }

    private boolean parse(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new CoreSchema())
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                problems.add(name, 1, "", "the file is empty.");
                return false;
            }
            content = value(root.get(), "", new ArrayList<>());
            return true;
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            problems.add(name, line, "", "this is not YAML: " + reason(broken) + ".");
        } catch (YamlEngineException broken) {
            problems.add(name, 0, "", "this is not YAML: " + broken.getMessage().replaceFirst("\\.$", "") + ".");
        }
        return false;
    }

    private static String reason(MarkedYamlEngineException broken) {
        String context = broken.getContext();
        return context == null || context.isBlank() ? broken.getProblem() : broken.getProblem() + " (" + context + ")";
    }

    public String name() {
        return name;
    }

    /** Maps with texts as keys, lists and scalars. */
    public Object content() {
        return content;
    }

    /** The line of a place such as {@code tests[0].given}, or of what is nearest around it. */
    public int line(String place) {
        String at = place;
        while (!at.isEmpty()) {
            Integer line = lines.get(at);
            if (line != null) {
                return line;
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return 1;
    }

    public static String place(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }

    public static String place(String parent, int index) {
        return parent + "[" + index + "]";
    }

    private Object value(Node node, String place, List<Node> around) {
        if (around.contains(node)) {
            problems.add(this, place, "an alias must not stand inside its own anchor.");
            return null;
        }
        around.add(node);
        try {
            if (node instanceof MappingNode map) {
                return map(map, place, around);
            }
            return node instanceof SequenceNode list ? list(list, place, around) : scalar((ScalarNode) node, place);
        } finally {
            around.remove(around.size() - 1);
        }
    }

    private Map<String, Object> map(MappingNode node, String place, List<Node> around) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(this, place, "a key must be a plain text.");
                continue;
            }
            String at = place(place, key.getValue());
            int line = line(key);
            if (map.containsKey(key.getValue())) {
                problems.add(
                        name,
                        line,
                        at,
                        "this key stands here twice, first in line " + line(at) + "; take one of the two out.");
                continue;
            }
            lines.put(at, line);
            map.put(key.getValue(), value(tuple.getValueNode(), at, around));
        }
        return map;
    }

    private List<Object> list(SequenceNode node, String place, List<Node> around) {
        List<Object> list = new ArrayList<>();
        for (Node element : node.getValue()) {
            String at = place(place, list.size());
            lines.put(at, line(element));
            list.add(value(element, at, around));
        }
        return list;
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private Object scalar(ScalarNode node, String place) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (Tag.NULL.equals(tag)) {
            return null;
        }
        if (Tag.BOOL.equals(tag)) {
            return Boolean.valueOf(text.toLowerCase(Locale.ROOT));
        }
        if (Tag.INT.equals(tag) || Tag.FLOAT.equals(tag)) {
            return number(text);
        }
        return VERBATIM.matcher(place).find() ? text : filled(text, place);
    }

    private static Object number(String text) {
        if (text.startsWith("0x") || text.startsWith("0o")) {
            return new BigInteger(text.substring(2), text.charAt(1) == 'x' ? 16 : 8).longValue();
        }
        BigDecimal number = Numbers.parse(text);
        if (number == null) {
            return text;
        }
        boolean whole = text.chars().allMatch(c -> c == '-' || c == '+' || Character.isDigit(c)) && text.length() < 19;
        return whole ? (Object) Long.valueOf(text) : number;
    }

    private String filled(String text, String place) {
        try {
            return Placeholders.resolve(text, environment);
        } catch (IllegalArgumentException noValue) {
            problems.add(this, place, noValue.getMessage());
            return text;
        }
    }
}
