package dev.airtableroutes.mapping;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** People who work in a base, by e-mail address or by Airtable's id. */
final class CollaboratorConverter {

    private static final Pattern USER_ID = Pattern.compile("usr[A-Za-z0-9]{14}");

    private CollaboratorConverter() {}

    static Object one(Object value) {
        Object address =
                value instanceof Map<?, ?> map ? (map.get("id") != null ? map.get("id") : map.get("email")) : value;
        String text = address instanceof String found ? Scalars.sendable(found.strip()) : null;
        if (text != null && text.isEmpty()) {
            return null;
        }
        if (text != null && USER_ID.matcher(text).matches()) {
            return Map.of("id", text);
        }
        return text != null && text.indexOf('@') > 0
                ? Map.of("email", text)
                : new Bad(
                        Scalars.sentence(value) + " is no collaborator; expected an e-mail address or a usr\u2026 id.");
    }

    static Object several(Object value) {
        Set<Map<String, String>> people = new LinkedHashSet<>();
        for (Object element : value instanceof List<?> list ? list : List.of(value)) {
            Object person = Scalars.nothing(element) ? null : one(element);
            if (person instanceof Bad) {
                return person;
            }
            if (person instanceof Map<?, ?> found) {
                Map<String, String> copy = new LinkedHashMap<>();
                found.forEach((key, text) -> copy.put(key.toString(), text.toString()));
                people.add(copy);
            }
        }
        return people.isEmpty() ? null : Cells.sortedPeople(people);
    }
}
