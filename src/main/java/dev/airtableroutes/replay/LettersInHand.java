package dev.airtableroutes.replay;

import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.sync.PassRequest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Some letters of one table, or of one provider, that a replay has taken in hand.
 *
 * @param request for the pass that looks at their documents; null where a provider is asked
 * @param through ids of those that were let go one by one, since their questions were put
 */
public record LettersInHand(Replay replay, List<Letter> letters, PassRequest request, Set<String> through) {

    LettersInHand(Replay replay, List<Letter> letters, PassRequest request) {
        this(replay, letters, request, ConcurrentHashMap.newKeySet());
    }

    void through(Letter letter) {
        through.add(letter.id());
    }

    /** Those that are still in hand. */
    List<Letter> left() {
        return letters.stream().filter(letter -> !through.contains(letter.id())).toList();
    }

    public boolean dryRun() {
        return replay.dryRun();
    }
}
