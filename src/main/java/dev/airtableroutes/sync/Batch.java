package dev.airtableroutes.sync;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Up to ten changes of one kind: one request.
 *
 * @param suspect whether Airtable answered others while it did not answer a batch that these changes were in
 * @param gone ids of those of its records that Airtable was found not to have any more
 */
public record Batch(Pass pass, Kind kind, List<Change> changes, boolean suspect, Set<String> gone) {

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
        gone = Set.copyOf(gone);
    }

    public Batch(Pass pass, Kind kind, List<Change> changes) {
        this(pass, kind, changes, false, Set.of());
    }

    /** The same, to be tried with less patience from now on. */
    public Batch suspected() {
        return new Batch(pass, kind, changes, true, gone);
    }

    /** The same, with the ids of the records that are gone. */
    Batch without(Set<String> gone) {
        return new Batch(pass, kind, changes, suspect, gone);
    }

    /** Of the records that the request names. */
    List<String> recordIds() {
        return changes.stream().map(Change::recordId).filter(Objects::nonNull).toList();
    }

    /** Whether a refusal may be about a record that is gone; of a pass that has stopped nobody asks any more. */
    public boolean namesRecords() {
        return !pass.stopped() && !recordIds().isEmpty();
    }

    /** Whether nothing is left that could be sent. */
    public boolean allGone() {
        return !gone.isEmpty() && changes.stream().allMatch(this::gone);
    }

    private boolean gone(Change change) {
        return !change.creation() && gone.contains(change.recordId());
    }

    public boolean single() {
        return changes.size() == 1;
    }

    /** Whether it may make records. */
    public boolean creates() {
        return changes.stream().anyMatch(Change::creation);
    }

    public boolean create() {
        return kind == Kind.CREATE;
    }

    /** The logical field on which the request merges: there can be one only. */
    Optional<String> mergeField() {
        return changes.stream().map(Change::mergeField).filter(Objects::nonNull).findFirst();
    }

    /** A creation without a key that no answer came for again and again, though nothing else is in its request. */
    public boolean lastTry() {
        return create() && single() && pass.inDoubt().tries(changes.get(0).documentId()) >= MOST_TRIES - 1;
    }

    /** Two smaller batches with the same changes in the same order; the records that are gone by themselves. */
    public List<Batch> halves() {
        if (!gone.isEmpty() && !allGone()) {
            Map<Boolean, List<Change>> parts = changes.stream().collect(Collectors.partitioningBy(this::gone));
            return List.of(part(parts.get(true), gone), part(parts.get(false), Set.of()));
        }
        int middle = changes.size() / 2;
        return List.of(part(changes.subList(0, middle), gone), part(changes.subList(middle, changes.size()), gone));
    }

    /** The same as things stand: other batches may have had options made since the changes were found. */
    public Batch asOptionsAreNow() {
        if (kind != Kind.UPSERT
                || changes.stream().noneMatch(change -> change.payload().needsNewOptions())) {
            return this;
        }
        return part(
                changes.stream()
                        .map(change -> change.needing(pass.newOptions().of(change.cells())))
                        .toList(),
                gone);
    }

    /** Whether it takes two requests, since one that makes options makes any that it names. */
    public boolean newOptionsApart() {
        return changes.stream().anyMatch(change -> change.payload().newOptionsApart());
    }

    /** Of these two the first request: nothing in it makes an option. */
    public Batch sentFirst() {
        return part(
                changes.stream()
                        .filter(change -> change.payload().newOptionsApart())
                        .map(Change::sentFirst)
                        .toList(),
                gone);
    }

    /** Of these two the second. */
    public Batch sentWithNewOptions() {
        return part(changes.stream().map(Change::sentWithNewOptions).toList(), gone);
    }

    /** Whether some cells wait until it is known what the records have there. */
    public boolean fills() {
        return changes.stream().anyMatch(change -> change.payload().fills());
    }

    /** Whether some of it may be in Airtable though it is refused: by the first of two requests, or by an earlier try. */
    boolean mayBeWritten() {
        return fills()
                || newOptionsApart()
                || changes.stream().map(Change::documentId).anyMatch(pass.inDoubt()::mayBeThere);
    }

    /** The same without the cells that wait. */
    public Batch sentNow() {
        return fills() ? part(changes.stream().map(Change::sentNow).toList(), gone) : this;
    }

    /** Of cells that waited those that need no new option: they go first. */
    public Batch withoutNewOptions() {
        return part(
                changes.stream()
                        .map(Change::sentFirst)
                        .filter(change -> !change.cells().isEmpty())
                        .toList(),
                gone);
    }

    /** Of cells that waited those that need new options, and nothing else. */
    public Batch withNewOptions() {
        return part(
                changes.stream()
                        .filter(change -> change.payload().needsNewOptions())
                        .map(Change::sentWithNewOptions)
                        .toList(),
                gone);
    }

    /** By id, other changes of some of the same records. */
    Batch following(List<Change> later) {
        return part(later, Set.of());
    }

    private Batch part(List<Change> some, Set<String> goneOfThem) {
        return new Batch(pass, kind, some, suspect, goneOfThem);
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
