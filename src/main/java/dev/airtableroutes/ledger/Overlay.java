package dev.airtableroutes.ledger;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/** What a plan says in place of the ledger, by scope and key. */
final class Overlay<V> {

    /** Empty where the plan would forget something. */
    private final Map<String, Map<Object, Optional<V>>> scopes = new ConcurrentHashMap<>();

    void put(String scope, Object key, V value) {
        in(scope).put(key, Optional.of(value));
    }

    void forget(String scope, Object key) {
        in(scope).put(key, Optional.empty());
    }

    /** What the plan says; empty also where it says nothing. */
    Optional<V> get(String scope, Object key) {
        return in(scope).getOrDefault(key, Optional.empty());
    }

    /** What the ledger says of these keys, unless the plan says something else. */
    <K, T> Map<K, T> over(
            Map<K, T> real, String scope, Collection<? extends K> keys, BiFunction<K, V, T> whatThePlanSays) {
        Map<K, T> found = new HashMap<>(real);
        Map<Object, Optional<V>> planned = in(scope);
        for (K key : keys) {
            Optional<V> value = planned.get(key);
            if (value != null) {
                value.ifPresentOrElse(
                        there -> found.put(key, whatThePlanSays.apply(key, there)), () -> found.remove(key));
            }
        }
        return found;
    }

    private Map<Object, Optional<V>> in(String scope) {
        return scopes.computeIfAbsent(scope, unknown -> new ConcurrentHashMap<>());
    }
}
