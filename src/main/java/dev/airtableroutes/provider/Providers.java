package dev.airtableroutes.provider;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** The providers that are in force. They change as a whole. */
public final class Providers {

    private final UnaryOperator<String> environment;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile Map<String, Provider> current;

    /** @param environment the value of a variable, or null: keys are read from it when they are needed, and kept nowhere */
    public Providers(Map<String, Provider> first, UnaryOperator<String> environment) {
        this.current = ordered(first);
        this.environment = environment;
    }

    /** By name. */
    public Map<String, Provider> all() {
        return current;
    }

    public Optional<Provider> find(String name) {
        return Optional.ofNullable(current.get(name));
    }

    /** What an operation is paid from, see {@link Provider#purse}. */
    public String purse(String name, String verb) {
        return find(name).map(provider -> provider.purse(verb)).orElse(name);
    }

    /** All that a provider is paid from. */
    public List<String> purses(String name) {
        return find(name).map(Provider::purses).orElse(List.of(name));
    }

    /** What providers are paid from. */
    public static List<String> allPurses(Map<String, Provider> all) {
        return all.values().stream()
                .flatMap(provider -> provider.purses().stream())
                .toList();
    }

    /** Whether it is there and has its key. */
    public boolean on(String name) {
        return whyOff(name).isEmpty();
    }

    /** Why a provider is off, in one sentence that says what to do; empty when it is on. */
    public Optional<String> whyOff(String name) {
        Provider provider = current.get(name);
        if (provider == null) {
            return Optional.of("There is no provider " + name + ": write mappings/integrations/" + name + ".yaml.");
        }
        List<String> missing = provider.auth().variables().stream()
                .filter(variable -> secret(variable) == null)
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(provider.displayName() + " is off: put " + String.join(" and ", missing)
                        + " into the environment and start again.");
    }

    /** The value of a variable; null when it is not set, or empty. */
    String secret(String variable) {
        String value = environment.apply(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** A text in which nothing of a provider's secrets stands. */
    String withoutSecrets(Provider provider, String text) {
        String clean = text;
        for (String variable : provider.auth().variables()) {
            String value = secret(variable);
            clean = value == null ? clean : clean.replace(value, "[" + variable + "]");
        }
        return clean;
    }

    /** Puts other providers, which were checked, in the place of all. */
    public void replace(Map<String, Provider> next) {
        current = ordered(next);
        followers.forEach(Runnable::run);
    }

    /** Runs something after each replacement. */
    public void follow(Runnable follower) {
        followers.add(follower);
    }

    private static Map<String, Provider> ordered(Map<String, Provider> providers) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(providers));
    }
}
