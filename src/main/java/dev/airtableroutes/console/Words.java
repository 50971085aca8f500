package dev.airtableroutes.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them. */
final class Words {

    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int SECONDS_A_MINUTE = 60;
    private static final int SECONDS_AN_HOUR = 3600;
    private static final int SECONDS_A_DAY = 86_400;

    /**
     * A moment.
     *
     * @param iso for programs
     * @param full to the second
     * @param text from now, such as {@code 5 min ago}
     */
    record When(String iso, String full, String text) {}

    private Words() {}

    /** Null stays null. */
    static When when(Instant at) {
        return at == null ? null : new When(at.toString(), FULL.format(at), fromNow(at, Instant.now()));
    }

    static String fromNow(Instant at, Instant now) {
        long seconds = Duration.between(at, now).toSeconds();
        if (Math.abs(seconds) < 2) {
            return "now";
        }
        return seconds < 0 ? "in " + span(-seconds) : span(seconds) + " ago";
    }

    /** Such as {@code 42 s}, {@code 5 min}, {@code 3 h}, {@code 12 d}. */
    static String span(long seconds) {
        if (seconds < 2 * SECONDS_A_MINUTE) {
            return seconds + " s";
        }
        if (seconds < 2 * SECONDS_AN_HOUR) {
            return seconds / SECONDS_A_MINUTE + " min";
        }
        return seconds < 2 * SECONDS_A_DAY ? seconds / SECONDS_AN_HOUR + " h" : seconds / SECONDS_A_DAY + " d";
    }

    /** How long something took; null when it is not over. */
    static String took(Instant from, Instant to) {
        if (from == null || to == null) {
            return null;
        }
        long millis = Duration.between(from, to).toMillis();
        return millis < 10_000 ? "%.1f s".formatted(millis / 1000.0) : span(millis / 1000);
    }

    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A number and what it counts, such as {@code 1 letter} or {@code 1,200 letters}. */
    static String count(long count, String one) {
        return number(count) + " " + one + (count == 1 ? "" : "s");
    }

    static String rate(double perSecond) {
        return perSecond < 10 ? String.format(Locale.ROOT, "%.1f", perSecond) : number(Math.round(perSecond));
    }
}
