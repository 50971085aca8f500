package dev.airtableroutes.provider;

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
        this.current = Map.copyOf(first);
        this.environment = environment;
    }

    /** By name. */
    public Map<String, Provider> all() {
        return current;
    }

    public Optional<Provider> find(String name) {
        return Optional.ofNullable(current.get(name));
    }

    /** Whether it is there and has its key. */
    public boolean on(String name) {
        return whyOff(name).isEmpty();
    }

    /** Why a provider is off, in one sentence that says what to do; empty when it is on. */
    public Optional<String> whyOff(String name) {
        return find(name).isPresent()
                ? Optional.empty()
                : Optional.of("There is no provider " + name + ": write mappings/integrations/" + name + ".yaml.");
    }

    /** Puts other providers, which were checked, in the place of all. */
    public void replace(Map<String, Provider> next) {
        current = Map.copyOf(next);
        followers.forEach(Runnable::run);
    }

    /** Runs something after each replacement. */
    public void follow(Runnable follower) {
        followers.add(follower);
    }
}
