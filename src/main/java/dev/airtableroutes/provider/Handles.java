package dev.airtableroutes.provider;

import dev.airtableroutes.mapping.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whose a handle is, by the pages that a search for it brings. Handles are Reddit's. The same word is a first name, a trade,
 * or somebody else's account elsewhere, and a stranger must not get the letter: nobody is better than the wrong one.
 */
final class Handles {

    private static final String PROFILE = "person.linkedinUrl";
    private static final Pattern PROFILE_PAGE =
            Pattern.compile("(?i)(?:https?://)?(?:[a-z]{1,3}\\.)?linkedin\\.com/in/[^/?#]+(?:/[a-z]{2})?/?(?:[?#].*)?");

    private Handles() {}

    /**
     * What a LinkedIn profile that names the account ({@code u/jane}, {@code reddit.com/user/jane}) says of its owner. Where
     * the name is known already it must be the same. Profiles of several people that name it say nothing: one of them may
     * only talk to the other.
     */
    static Optional<Map<String, Object>> whose(Map<String, Object> subject, List<Map<String, Object>> pages) {
        Object handle = Path.of(LeadFields.HANDLE).in(subject);
        if (handle == null || handle.toString().isBlank()) {
            return Optional.empty();
        }
        Pattern account = account(handle.toString().strip());
        Object name = Path.of("person.fullName").in(subject);
        List<Map<String, Object>> people = pages.stream()
                .filter(page -> PROFILE_PAGE.matcher(text(page, "source.url")).matches())
                .filter(page -> Stream.of("source.title", "source.text")
                        .anyMatch(field -> account.matcher(text(page, field)).find()))
                .map(Handles::person)
                .filter(person -> person.containsKey(PROFILE))
                .toList();
        return people.stream().map(person -> person.get(PROFILE)).distinct().count() == 1
                ? Optional.of(people.get(0))
                        .filter(person -> name == null
                                || name.toString().strip().equalsIgnoreCase(text(person, "person.fullName")))
                : Optional.empty();
    }

    private static Pattern account(String handle) {
        return Pattern.compile(
                "(?:(?<![\\p{L}\\p{N}_/.-])/?u/|(?<![\\p{L}\\p{N}_-])reddit\\.com/(?:u|user)/)" + Pattern.quote(handle)
                        + "(?![\\p{L}\\p{N}_-])",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static String text(Map<String, Object> page, String field) {
        return page.getOrDefault(field, "").toString();
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
