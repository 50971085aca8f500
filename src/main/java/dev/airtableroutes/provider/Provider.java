package dev.airtableroutes.provider;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One file of {@code mappings/integrations/}.
 *
 * @param name of the file, {@code people-data-labs}
 * @param displayName as people call it, and an option of Found By in Airtable
 * @param url where its API begins, without a slash at the end
 * @param operations by verb
 */
public record Provider(String name, String displayName, String url, Map<Verb, Operation> operations) {

    public Provider {
        operations = Collections.unmodifiableMap(new TreeMap<>(operations));
    }

    public Optional<Operation> operation(String verb) {
        return operations.values().stream()
                .filter(operation -> operation.verb().name().equals(verb))
                .findFirst();
    }
}
