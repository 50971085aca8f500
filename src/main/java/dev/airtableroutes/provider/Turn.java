package dev.airtableroutes.provider;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Somebody's turn at a provider.
 *
 * @param id of the document that waits for the answer; no personal data, since logs show it
 * @param provider name of the provider's file, {@code hunter}
 * @param operation name of a {@link Verb}
 * @param subject the lead for {@code find} and {@code verify} ({@code person}, {@code company}, {@code email}), the search
 *     for {@code search} ({@code query}, {@code page}, ...), the push for {@code push} and {@code lookup}
 * @param attempt how often the provider is asked this, from 1; waits grow with it
 */
public record Turn(String id, String provider, String operation, Map<String, Object> subject, int attempt) {

    public Turn {
        subject = Collections.unmodifiableMap(new LinkedHashMap<>(subject));
    }

    /** Without the subject, which is a person. */
    @Override
    public String toString() {
        return "Turn[" + provider + " " + operation + " for " + id + ", attempt " + attempt + "]";
    }
}
