package dev.airtableroutes.provider;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One file of {@code mappings/integrations/}.
 *
 * @param name of the file, {@code people-data-labs}
 * @param displayName as people call it, and an option of Found By in Airtable
 * @param url where its API begins, without a slash at the end
 * @param auth how the provider knows us
 * @param headers of every request
 * @param messages paths to the provider's own words in an answer
 * @param resets headers beside Retry-After that say when requests are welcome again
 * @param operations by verb
 * @param webhook how it tells us of events; null when it does not
 * @param callback how it is told where to post an answer; null when it only answers
 * @param file the file's name, for messages
 */
public record Provider(
        String name,
        String displayName,
        String url,
        Auth auth,
        Map<String, String> headers,
        List<String> messages,
        List<String> resets,
        Map<Verb, Operation> operations,
        Webhook webhook,
        Callback callback,
        String file) {

    /**
     * How a provider is told where to post an answer that takes a while.
     *
     * @param header that carries the address
     * @param secret the variable that the address is signed with
     */
    public record Callback(String header, String secret) {}

    public Provider {
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        messages = List.copyOf(messages);
        resets = List.copyOf(resets);
        operations = Collections.unmodifiableMap(new TreeMap<>(operations));
    }

    /** Whether people are found there by their accounts. */
    public boolean tellsAccounts() {
        Operation search = operations.get(Verb.search);
        return search != null
                && search.recipe() != null
                && search.recipe().items().fields().containsKey(LeadFields.HANDLE);
    }

    /**
     * What an operation is paid from, as circuits, caps and the ledger know it: {@code findymail}, or another purse of the
     * provider, {@code findymail.verifier}.
     */
    public String purse(String verb) {
        return operation(verb).map(this::purse).orElse(name);
    }

    private String purse(Operation operation) {
        return operation.purse().equals(Operation.CREDITS) ? name : name + "." + operation.purse();
    }

    /** All of them, the provider's own first. */
    public List<String> purses() {
        return Stream.concat(Stream.of(name), operations.values().stream().map(this::purse))
                .distinct()
                .toList();
    }

    public Optional<Operation> operation(String verb) {
        return operations.values().stream()
                .filter(operation -> operation.verb().name().equals(verb))
                .findFirst();
    }
}
