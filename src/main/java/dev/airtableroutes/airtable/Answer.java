package dev.airtableroutes.airtable;

import java.util.List;
import java.util.Map;

/**
 * What Airtable answered to a call that it understood: its JSON, or the reason why it would not take these records.
 *
 * @param json the body of a 2xx, never null
 * @param rejection null when the call succeeded
 */
public record Answer(Map<String, Object> json, Rejection rejection) {

    /**
     * A refusal of the records themselves. It names a field at best, never the record.
     *
     * @param status HTTP status
     * @param type Airtable's error type
     * @param message Airtable's own words
     */
    public record Rejection(int status, String type, String message) {}

    public static Answer of(Map<String, Object> json) {
        return new Answer(json, null);
    }

    /** Camel finds methods by name: this one must not be called as the getter is. */
    public static Answer refusal(int status, String type, String message) {
        return new Answer(Map.of(), new Rejection(status, type, message));
    }

    /** No answer came, or none is going to: nothing can be said about the records. */
    public static Answer none() {
        return new Answer(Map.of(), null);
    }

    public boolean missing() {
        return json.isEmpty() && rejection == null;
    }

    public boolean rejected() {
        return rejection != null;
    }

    /** The records of the answer, in its order. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> records() {
        return (List<Map<String, Object>>) json.getOrDefault("records", List.of());
    }

    /** Ids of the records that a call that merges has made; those that it found are not among them. */
    @SuppressWarnings("unchecked")
    public List<String> created() {
        return (List<String>) json.getOrDefault("createdRecords", List.of());
    }

    /** Where the next page begins; null on the last one. */
    public String offset() {
        return (String) json.get("offset");
    }

    /** By identity: Camel asks a body for its hash code again and again, and going through all cells would cost more than the call. */
    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }
}
