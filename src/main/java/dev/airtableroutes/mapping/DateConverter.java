package dev.airtableroutes.mapping;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;

/** Dates and times, from BSON dates, ISO 8601 and milliseconds since 1970. */
final class DateConverter {

    /** Below it a number of milliseconds (March 1973) is more likely one of seconds. */
    private static final long FIRST_MILLISECOND = 100_000_000_000L;

    /** The zone of those that say none. */
    private final ZoneId zone;

    DateConverter(ZoneId zone) {
        this.zone = zone;
    }

    Object date(Object value) {
        Instant instant = Scalars.instant(value);
        if (instant == null && value instanceof String text) {
            if (text.isBlank()) {
                return null;
            }
            Instants.Parsed parsed = Instants.parse(text);
            if (parsed != null && parsed.instant() == null) {
                return orTooFar(Instants.format(parsed.local().toLocalDate()));
            }
            instant = parsed == null ? milliseconds(text) : parsed.instant();
        }
        instant = instant == null && value instanceof Number number ? milliseconds(number) : instant;
        return instant == null ? noDate(value) : orTooFar(Instants.format(instant, zone));
    }

    Object dateTime(Object value) {
        Instant instant = Scalars.instant(value);
        if (instant == null && value instanceof String text) {
            if (text.isBlank()) {
                return null;
            }
            Instants.Parsed parsed = Instants.parse(text);
            instant = parsed == null ? milliseconds(text) : parsed.in(zone);
        }
        instant = instant == null && value instanceof Number number ? milliseconds(number) : instant;
        return instant == null ? noDate(value) : orTooFar(Instants.format(instant));
    }

    private static Instant milliseconds(String text) {
        BigDecimal number = text.strip().length() < 12 ? null : Numbers.parse(text);
        return number == null ? null : milliseconds(number);
    }

    private static Instant milliseconds(Number number) {
        BigDecimal value = Numbers.of(number);
        // 1e15 ms is the year 33658, far beyond what Airtable shows
        boolean likely = value != null
                && value.abs().compareTo(BigDecimal.valueOf(FIRST_MILLISECOND)) >= 0
                && value.abs().compareTo(BigDecimal.valueOf(1_000_000_000_000_000L)) < 0;
        return likely ? Instant.ofEpochMilli(value.longValue()) : null;
    }

    private static Object orTooFar(String date) {
        return date == null ? new Bad("The date lies outside the years 0 to 9999.") : date;
    }

    private static Bad noDate(Object value) {
        String hint = value instanceof Number
                ? " is no time in milliseconds since 1970; is it one in seconds?"
                : " is no date; expected ISO 8601, such as 2024-01-31 or 2024-01-31T18:30:00Z.";
        return new Bad(Scalars.sentence(value) + hint);
    }
}
