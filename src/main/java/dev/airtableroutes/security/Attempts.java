package dev.airtableroutes.security;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Wrong passwords by whom they came from. After five of them, each is followed by a wait: a second, then twice as long
 * each time, up to a minute; and then one try at a time. The right password ends that, and so does a quarter of an hour.
 */
final class Attempts {

    private static final int FREE = 5;
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);
    private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(15);
    /** Callers that are remembered; the oldest is forgotten first. */
    private static final int REMEMBERED = 10_000;

    private final LongSupplier clock;
    private final Map<String, Wrong> callers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Wrong> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param trying whether one more is being tried now */
    private record Wrong(int count, long last, boolean trying) {

        long left(long now) {
            long wait = count < FREE ? 0 : Math.min(LONGEST, TimeUnit.SECONDS.toNanos(1L << Math.min(count - FREE, 6)));
            return Math.max(0, last + wait - now);
        }
    }

    Attempts(LongSupplier clock) {
        this.clock = clock;
    }

    /** How long the caller has to wait; zero when it may try now, which has to be {@link #ended}. */
    synchronized Duration begin(String caller) {
        Wrong wrong = callers.get(caller);
        long now = clock.getAsLong();
        if (wrong == null || wrong.count() < FREE) {
            return Duration.ZERO;
        }
        if (now - wrong.last() > FORGOTTEN) {
            callers.remove(caller);
            return Duration.ZERO;
        }
        if (wrong.left(now) > 0) {
            return Duration.ofNanos(wrong.left(now));
        }
        if (wrong.trying()) {
            return Duration.ofSeconds(1);
        }
        callers.put(caller, new Wrong(wrong.count(), wrong.last(), true));
        return Duration.ZERO;
    }

    synchronized void ended(String caller, boolean right) {
        if (right) {
            callers.remove(caller);
        } else {
            Wrong before = callers.get(caller);
            callers.put(caller, new Wrong(before == null ? 1 : before.count() + 1, clock.getAsLong(), false));
        }
    }
}
