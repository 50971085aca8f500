package dev.airtableroutes.provider;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a question.
 *
 * @param status HTTP status, or null when no answer came
 * @param fields what the file's {@code fields} made of the answer: fields of a lead by dotted name, {@code email.address},
 *     in the canonical values of {@link dev.airtableroutes.mapping.Cells}; only those that have a value
 * @param items the same for each result of a search
 * @param credits what the provider says it charged; null when it does not say, see {@link Operation#cost}
 * @param retryAt when the same question, or any to this provider, is right again; null when there is nothing to wait for
 * @param next what stands in the search's {@code page} to ask for the next page; null on the last one
 * @param sentence why, with the provider's own words where it has any; no key, no personal data of ours
 */
public record Answer(
        String provider,
        String operation,
        Outcome outcome,
        Integer status,
        Map<String, Object> fields,
        List<Map<String, Object>> items,
        BigDecimal credits,
        Instant retryAt,
        String next,
        String sentence) {

    public Answer {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        items = List.copyOf(items);
    }

    /** One that brings nothing but its outcome. */
    public static Answer without(
            String provider, String operation, Outcome outcome, Integer status, Instant retryAt, String sentence) {
        return new Answer(provider, operation, outcome, status, Map.of(), List.of(), null, retryAt, null, sentence);
    }

    /** The same in other words. */
    Answer saying(String words) {
        return new Answer(provider, operation, outcome, status, fields, items, credits, retryAt, next, words);
    }

    /** A {@link Question} in its place is. */
    public boolean toBeAsked() {
        return false;
    }

    /** Without what was found, which is a person. */
    @Override
    public String toString() {
        return "Answer[" + provider + " " + operation + ": " + outcome + (status == null ? "" : " (" + status + ")")
                + "]";
    }
}
