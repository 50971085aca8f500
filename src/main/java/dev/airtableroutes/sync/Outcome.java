package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of one document in a pass, or would.
 *
 * @param what which way it went; null while only a cell of it is known to be wrong
 * @param fields logical fields that were sent; or null
 * @param letters dead letters that the pass wrote about it
 * @param why the sentences of these; or null
 */
public record Outcome(What what, String fields, Set<String> letters, String why) {

    static final Outcome UNCHANGED = of(What.UNCHANGED, null);
    static final Outcome GONE = of(What.GONE, null);

    /** The ways that a document can go. */
    public enum What {
        CREATED("creates a record with "),
        UPDATED("updates "),
        DELETED("deletes the record of a document that is gone"),
        MARKED("marks the record of a document that is gone: "),
        UNCHANGED("sends nothing, since Airtable has it all"),
        GONE("finds that the document is gone"),
        WITHHELD("delivers nothing");

        private final String words;

        What(String words) {
            this.words = words;
        }
    }

    private static Outcome of(What what, String fields) {
        return new Outcome(what, fields, Set.of(), null);
    }

    static Outcome of(Change change, Batch.Kind kind) {
        if (kind == Batch.Kind.DELETE) {
            return of(What.DELETED, null);
        }
        String fields = change.cells().keySet().stream().sorted().collect(Collectors.joining(", "));
        return of(change.mark() ? What.MARKED : change.creation() ? What.CREATED : What.UPDATED, fields);
    }

    /** A bad cell alone does not hold its record back. */
    static Outcome failed(DeadLetter letter) {
        return new Outcome(
                letter.kind() == Kind.CELL ? null : What.WITHHELD, null, Set.of(letter.id()), letter.reason());
    }

    /** What is known of the document after one thing more. */
    Outcome and(Outcome later) {
        Set<String> all = new HashSet<>(letters);
        all.addAll(later.letters);
        String both = why == null ? later.why : later.why == null ? why : why + " " + later.why;
        return new Outcome(
                later.what == null ? what : later.what, later.what == null ? fields : later.fields, all, both);
    }

    /** Whether the fault of a dead letter of the document would still be there. */
    public boolean leavesOpen(String letter) {
        return what == null || what == What.WITHHELD || letters.contains(letter);
    }

    /** For people, such as {@code updates email, firstName}. */
    public String sentence() {
        if (what == null || what == What.UNCHANGED && why != null) {
            return why;
        }
        String went = what.words + (fields == null ? "" : fields);
        return why == null ? went : went + ": " + why;
    }
}
