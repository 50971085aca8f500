package dev.airtableroutes.provider;

import dev.airtableroutes.log.Traced;
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
public record Turn(String id, String provider, String operation, Map<String, Object> subject, int attempt)
        implements Traced {

    public Turn {
        subject = Collections.unmodifiableMap(new LinkedHashMap<>(subject));
    }

    /** The turn, and the lead, search or push that waits for its answer. */
    @Override
    public Map<String, String> traces() {
        Object document = subject.get("_id");
        return document == null ? Map.of("turn", id) : Map.of("turn", id, "document", document.toString());
    }

    /** Without the subject, which is a person. */
    @Override
    public String toString() {
        return "Turn[" + provider + " " + operation + " for " + id + ", attempt " + attempt + "]";
    }
}
