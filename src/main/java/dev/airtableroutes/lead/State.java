package dev.airtableroutes.lead;

import dev.airtableroutes.failure.UnknownException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far the enrichment of a lead has come. */
public enum State {
    /** Nobody was asked yet. */
    NEW,
    /** Somebody will be asked, see {@code enrichment.step}. */
    QUEUED,
    /** Somebody is being asked, see {@code enrichment.turn}. */
    RUNNING,
    FOUND,
    NOT_FOUND,
    /** The person objected, or is on a list: nobody is asked and nothing is sent, for good. */
    SUPPRESSED,
    /** A cap stands in the way. */
    BUDGET_BLOCKED,
    /** Somebody who may know did not answer. */
    ERROR;

    /** As MongoDB and Airtable have it: {@code not_found}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws UnknownException with all states when the text is none, for whoever asks in words */
    static State named(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new UnknownException("There is no state \"%s\"; there are: %s."
                        .formatted(
                                text, Arrays.stream(values()).map(State::text).collect(Collectors.joining(", ")))));
    }
}
