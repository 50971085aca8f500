package dev.airtableroutes.sandbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Dates as Airtable reads and writes them. */
final class Dates {

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final Pattern LOCAL = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?");

    private static final Pattern CANONICAL =
            Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)T(\\d\\d):(\\d\\d):(\\d\\d)\\.\\d{3}Z");

    private Dates() {}

    /** UTC, milliseconds, {@code Z}. */
    static String instant(long epochMillis) {
        return INSTANT.format(Instant.ofEpochMilli(epochMillis));
    }

    /**
     * A {@code date} cell. Whether Airtable also takes a whole date-time here is not documented: only {@code YYYY-MM-DD},
     * or with typecast the first ten characters of a date-time.
     */
    static String date(String text, boolean typecast) {
        String date = typecast && text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) : text;
        return fourDigitYear(LocalDate.parse(date)).toString();
    }

    /** A {@code dateTime} cell: ISO with an offset, or without one in the field's zone (UTC for {@code client}). */
    static String dateTime(String text, Object timeZone, boolean typecast) {
        return canonical(text)
                ? text
                : instant(parse(text, zone(timeZone), typecast).toEpochMilli());
    }

    /** As Airtable writes it itself, which most of them are: a parser and a formatter would be a third of all its work. */
    private static boolean canonical(String text) {
        Matcher parts = CANONICAL.matcher(text);
        if (!parts.matches()) {
            return false;
        }
        fourDigitYear(LocalDate.of(part(parts, 1), part(parts, 2), part(parts, 3)));
        LocalTime.of(part(parts, 4), part(parts, 5), part(parts, 6));
        return true;
    }

    private static int part(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }

    private static Instant parse(String text, ZoneId zone, boolean typecast) {
        if (typecast && text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(zone).toInstant();
        }
        Instant instant = LOCAL.matcher(text).matches()
                ? LocalDateTime.parse(text).atZone(zone).toInstant()
                : OffsetDateTime.parse(text).toInstant();
        fourDigitYear(LocalDate.ofInstant(instant, ZoneOffset.UTC));
        return instant;
    }

    private static LocalDate fourDigitYear(LocalDate date) {
        if (date.getYear() < 1 || date.getYear() > 9999) {
            throw new DateTimeException("Year " + date.getYear());
        }
        return date;
    }

    private static ZoneId zone(Object timeZone) {
        return timeZone == null || timeZone.equals("utc") || timeZone.equals("client")
                ? ZoneOffset.UTC
                : ZoneId.of(timeZone.toString());
    }
}
