package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetter;
import java.util.List;

/** What a page asks of Airtable, and what of it cannot be delivered. */
public record ChangedPage(
        Pass pass, List<Change> changes, List<Change> deletions, List<DeadLetter> deadLetters, boolean last) {
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
