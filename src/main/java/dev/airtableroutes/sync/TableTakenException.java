package dev.airtableroutes.sync;

import dev.airtableroutes.failure.WaitException;

/** Another process is in a pass over the table, and a table has one at a time. */
public class TableTakenException extends WaitException {

    private static final long serialVersionUID = 1;

    TableTakenException(String sentence) {
        super(sentence);
    }
}
