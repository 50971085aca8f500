package dev.airtableroutes.provider;

import java.util.Map;

/**
 * A request to a provider as its file says it, without the key.
 *
 * @param url with the query
 * @param json what the body is made of, or null for none
 * @param inputHash SHA-256 of provider, operation and normalised inputs, in hex: the same for the same person however
 *     their name and domain are written
 */
public record Question(
        String provider,
        String operation,
        String method,
        String url,
        Map<String, String> headers,
        Object json,
        String inputHash) {

    /** Without the inputs, which are a person. */
    @Override
    public String toString() {
        return "Question[" + provider + " " + operation + " " + inputHash + "]";
    }
}
