package dev.airtableroutes.provider;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How a provider knows us. Secrets are named by their variables; their values are in no file.
 *
 * @param header the header that carries the key
 * @param prefix what stands before the key
 * @param key the variable that holds the key, or null with OAuth
 * @param token where OAuth gives a token for client credentials, or null with a key
 * @param client the variable that holds the client's id
 * @param secret the variable that holds the client's secret
 */
record Auth(String header, String prefix, String key, String token, String client, String secret) {

    boolean oauth() {
        return token != null;
    }

    /** Without all of these the provider is off. */
    List<String> variables() {
        return Stream.of(key, client, secret).filter(Objects::nonNull).toList();
    }
}
