package dev.airtableroutes.sync;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.airtableroutes.failure.ConfigurationException;
import java.time.Instant;
import java.util.Map;

/**
 * How a pass ended, or how far it is.
 *
 * @param id of the pass
 * @param table logical name
 * @param mode how much it looked at
 * @param dryRun nothing was written
 * @param state {@code queued}, {@code running}, {@code done}, {@code waiting} (the other side did not answer; the next pass goes on),
 *     {@code stopped} (the configuration needs a person) or {@code interrupted} (this process is not in it, and nobody noted its end)
 * @param expected documents that it set out to read
 * @param failure the sentence when it did not finish, or null
 * @param outcomes what became of each document, where only some were asked for; else empty
 */
public record PassReport(
        String id,
        String table,
        PassRequest.Mode mode,
        boolean dryRun,
        String state,
        Instant started,
        Instant ended,
        long expected,
        Totals totals,
        String failure,
        @JsonIgnore Map<Object, Outcome> outcomes) {

    public static final String QUEUED = "queued";
    public static final String RUNNING = "running";
    public static final String DONE = "done";
    public static final String WAITING = "waiting";
    public static final String STOPPED = "stopped";
    public static final String INTERRUPTED = "interrupted";

    public static PassReport of(Pass pass) {
        RuntimeException failure = pass.failure();
        String state = failure != null ? state(failure) : pass.ended() == null ? RUNNING : DONE;
        return new PassReport(
                pass.id(),
                pass.mapping().table(),
                pass.request().mode(),
                pass.dryRun(),
                state,
                pass.started(),
                pass.ended(),
                pass.expected(),
                pass.totals(),
                failure == null ? null : failure.getMessage(),
                pass.outcomes().all());
    }

    /** A pass that waits for the one before it. */
    static PassReport queued(PassRequest request) {
        return blank(request, QUEUED, null, null);
    }

    /** A pass that failed before it could begin. */
    static PassReport neverBegun(PassRequest request, Exception failure) {
        return blank(request, state(failure), Instant.now(), failure.getMessage());
    }

    private static PassReport blank(PassRequest request, String state, Instant at, String failure) {
        return new PassReport(
                request.id(),
                request.table(),
                request.mode(),
                request.dryRun(),
                state,
                at,
                at,
                0,
                Totals.NONE,
                failure,
                Map.of());
    }

    private static String state(Exception failure) {
        return failure instanceof ConfigurationException ? STOPPED : WAITING;
    }

    /** A pass that is on record as under way, and is not. */
    PassReport interrupted() {
        return new PassReport(
                id,
                table,
                mode,
                dryRun,
                INTERRUPTED,
                started,
                ended,
                expected,
                totals,
                "This process is not in it: it was cut off, and the next pass goes on; or another process is in it.",
                outcomes);
    }

    /** It has begun and is not through; one that is being stopped still waits for what was sent. */
    public boolean underWay() {
        return started != null && ended == null && !INTERRUPTED.equals(state);
    }

    public boolean done() {
        return DONE.equals(state);
    }
}
