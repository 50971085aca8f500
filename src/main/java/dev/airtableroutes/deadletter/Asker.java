package dev.airtableroutes.deadletter;

import java.util.List;

/** Somebody who puts questions to providers, and knows what a letter about one of them is about. */
public interface Asker {

    /** What is known, by name. */
    record Known(String name, String value) {}

    /** Whether questions of this operation are its own. */
    boolean asks(String operation);

    /** What is known now of the lead, push or search, secrets hidden and long text cut; nothing when it is gone. */
    List<Known> known(Letter letter);
}
