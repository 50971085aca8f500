package dev.airtableroutes.sync;

import dev.airtableroutes.failure.WaitException;
import java.time.Instant;

/**
 * A person has paused a table.
 *
 * @param by who; or null
 */
record Pause(Instant since, String by) {

    /** Why a pass of the table stops, or does not begin. */
    WaitException sentence() {
        return new WaitException(
                "The table was paused" + (by == null ? "" : " by " + by) + "; it goes on when it is resumed.");
    }
}
