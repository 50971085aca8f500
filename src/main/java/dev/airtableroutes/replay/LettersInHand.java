package dev.airtableroutes.replay;

import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.sync.PassRequest;
import java.util.List;

/**
 * Some letters of one table, or of one provider, that a replay has taken in hand.
 *
 * @param request for the pass that looks at their documents; null where a provider is asked
 */
public record LettersInHand(Replay replay, List<Letter> letters, PassRequest request) {

    public boolean dryRun() {
        return replay.dryRun();
    }
}
