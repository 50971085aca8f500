package dev.airtableroutes.sandbox.providers;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits of one provider. What reaches an endpoint with a good key counts, also what is then refused for another
 * reason; what is refused for the rate does not count again.
 */
final class Rates {

    /**
     * @param left requests that are still let in
     * @param reset until all of the window is free again (fixed), or the next request is let in (sliding)
     */
    record State(Rate rate, int left, Duration reset) {}

    private final class Window {
        final Rate rate;
        final ArrayDeque<Long> let = new ArrayDeque<>();

        Window(Rate rate) {
            this.rate = rate;
        }

        void forgetBefore(long now) {
            long per = rate.per().toNanos();
            long start = rate.fixed() ? now - Math.floorMod(now - origin, per) : now - per + 1;
            while (!let.isEmpty() && let.peekFirst() - start < 0) {
                let.pollFirst();
            }
        }

        State state(long now) {
            forgetBefore(now);
            long per = rate.per().toNanos();
            int left = rate.requests() - let.size();
            long reset =
                    rate.fixed() ? per - Math.floorMod(now - origin, per) : left > 0 ? 0 : let.peekFirst() + per - now;
            return new State(rate, Math.max(0, left), Duration.ofNanos(reset));
        }
    }

    private final long origin;
    private final List<Window> windows = new ArrayList<>();

    Rates(long origin) {
        this.origin = origin;
    }

    synchronized void set(List<Rate> rates) {
        windows.clear();
        rates.forEach(rate -> windows.add(new Window(rate)));
    }

    synchronized List<Rate> all() {
        return windows.stream().map(window -> window.rate).toList();
    }

    synchronized void forget() {
        windows.forEach(window -> window.let.clear());
    }

    /** Counts one request. @return the limit that it goes beyond, or null when it is let in */
    synchronized State enter(String operation, long now) {
        for (Window window : windows) {
            State state = window.state(now);
            if (window.rate.counts(operation) && state.left() == 0) {
                return state;
            }
        }
        windows.stream().filter(window -> window.rate.counts(operation)).forEach(window -> window.let.addLast(now));
        return null;
    }

    synchronized List<State> states(String operation, long now) {
        return windows.stream()
                .filter(window -> window.rate.counts(operation))
                .map(window -> window.state(now))
                .toList();
    }
}
