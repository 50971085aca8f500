package dev.airtableroutes.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The people who share the sandbox's bases. */
final class Collaborators {

    private static final List<Map<String, Object>> ALL = List.of(
            person("usrSANDBOX0000001", "token@example.com", "The token's owner"),
            person("usrSANDBOX0000002", "ada@example.com", "Ada"),
            person("usrSANDBOX0000003", "noor@example.com", "Noor"));

    private Collaborators() {}

    static Map<String, Object> tokenOwner() {
        return ALL.get(0);
    }

    static Optional<Map<String, Object>> find(String key, Object value) {
        return ALL.stream().filter(person -> person.get(key).equals(value)).findFirst();
    }

    private static Map<String, Object> person(String id, String email, String name) {
        return Map.of("id", id, "email", email, "name", name);
    }
}
