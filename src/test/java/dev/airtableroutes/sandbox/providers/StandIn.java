package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.http.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** One provider: its endpoints, how it knows who asks, its limits, and the shape of its errors. */
abstract class StandIn {

    /** @param path segments; {@code *} stands for any one */
    private record Endpoint(String method, List<String> path, String operation, Function<Ask, Reply> work) {

        boolean leads(Ask ask) {
            boolean same = path.size() == ask.path().size();
            for (int i = 0; same && i < path.size(); i++) {
                same = path.get(i).equals("*") || path.get(i).equals(ask.path().get(i));
            }
            return same;
        }
    }

    final String name;
    final House house;
    final Rates rates;
    private final String base;
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final AtomicInteger working = new AtomicInteger();
    private final SplittableRandom random = new SplittableRandom(20);
    private final Object otherLatency = new Object();
    private volatile Latency latency = Latency.NONE;
    private volatile int atOnce = Integer.MAX_VALUE;

    /** @param base path that all endpoints have in common: {@code /v2} */
    StandIn(House house, String name, String base) {
        this.house = house;
        this.name = name;
        this.base = base;
        rates = new Rates(house.time().nanos());
    }

    /** @throws Refused with the provider's own status when the key is missing or wrong */
    abstract void authenticate(Ask ask);

    /** An error in the provider's own shape. */
    abstract Reply error(int status, String message);

    /** What goes beyond a limit. */
    Reply tooMany(Rates.State limit) {
        return error(429, "Too many requests");
    }

    /** What is asked in a wrong way. */
    Reply refused(Refused refusal) {
        return error(refusal.status, refusal.getMessage());
    }

    /** What the provider adds to every answer. */
    Map<String, String> headers(String operation) {
        return Map.of();
    }

    final void on(String method, String path, String operation, Function<Ask, Reply> work) {
        List<String> segments = List.of((base + path).substring(1).split("/"));
        endpoints.add(new Endpoint(method, segments, operation, work));
    }

    final void limits(List<Rate> all) {
        rates.set(all);
    }

    final void atOnce(int most) {
        atOnce = most;
    }

    /** Answers that wait for their time leave now. */
    final void latency(Latency other) {
        synchronized (otherLatency) {
            latency = other;
            otherLatency.notifyAll();
        }
    }

    final String base() {
        return base;
    }

    /** A key that fits this provider and no other. */
    String key() {
        return "sandbox-" + name + "-key";
    }

    final Reply answer(Ask ask, ProviderArrivals.Entry entry, Troubles troubles) {
        List<Endpoint> there =
                endpoints.stream().filter(endpoint -> endpoint.leads(ask)).toList();
        Endpoint endpoint = there.stream()
                .filter(one -> one.method().equals(ask.request().method()))
                .findFirst()
                .orElse(null);
        if (endpoint == null) {
            return there.isEmpty() ? error(404, "No such endpoint") : error(405, "Method not allowed");
        }
        entry.operation(endpoint.operation());
        try {
            authenticate(ask);
        } catch (Refused refusal) {
            return refused(refusal);
        }
        Rates.State limit =
                rates.enter(endpoint.operation(), house.time().of(ask.request().firstByte()));
        Reply reply = limit == null ? worked(endpoint, ask, troubles) : tooMany(limit);
        return reply.with(headers(endpoint.operation()));
    }

    private Reply worked(Endpoint endpoint, Ask ask, Troubles troubles) {
        try {
            if (working.incrementAndGet() > atOnce) {
                return error(429, "More than " + atOnce + " requests at once");
            }
            Reply reply = troubles.play(
                    name,
                    endpoint.operation(),
                    ask,
                    status -> error(status, "An ordered trouble"),
                    () -> work(endpoint, ask));
            pause(latency);
            return reply;
        } finally {
            working.decrementAndGet();
        }
    }

    private synchronized Reply work(Endpoint endpoint, Ask ask) {
        try {
            return endpoint.work().apply(ask);
        } catch (Refused refusal) {
            return refused(refusal);
        }
    }

    private void pause(Latency said) {
        long end = System.nanoTime() + next(said).toNanos();
        synchronized (otherLatency) {
            try {
                for (long left = end - System.nanoTime(); latency == said && left > 0; left = end - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(otherLatency, left);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized Duration next(Latency latency) {
        return latency.next(random);
    }

    /** @throws Refused with that status when the account does not cover the price */
    final void afford(String account, String price, int otherwise, String message) {
        if (!house.bill().covers(account, new BigDecimal(price))) {
            throw new Refused(otherwise, message);
        }
    }

    final void charge(String operation, String input, String amount) {
        house.bill().charge(name, name, operation, input, new BigDecimal(amount));
    }
}
