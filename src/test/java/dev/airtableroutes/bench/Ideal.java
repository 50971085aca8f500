package dev.airtableroutes.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** How long calls would take if nobody lost a moment: each begins when its lead is ready and its provider's limits allow it. */
final class Ideal {

    /** @param inASecond calls in any second @param inAMinute in any minute */
    record Limit(int atOnce, int inASecond, int inAMinute) {

        static Limit atOnce(int calls) {
            return new Limit(calls, Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
    }

    private record Ready(double at, int lead, int step) {}

    private static final class Provider {
        private final Limit limit;
        private final Deque<Double> latencies;
        private final PriorityQueue<Double> places = new PriorityQueue<>();
        private final List<Double> begun = new ArrayList<>();

        private Provider(Limit limit, List<Double> latencies) {
            this.limit = limit;
            this.latencies = new ArrayDeque<>(latencies);
        }

        private double ends(double ready) {
            double begins = places.size() < limit.atOnce() ? ready : Math.max(ready, places.poll());
            begins = Math.max(begins, after(limit.inASecond(), 1));
            begins = Math.max(begins, after(limit.inAMinute(), 60));
            begun.add(begins);
            double ends = begins + latencies.poll();
            places.add(ends);
            return ends;
        }

        private double after(int calls, double seconds) {
            return begun.size() < calls ? 0 : begun.get(begun.size() - calls) + seconds;
        }
    }

    private Ideal() {}

    /**
     * @param chains the providers that each lead is asked at, in order
     * @param latencies of the calls of each provider in the order of their arrival, in seconds
     */
    static double seconds(List<List<String>> chains, Map<String, Limit> limits, Map<String, List<Double>> latencies) {
        Map<String, Provider> providers = new HashMap<>();
        limits.forEach(
                (name, limit) -> providers.put(name, new Provider(limit, latencies.getOrDefault(name, List.of()))));
        PriorityQueue<Ready> ready =
                new PriorityQueue<>(Comparator.comparingDouble(Ready::at).thenComparingInt(Ready::lead));
        for (int lead = 0; lead < chains.size(); lead++) {
            ready.add(new Ready(0, lead, 0));
        }
        double last = 0;
        while (!ready.isEmpty()) {
            Ready next = ready.poll();
            List<String> chain = chains.get(next.lead());
            last = Math.max(last, next.at());
            if (next.step() < chain.size()) {
                double ends = providers.get(chain.get(next.step())).ends(next.at());
                ready.add(new Ready(ends, next.lead(), next.step() + 1));
            }
        }
        return last;
    }
}
