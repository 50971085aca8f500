package dev.airtableroutes.sandbox;

import dev.airtableroutes.sandbox.http.Network;
import dev.airtableroutes.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** The faults on order. The first one that matches a request hits it; they strike behind the rate limit. */
public final class Faults {

    /**
     * @param matched requests that it could have hit so far
     * @param hits requests that it did hit
     */
    public record Ordered(Fault fault, int matched, int hits) {}

    private static final class Active {
        final Fault fault;
        final long since = System.nanoTime();
        int matched;
        int hits;

        Active(Fault fault) {
            this.fault = fault;
        }

        boolean over() {
            boolean late = fault.forMillis() != null && System.nanoTime() - since >= fault.forMillis() * 1_000_000L;
            return late || fault.times() != null && hits >= fault.times();
        }
    }

    private final List<Active> active = new ArrayList<>();
    private final Random random = new Random(7);
    private final Limits limits;

    Faults(Limits limits) {
        this.limits = limits;
    }

    public synchronized Faults add(Fault fault) {
        active.add(new Active(fault));
        return this;
    }

    /** Where the random numbers of {@link Fault#probability} begin. */
    public synchronized Faults seed(long seed) {
        random.setSeed(seed);
        return this;
    }

    public synchronized void clear() {
        active.clear();
    }

    /** All that were ordered since the last clearing, those that are over included. */
    public synchronized List<Ordered> all() {
        return active.stream()
                .map(entry -> new Ordered(entry.fault, entry.matched, entry.hits))
                .toList();
    }

    Reply play(Call call, Supplier<Reply> answer) {
        Fault fault = next(call);
        return fault == null ? answer.get() : play(fault, answer);
    }

    private synchronized Fault next(Call call) {
        for (Active entry : active) {
            if (!entry.over() && matches(entry.fault, call) && strikes(entry)) {
                entry.hits++;
                return entry.fault;
            }
        }
        return null;
    }

    private boolean strikes(Active entry) {
        Fault fault = entry.fault;
        int nth = ++entry.matched - (fault.skip() == null ? 0 : fault.skip());
        return nth > 0
                && (fault.every() == null || nth % fault.every() == 0)
                && (fault.probability() == null || random.nextDouble() < fault.probability());
    }

    private static boolean matches(Fault fault, Call call) {
        return (fault.method() == null || fault.method().equals(call.method()))
                && (fault.base() == null
                        || fault.base().equals(call.baseId())
                        || call.base() != null && call.base().answersTo(fault.base()))
                && (fault.table() == null
                        || call.table() != null && call.table().answersTo(fault.table()))
                && (fault.path() == null || call.request().target().contains(fault.path()))
                && (fault.containing() == null
                        || new String(call.request().body(), StandardCharsets.UTF_8).contains(fault.containing()));
    }

    private Reply play(Fault fault, Supplier<Reply> answer) {
        Reply reply =
                switch (fault.effect()) {
                    case STATUS -> {
                        applyIf(fault, answer);
                        yield error(fault);
                    }
                    case HTML -> {
                        applyIf(fault, answer);
                        yield html(fault.status() == null ? 502 : fault.status());
                    }
                    case RESET -> {
                        applyIf(fault, answer);
                        yield Reply.none(Reply.End.RESET);
                    }
                    case CLOSE -> {
                        applyIf(fault, answer);
                        yield Reply.none(Reply.End.CLOSE);
                    }
                    case HANG -> {
                        applyIf(fault, answer);
                        Network.pause(fault.millis() * 1_000_000L);
                        yield Reply.none(Reply.End.CLOSE);
                    }
                    case DELAY -> {
                        Network.pause(fault.millis() * 1_000_000L);
                        yield answer.get();
                    }
                    case TRUNCATE -> half(answer.get());
                    case CUT -> answer.get().ending(Reply.End.CUT);
                };
        return withHeaders(reply, fault.headers());
    }

    private static void applyIf(Fault fault, Supplier<Reply> answer) {
        if (fault.applied()) {
            answer.get();
        }
    }

    private static Reply half(Reply reply) {
        return Reply.json(reply.status(), Arrays.copyOf(reply.body(), reply.body().length / 2));
    }

    private static Reply html(int status) {
        byte[] page = ("<html><head><title>" + status + "</title></head><body><h1>" + status
                        + " from a proxy in between</h1></body></html>")
                .getBytes(StandardCharsets.UTF_8);
        return new Reply(status, Map.of("Content-Type", "text/html; charset=utf-8"), page, Reply.End.WHOLE);
    }

    private Reply error(Fault fault) {
        int status = fault.status();
        if (fault.body() != null) {
            return Reply.json(status, fault.body());
        }
        return switch (status) {
            case 401 -> AirtableError.unauthorized().reply();
            case 403 -> AirtableError.forbidden().reply();
            case 404 -> AirtableError.notFound().reply();
            case 422 -> AirtableError.invalidRequest("an ordered fault").reply();
            case 429 -> limits.rateError().reply();
            case 503 -> AirtableError.retriable().reply();
            default ->
                AirtableError.of(status, "SERVER_ERROR", "An unexpected error occurred")
                        .reply();
        };
    }

    private static Reply withHeaders(Reply reply, Map<String, String> added) {
        if (added == null) {
            return reply;
        }
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.putAll(added);
        return new Reply(reply.status(), headers, reply.body(), reply.end());
    }
}
