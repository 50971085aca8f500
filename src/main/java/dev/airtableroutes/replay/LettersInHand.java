package dev.airtableroutes.replay;

import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.sync.PassRequest;
import java.util.List;

/**
 * Some letters of one table that a replay has taken in hand.
 *
 * @param request for the pass that looks at their documents
 */
public record LettersInHand(Replay replay, List<Letter> letters, PassRequest request) {}
