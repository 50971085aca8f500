package dev.airtableroutes.sync;

import java.util.List;

/** Up to ten changes of one kind: one request. */
public record Batch(Pass pass, Kind kind, List<Change> changes) {

    /** Airtable takes at most ten records a request. */
    public static final int SIZE = 10;

    /** Which request carries the changes. */
    public enum Kind {
        /** Updates by record id, and creations that are found again by their key: safe to repeat. */
        UPSERT,
        /** Creations without any key: never repeated when their outcome is unknown. */
        CREATE,
        /** Deletions by record id. */
        DELETE
    }

    public Batch {
        changes = List.copyOf(changes);
    }

    public boolean single() {
        return changes.size() == 1;
    }

    public boolean create() {
        return kind == Kind.CREATE;
    }

    /** Two smaller batches with the same changes in the same order. */
    public List<Batch> halves() {
        int middle = changes.size() / 2;
        return List.of(
                new Batch(pass, kind, changes.subList(0, middle)),
                new Batch(pass, kind, changes.subList(middle, changes.size())));
    }

    /** By identity: Camel asks a body for its hash code again and again, and going through all cells would cost more than the call. */
    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }
}
