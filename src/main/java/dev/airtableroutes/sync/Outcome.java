package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetter;
import java.util.stream.Collectors;

/**
 * What became of one document in a pass, or would.
 *
 * @param what which way it went
 * @param detail the fields that were sent, or why something failed; or null
 */
public record Outcome(What what, String detail) {

    static final Outcome UNCHANGED = new Outcome(What.UNCHANGED, null);
    static final Outcome GONE = new Outcome(What.GONE, null);

    /** The ways that a document can go. */
    public enum What {
        CREATED("creates a record with"),
        UPDATED("updates"),
        DELETED("deletes the record of a document that is gone"),
        MARKED("marks the record of a document that is gone:"),
        UNCHANGED("nothing to send, Airtable has it all"),
        GONE("the document is gone"),
        FAILED("fails:");

        private final String words;

        What(String words) {
            this.words = words;
        }
    }

    static Outcome of(Change change, Batch.Kind kind) {
        if (kind == Batch.Kind.DELETE) {
            return new Outcome(What.DELETED, null);
        }
        String fields = change.cells().keySet().stream().sorted().collect(Collectors.joining(", "));
        return new Outcome(change.mark() ? What.MARKED : change.creation() ? What.CREATED : What.UPDATED, fields);
    }

    static Outcome failed(DeadLetter letter) {
        return new Outcome(What.FAILED, letter.reason());
    }

    /** One document, two things: a failure is never hidden, and what is sent says more than that the document is gone. */
    Outcome and(Outcome later) {
        if (what == What.FAILED && later.what == What.FAILED && !later.detail.equals(detail)) {
            return new Outcome(What.FAILED, detail + " " + later.detail);
        }
        return what == What.FAILED ? this : later.what == What.GONE || later.what == What.UNCHANGED ? this : later;
    }

    /** For people, such as {@code updates email, firstName}. */
    public String sentence() {
        return detail == null ? what.words : what.words + " " + detail;
    }
}
