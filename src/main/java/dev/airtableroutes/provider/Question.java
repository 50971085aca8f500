package dev.airtableroutes.provider;

import java.util.Map;

/**
 * A request to a provider as its file says it, without the key.
 *
 * @param url with the query
 * @param callback where the answer may be posted; null when it is waited for
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
        Callback callback,
        Object json,
        String inputHash) {

    /** @param header that carries the address @param url good for the answer to this one turn */
    public record Callback(String header, String url) {}

    /** An {@link Answer} in its place is not. */
    public boolean toBeAsked() {
        return true;
    }

    /** Without the inputs, which are a person. */
    @Override
    public String toString() {
        return "Question[" + provider + " " + operation + " " + inputHash + "]";
    }
}
