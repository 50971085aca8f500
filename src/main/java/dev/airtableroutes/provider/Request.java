package dev.airtableroutes.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way to ask, as the file says it.
 *
 * @param path with {@code {company.domain}} for an input
 * @param json maps and lists with an {@link Input} or an {@link Each} at each leaf; null for no body
 */
record Request(String method, String path, Map<String, Input> query, Object json) {

    static final Pattern IN_PATH = Pattern.compile("\\{([^{}]+)}");

    Request {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    }

    /** Everything that it would send. */
    List<Input> inputs() {
        List<Input> inputs = new ArrayList<>(query.values());
        IN_PATH.matcher(path).results().forEach(input -> inputs.add(Input.path(input.group(1))));
        leaves(json).forEach(inputs::add);
        return inputs;
    }

    private static Stream<Input> leaves(Object json) {
        if (json instanceof Map<?, ?> map) {
            return map.values().stream().flatMap(Request::leaves);
        }
        if (json instanceof List<?> list) {
            return list.stream().flatMap(Request::leaves);
        }
        if (json instanceof Each each) {
            return Stream.of(Input.path(each.from()));
        }
        return json instanceof Input input ? Stream.of(input) : Stream.empty();
    }

    boolean filledBy(Inputs inputs) {
        return inputs().stream().filter(Input::needed).allMatch(input -> input.in(inputs) != null)
                && eaches(json).allMatch(each -> each.filledBy(inputs));
    }

    private static Stream<Each> eaches(Object json) {
        if (json instanceof Map<?, ?> map) {
            return map.values().stream().flatMap(Request::eaches);
        }
        if (json instanceof List<?> list) {
            return list.stream().flatMap(Request::eaches);
        }
        return json instanceof Each each ? Stream.of(each) : Stream.empty();
    }

    /** Path and query, encoded. */
    String address(Inputs inputs) {
        String filled = IN_PATH.matcher(path)
                .replaceAll(found -> Matcher.quoteReplacement(encoded(inputs.get(found.group(1)))));
        String parameters = query.entrySet().stream()
                .filter(parameter -> parameter.getValue().in(inputs) != null)
                .map(parameter -> encoded(parameter.getKey()) + "="
                        + encoded(parameter.getValue().in(inputs)))
                .collect(Collectors.joining("&"));
        return parameters.isEmpty() ? filled : filled + "?" + parameters;
    }

    private static String encoded(Object value) {
        return URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The body; what the subject does not say is left out. */
    Object body(Inputs inputs) {
        return json == null ? null : body(json, inputs);
    }

    private static Object body(Object json, Inputs inputs) {
        if (json instanceof Map<?, ?> map) {
            Map<String, Object> filled = new LinkedHashMap<>();
            map.forEach((key, value) -> {
                Object part = body(value, inputs);
                if (part != null) {
                    filled.put(key.toString(), part);
                }
            });
            return filled;
        }
        if (json instanceof List<?> list) {
            return list.stream()
                    .map(element -> body(element, inputs))
                    .filter(element -> element != null)
                    .toList();
        }
        if (json instanceof Each each) {
            return inputs.rows(each.from()).stream()
                    .map(row -> body(each.json(), row))
                    .toList();
        }
        return json instanceof Input input ? input.in(inputs) : json;
    }

    /**
     * A list that is made of a list of the subject.
     *
     * @param from path of the list
     * @param json what becomes of each element, with paths into it
     */
    record Each(String from, Object json) {

        boolean filledBy(Inputs inputs) {
            return inputs.rows(from).stream()
                    .allMatch(row -> leaves(json).filter(Input::needed).allMatch(input -> input.in(row) != null));
        }
    }
}
