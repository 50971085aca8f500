package dev.airtableroutes.sandbox.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** What is on order. The first one that matches a request hits it. */
public abstract class Orders<T extends Order<T>> {

    /** How an order is shown with what came of it. */
    protected interface Shape<T, R> {

        /**
         * @param matched requests that it could have hit so far
         * @param hits requests that it did hit
         */
        R of(T order, int matched, int hits);
    }

    private static final class Active<T extends Order<T>> {
        final T order;
        final long since = System.nanoTime();
        int matched;
        int hits;

        Active(T order) {
            this.order = order;
        }

        boolean over() {
            boolean late = order.forMillis() != null && System.nanoTime() - since >= order.forMillis() * 1_000_000L;
            return late || order.times() != null && hits >= order.times();
        }
    }

    private final List<Active<T>> active = new ArrayList<>();
    private final Random random = new Random(7);

    public synchronized Orders<T> add(T order) {
        active.add(new Active<>(order));
        return this;
    }

    /** Where the random numbers of {@link Order#probability} begin. */
    public synchronized Orders<T> seed(long seed) {
        random.setSeed(seed);
        return this;
    }

    public synchronized void clear() {
        active.clear();
    }

    protected final synchronized <R> List<R> all(Shape<T, R> shape) {
        return active.stream()
                .map(entry -> shape.of(entry.order, entry.matched, entry.hits))
                .toList();
    }

    /** The order that hits this request; null when none does. */
    protected final synchronized T next(Predicate<T> matches) {
        for (Active<T> entry : active) {
            if (!entry.over() && matches.test(entry.order) && strikes(entry)) {
                entry.hits++;
                return entry.order;
            }
        }
        return null;
    }

    private boolean strikes(Active<T> entry) {
        T order = entry.order;
        int nth = ++entry.matched - (order.skip() == null ? 0 : order.skip());
        return nth > 0
                && (order.every() == null || nth % order.every() == 0)
                && (order.probability() == null || random() < order.probability());
    }

    /** From 0 to 1. */
    protected final synchronized double random() {
        return random.nextDouble();
    }
}
