package dev.airtableroutes.provider;

import dev.airtableroutes.mapping.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text consists of.
 *
 * @param from path of the text in a result
 * @param regex whose named groups are the parts
 */
record Cut(String from, String regex) {

    /** Nobody's name stands further down. */
    private static final int LONGEST = 1_000;

    private static final Pattern GROUP = Pattern.compile("\\(\\?<([A-Za-z][A-Za-z0-9]*)>");

    /** Adds the parts that the text has and that are not known yet. */
    void into(Map<String, Object> parts, Object result) {
        if (!(Path.of(from).in(result) instanceof String text)) {
            return;
        }
        Matcher found = Pattern.compile(regex).matcher(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        if (found.find()) {
            groups(regex).forEach(group -> {
                String part = found.group(group);
                if (part != null && !part.isBlank()) {
                    parts.putIfAbsent(group, part.strip());
                }
            });
        }
    }

    static Set<String> groups(String regex) {
        Set<String> groups = new LinkedHashSet<>();
        GROUP.matcher(regex).results().forEach(group -> groups.add(group.group(1)));
        return groups;
    }
}
