package dev.airtableroutes.provider;

import dev.airtableroutes.mapping.Path;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** When a question is right again. */
final class Waits {

    private static final Duration AT_MOST = Duration.ofDays(31);
    private static final Duration BACK_OFF_AT_MOST = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final double JITTER = 0.25;

    /** A number from here on is a Unix time, not a count of seconds. */
    private static final BigDecimal FIRST_TIME = BigDecimal.valueOf(1_000_000_000L);

    private static final BigDecimal MILLISECONDS = BigDecimal.valueOf(1_000_000_000_000L);

    private final Clock clock;
    private final DoubleSupplier random;

    /** @param random between 0 and 1: how much of a quarter is added to a wait that nobody has named */
    Waits(Clock clock, DoubleSupplier random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * By Retry-After, else the provider's own headers, else the answer, else the file; else longer with each attempt. Null
     * when there is nothing to wait for; after a hit there is where the file says so.
     */
    Instant until(
            Provider provider,
            Outcome outcome,
            Line line,
            Map<String, Object> content,
            Map<String, String> headers,
            int attempt) {
        boolean saysSo = line != null && (line.delay() != null || line.delayFrom() != null);
        if (!outcome.later()
                && outcome != Outcome.NO_CREDITS
                && outcome != Outcome.AUTH
                && !(outcome.hit() && saysSo)) {
            return null;
        }
        List<Object> said = new ArrayList<>();
        if (outcome.later()) {
            // of the rate, which says nothing about credits or keys
            said.add(headers.get("Retry-After"));
            provider.resets().forEach(header -> said.add(headers.get(header)));
        }
        if (line != null && line.delayFrom() != null) {
            said.add(Path.of(line.delayFrom()).in(content));
        }
        return said.stream()
                .map(this::instant)
                .filter(instant -> instant != null)
                .findFirst()
                .orElseGet(() -> clock.instant().plus(guessed(outcome, line, attempt)));
    }

    /** When a circuit that lets a single question through has likely heard of it. */
    Instant soon() {
        return clock.instant().plus(SOON);
    }

    private Duration guessed(Outcome outcome, Line line, int attempt) {
        Duration wait = line == null || line.delay() == null ? usual(outcome) : line.delay();
        if (!outcome.later()) {
            return wait;
        }
        Duration longer = wait.multipliedBy(1L << Math.max(0, Math.min(attempt - 1, 10)));
        Duration backOff = longer.compareTo(BACK_OFF_AT_MOST) > 0 && wait.compareTo(BACK_OFF_AT_MOST) < 0
                ? BACK_OFF_AT_MOST
                : longer;
        return backOff.plusMillis((long) (backOff.toMillis() * JITTER * random.getAsDouble()));
    }

    private static Duration usual(Outcome outcome) {
        return switch (outcome) {
            case RATE_LIMITED -> Duration.ofMinutes(1);
            case NO_CREDITS, AUTH -> Duration.ofHours(1);
            default -> Duration.ofSeconds(30);
        };
    }

    /** What a header says, in any of the ways that are in use; null when it says nothing, or nothing sensible. */
    private Instant instant(Object said) {
        String text = said == null ? "" : said.toString().strip();
        if (text.isEmpty() || text.length() > 40) {
            return null;
        }
        Instant now = clock.instant();
        Instant instant = text.matches("\\d{1,15}(\\.\\d*)?") ? number(new BigDecimal(text), now) : date(text);
        if (instant == null || instant.isAfter(now.plus(AT_MOST))) {
            return null;
        }
        return instant.isBefore(now) ? now : instant;
    }

    private static Instant number(BigDecimal number, Instant now) {
        if (number.compareTo(FIRST_TIME) < 0) {
            return now.plusMillis(number.movePointRight(3).longValue());
        }
        return number.compareTo(MILLISECONDS) < 0
                ? Instant.ofEpochSecond(number.longValue())
                : Instant.ofEpochMilli(number.longValue());
    }

    private static Instant date(String text) {
        for (DateTimeFormatter format :
                List.of(DateTimeFormatter.RFC_1123_DATE_TIME, DateTimeFormatter.ISO_OFFSET_DATE_TIME)) {
            try {
                return OffsetDateTime.parse(text, format).toInstant();
            } catch (DateTimeException other) {
                // the next format may be the one
            }
        }
        return null;
    }
}
