package dev.airtableroutes.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Dates and instants as text, by hand: the formatters of the JDK take longer than all the rest of a document. */
final class Instants {

    private static final int LAST_YEAR = 9999;

    private Instants() {}

    /** {@code 2024-01-01T00:00:00.000Z}, or null outside the years 0 to 9999. */
    static String format(Instant instant) {
        LocalDateTime time = utc(instant);
        if (time == null) {
            return null;
        }
        StringBuilder text = new StringBuilder(24);
        appendDate(text, time.toLocalDate());
        text.append('T');
        append(text, time.getHour(), 2).append(':');
        append(text, time.getMinute(), 2).append(':');
        append(text, time.getSecond(), 2).append('.');
        return append(text, time.getNano() / 1_000_000, 3).append('Z').toString();
    }

    /** {@code 2024-01-01} where the instant is seen from that zone, or null outside the years 0 to 9999. */
    static String format(Instant instant, ZoneId zone) {
        return utc(instant) == null ? null : format(LocalDate.ofInstant(instant, zone));
    }

    static String format(LocalDate date) {
        return date.getYear() < 0 || date.getYear() > LAST_YEAR
                ? null
                : appendDate(new StringBuilder(10), date).toString();
    }

    private static LocalDateTime utc(Instant instant) {
        if (instant.getEpochSecond() < -70_000_000_000L || instant.getEpochSecond() > 260_000_000_000L) {
            return null;
        }
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC);
        return time.getYear() < 0 || time.getYear() > LAST_YEAR ? null : time;
    }

    private static StringBuilder appendDate(StringBuilder text, LocalDate date) {
        append(text, date.getYear(), 4).append('-');
        append(text, date.getMonthValue(), 2).append('-');
        return append(text, date.getDayOfMonth(), 2);
    }

    private static StringBuilder append(StringBuilder text, int number, int width) {
        for (int unit = width == 4 ? 1000 : width == 3 ? 100 : 10; unit > 0; unit /= 10) {
            text.append((char) ('0' + number / unit % 10));
        }
        return text;
    }

    /** What an ISO text says; {@code instant} is null where it names neither an offset nor a zone. */
    record Parsed(LocalDateTime local, Instant instant, boolean dateOnly) {

        /** The instant, a time without a zone being read in the given one. */
        Instant in(ZoneId zone) {
            return instant != null ? instant : local.atZone(zone).toInstant();
        }
    }

    /**
     * Reads {@code 2024-01-01}, {@code 2024-01-01T10:00}, {@code 2024-01-01 10:00:00.5+02:00} and their like, also with a
     * zone in brackets behind. Null for anything else, {@code 01/02/2024} above all.
     */
    static Parsed parse(String text) {
        try {
            return new Reader(text.strip()).read();
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static final class Reader {

        private final String text;
        private int at;
        private boolean broken;

        Reader(String text) {
            this.text = text;
        }

        Parsed read() {
            LocalDate date = date();
            if (broken) {
                return null;
            }
            if (at == text.length()) {
                return new Parsed(date.atStartOfDay(), null, true);
            }
            char separator = text.charAt(at++);
            if (separator != 'T' && separator != 't' && separator != ' ') {
                return null;
            }
            LocalDateTime local = time(date);
            ZoneOffset offset = offset();
            ZoneId zone = zone();
            if (broken || at != text.length()) {
                return null;
            }
            if (offset != null) {
                return new Parsed(local, local.toInstant(offset), false);
            }
            return new Parsed(local, zone == null ? null : local.atZone(zone).toInstant(), false);
        }

        private LocalDate date() {
            int year = digits(4);
            expect('-');
            int month = digits(2);
            expect('-');
            int day = digits(2);
            return broken ? null : LocalDate.of(year, month, day);
        }

        private LocalDateTime time(LocalDate date) {
            int hour = digits(2);
            expect(':');
            int minute = digits(2);
            int second = 0;
            int nano = 0;
            if (skip(':')) {
                second = digits(2);
                if (skip('.') || skip(',')) {
                    nano = fraction();
                }
            }
            return broken ? null : date.atTime(hour, minute, second, nano);
        }

        private int fraction() {
            int nano = 0;
            int unit = 100_000_000;
            int start = at;
            for (; at < text.length() && digit(text.charAt(at)); at++, unit /= 10) {
                nano += (text.charAt(at) - '0') * unit;
            }
            broken |= start == at;
            return nano;
        }

        private ZoneOffset offset() {
            if (broken || at == text.length()) {
                return null;
            }
            if (skip('Z') || skip('z')) {
                return ZoneOffset.UTC;
            }
            int blank = at;
            skip(' ');
            boolean minus = at < text.length() && text.charAt(at) == '-';
            if (!minus && !(at < text.length() && text.charAt(at) == '+')) {
                at = blank;
                return null;
            }
            at++;
            int hours = digits(2);
            boolean colon = skip(':');
            int minutes = colon || (at < text.length() && digit(text.charAt(at))) ? digits(2) : 0;
            int seconds = (hours * 60 + minutes) * 60;
            return broken ? null : ZoneOffset.ofTotalSeconds(minus ? -seconds : seconds);
        }

        private ZoneId zone() {
            if (broken || !skip('[')) {
                return null;
            }
            int end = text.indexOf(']', at);
            broken = end < 0;
            if (broken) {
                return null;
            }
            ZoneId zone = ZoneId.of(text.substring(at, end));
            at = end + 1;
            return zone;
        }

        private int digits(int count) {
            int number = 0;
            for (int end = at + count; at < end; at++) {
                if (at >= text.length() || !digit(text.charAt(at))) {
                    broken = true;
                    return 0;
                }
                number = number * 10 + text.charAt(at) - '0';
            }
            return number;
        }

        private void expect(char character) {
            broken |= !skip(character);
        }

        private boolean skip(char character) {
            boolean found = at < text.length() && text.charAt(at) == character;
            if (found) {
                at++;
            }
            return found;
        }

        private static boolean digit(char character) {
            return character >= '0' && character <= '9';
        }
    }
}
