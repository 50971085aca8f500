package dev.airtableroutes.provider;

import dev.airtableroutes.mapping.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whose a handle is, by the pages that a search for it brings. */
final class Handles {

    private Handles() {}

    /**
     * What the first page says of the person that names the handle and says enough to ask for an address: a profile, or a
     * name and a company. Where the name is known already it must be the same.
     */
    static Optional<Map<String, Object>> whose(Map<String, Object> subject, List<Map<String, Object>> pages) {
        Object handle = Path.of("person.handle").in(subject);
        if (handle == null || handle.toString().isBlank()) {
            return Optional.empty();
        }
        Pattern word = Pattern.compile(
                "(?<![\\p{L}\\p{N}_-])" + Pattern.quote(handle.toString().strip()) + "(?![\\p{L}\\p{N}_-])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        Object name = Path.of("person.fullName").in(subject);
        return pages.stream()
                .filter(page -> Stream.of("source.url", "source.title", "source.text")
                        .map(page::get)
                        .filter(Objects::nonNull)
                        .anyMatch(text -> word.matcher(text.toString()).find()))
                .filter(page -> name == null
                        || name.toString()
                                .strip()
                                .equalsIgnoreCase(String.valueOf(page.get("person.fullName"))
                                        .strip()))
                .map(Handles::person)
                .filter(Handles::enough)
                .findFirst();
    }

    private static boolean enough(Map<String, Object> person) {
        return person.containsKey("person.linkedinUrl")
                || person.containsKey("person.fullName")
                        && (person.containsKey("company.domain") || person.containsKey("company.name"));
    }

    /** What a page says of a person and a company, in one form however it is written. */
    private static Map<String, Object> person(Map<String, Object> page) {
        Map<String, Map<String, Object>> parts = new LinkedHashMap<>();
        page.forEach((field, value) -> {
            String[] path = field.split("\\.", 2);
            parts.computeIfAbsent(path[0], part -> new LinkedHashMap<>()).put(path[1], value);
        });
        Inputs inputs = new Inputs(Map.copyOf(parts));
        Map<String, Object> person = new LinkedHashMap<>();
        for (String field : page.keySet()) {
            Object value = field.startsWith("person.") || field.startsWith("company.") ? inputs.get(field) : null;
            if (value != null) {
                person.put(field, value);
            }
        }
        return person;
    }
}
