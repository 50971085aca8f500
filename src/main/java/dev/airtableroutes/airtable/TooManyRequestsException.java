package dev.airtableroutes.airtable;

import dev.airtableroutes.failure.WaitException;

/** Airtable refused a request for coming too soon: it was certainly not carried out. */
public class TooManyRequestsException extends WaitException {

    TooManyRequestsException(String sentence) {
        super(sentence);
    }
}
