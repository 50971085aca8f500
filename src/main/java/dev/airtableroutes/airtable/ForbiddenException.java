package dev.airtableroutes.airtable;

import dev.airtableroutes.failure.ConfigurationException;

/** The token may not do it, or something that the call names is not there: Airtable answers alike to both. */
public class ForbiddenException extends ConfigurationException {

    ForbiddenException(String problem) {
        super(problem);
    }
}
