package dev.airtableroutes.airtable;

import dev.airtableroutes.failure.ConfigurationException;

/** The token is not accepted: no other base will answer either. */
public class TokenRefusedException extends ConfigurationException {

    TokenRefusedException(String problem) {
        super(problem);
    }
}
