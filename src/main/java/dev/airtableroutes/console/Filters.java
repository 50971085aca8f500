package dev.airtableroutes.console;

import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.LetterFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The filters of a page as they were typed in.
 *
 * @param state {@code open} when the page was asked for without it; blank for any
 */
record Filters(
        String table,
        String provider,
        String reason,
        String field,
        String state,
        String olderThan,
        String youngerThan) {

    Filters {
        table = text(table);
        provider = text(provider);
        reason = text(reason);
        field = text(field);
        state = state == null ? State.OPEN.text() : state.trim();
        olderThan = text(olderThan);
        youngerThan = text(youngerThan);
    }

    private static String text(String text) {
        return text == null ? "" : text.trim();
    }

    /** The same, in one state. */
    Filters in(State wanted) {
        return new Filters(table, provider, reason, field, wanted.text(), olderThan, youngerThan);
    }

    LetterFilter filter() {
        return LetterFilter.of(table, provider, reason, field, state, olderThan, youngerThan);
    }

    /** By name, the empty ones left out, but for the state, which would be another without its name. */
    public Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("table", table);
        parameters.put("provider", provider);
        parameters.put("reason", reason);
        parameters.put("field", field);
        parameters.put("olderThan", olderThan);
        parameters.put("youngerThan", youngerThan);
        parameters.values().removeIf(String::isEmpty);
        parameters.put("state", state);
        return parameters;
    }

    /** A path with these filters behind it. */
    String at(String path, String... more) {
        UriComponentsBuilder uri = UriComponentsBuilder.fromPath(path);
        parameters().forEach((name, value) -> uri.queryParam(name, "{" + name + "}"));
        Map<String, Object> values = new LinkedHashMap<>(parameters());
        for (int i = 0; i < more.length; i += 2) {
            uri.queryParam(more[i], "{" + more[i] + "}");
            values.put(more[i], more[i + 1]);
        }
        return uri.encode().buildAndExpand(values).toUriString();
    }

    /** What letters they mean, such as {@code open, of cuculi/users, reason cell, older than 7d}. */
    String words() {
        List<String> words = new ArrayList<>();
        words.add((state.isEmpty() ? "in any state" : state) + (table.isEmpty() ? "" : ", of " + table));
        add(words, "at", provider);
        add(words, "reason", reason);
        add(words, "field", field);
        add(words, "older than", olderThan);
        add(words, "younger than", youngerThan);
        return String.join(", ", words);
    }

    private static void add(List<String> words, String name, String value) {
        if (!value.isEmpty()) {
            words.add(name + " " + value);
        }
    }
}
