package dev.airtableroutes.lead;

import java.time.Duration;

/** How long to wait before a provider is asked again. */
public final class Patience {

    private static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofMinutes(10);

    private Patience() {}

    /** @param failures so far, 1 or more: 5 s, 10 s, 20 s … 10 min */
    public static Duration after(long failures) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
