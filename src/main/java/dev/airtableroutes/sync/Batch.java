package dev.airtableroutes.sync;

import java.util.List;

/**
 * Up to ten changes of one kind: one request.
 *
 * @param suspect whether Airtable answered others while it did not answer a batch that these changes were in
 */
public record Batch(Pass pass, Kind kind, List<Change> changes, boolean suspect) {

    /** Airtable takes at most ten records a request. */
    public static final int SIZE = 10;

    /** How often a creation without a key is sent, each time only when the record was looked for and is not there. */
    private static final int MOST_TRIES = 4;

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

    public Batch(Pass pass, Kind kind, List<Change> changes) {
        this(pass, kind, changes, false);
    }

    /** The same, to be tried with less patience from now on. */
    public Batch suspected() {
        return new Batch(pass, kind, changes, true);
    }

    public boolean single() {
        return changes.size() == 1;
    }

    public boolean create() {
        return kind == Kind.CREATE;
    }

    /** A creation without a key that no answer came for again and again, though nothing else is in its request. */
    public boolean lastTry() {
        return create() && single() && pass.tries(changes.get(0).documentId()) >= MOST_TRIES - 1;
    }

    /** Two smaller batches with the same changes in the same order. */
    public List<Batch> halves() {
        int middle = changes.size() / 2;
        return List.of(
                new Batch(pass, kind, changes.subList(0, middle), suspect),
                new Batch(pass, kind, changes.subList(middle, changes.size()), suspect));
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
