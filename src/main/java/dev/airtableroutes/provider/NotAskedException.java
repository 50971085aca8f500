package dev.airtableroutes.provider;

import java.io.IOException;

/** The question was not put: there was no key, or no token for it. */
final class NotAskedException extends IOException {

    private static final long serialVersionUID = 1;

    private final Outcome outcome;

    NotAskedException(Outcome outcome, String sentence) {
        super(sentence);
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }
}
