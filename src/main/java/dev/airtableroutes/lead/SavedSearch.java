package dev.airtableroutes.lead;

import dev.airtableroutes.mapping.Parts;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.Document;

/**
 * A search as somebody saved it, and how far it is.
 *
 * @param document of the collection {@code searches}; never changed here
 */
record SavedSearch(Document document) {

    private static final Pattern EVERY = Pattern.compile("[1-9]\\d{0,4}[smhd]");
    private static final int USUAL_CAP = 100;
    private static final Duration USUAL_EVERY = Duration.ofDays(1);

    Object key() {
        return document.get("_id");
    }

    String id() {
        return key().toString();
    }

    /** The provider that is asked; null when none is named. */
    String source() {
        return document.getString("source");
    }

    /** How many people a round may bring. */
    int cap() {
        return document.get("cap") instanceof Number cap ? cap.intValue() : USUAL_CAP;
    }

    /** What this round has found. */
    int found() {
        return document.getInteger("found", 0);
    }

    /** How often its latest page could not be had. */
    int failures() {
        return document.getInteger("failures", 0);
    }

    /** How many pages it had in all; the charge of the next is named by it. */
    int turns() {
        return document.getInteger("turns", 0);
    }

    /** Null for the first one. */
    Object page() {
        return document.get("page");
    }

    /** Why it does not go on, or null. */
    String reason() {
        return document.getString("reason");
    }

    /** Whether its page was begun, and nobody wants it begun anew. */
    boolean begun() {
        return document.getDate("nextAt") != null;
    }

    /** From one round to the next; empty when nobody can read what somebody wrote. */
    Optional<Duration> every() {
        Object every = document.get("every");
        if (every == null) {
            return Optional.of(USUAL_EVERY);
        }
        return EVERY.matcher(every.toString()).matches()
                ? Optional.of(Parts.duration(every.toString()))
                : Optional.empty();
    }

    /** Until the next round, whatever is written. */
    Duration untilNextRound() {
        return every().orElse(USUAL_EVERY);
    }

    /** Where leads that it finds are from. */
    Hits.Source foundAt(String provider) {
        return new Hits.Source(
                provider, document.getString("query"), document.getString("segment"), document.getString("note"));
    }

    /** As people see it. */
    Searches.View view() {
        return new Searches.View(
                id(),
                source(),
                document.getString("query"),
                document.getString("segment"),
                document.getBoolean("enabled", true),
                instant("lastAt"),
                document.getString("lastOutcome"),
                instant("nextAt"),
                document.getInteger("lastAdded", 0),
                document.getInteger("leads", 0),
                reason());
    }

    private Instant instant(String name) {
        Date date = document.getDate(name);
        return date == null ? null : date.toInstant();
    }
}
