package dev.airtableroutes.mapping;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The mappings that are in force. They change as a whole; who works with some of them keeps those to the end. */
public final class Mappings {

    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile Catalog current;

    public Mappings(Catalog first) {
        this.current = first;
    }

    /** What is in force now; the next call may answer something else. */
    public Catalog current() {
        return current;
    }

    /** Puts other mappings, which were checked, in the place of all. */
    public void replace(Catalog next) {
        current = next;
        followers.forEach(Runnable::run);
    }

    /** Runs something after each replacement. */
    public void follow(Runnable follower) {
        followers.add(follower);
    }
}
