package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.http.Network;
import dev.airtableroutes.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The troubles on order. The first one that matches a request hits it. */
public final class Troubles {

    /**
     * @param matched requests that it could have hit so far
     * @param hits requests that it did hit
     */
    public record Ordered(Trouble trouble, int matched, int hits) {}

    private static final class Active {
        final Trouble trouble;
        final long since = System.nanoTime();
        int matched;
        int hits;

        Active(Trouble trouble) {
            this.trouble = trouble;
        }

        boolean over() {
            boolean late = trouble.forMillis() != null && System.nanoTime() - since >= trouble.forMillis() * 1_000_000L;
            return late || trouble.times() != null && hits >= trouble.times();
        }
    }

    private final List<Active> active = new ArrayList<>();
    private final Random random = new Random(7);

    Troubles() {}

    public synchronized Troubles add(Trouble trouble) {
        active.add(new Active(trouble));
        return this;
    }

    /** Where the random numbers of {@link Trouble#probability} begin. */
    public synchronized Troubles seed(long seed) {
        random.setSeed(seed);
        return this;
    }

    public synchronized void clear() {
        active.clear();
    }

    /** All that were ordered since the last clearing, those that are over included. */
    public synchronized List<Ordered> all() {
        return active.stream()
                .map(entry -> new Ordered(entry.trouble, entry.matched, entry.hits))
                .toList();
    }

    Reply play(String provider, String operation, Ask ask, IntFunction<Reply> error, Supplier<Reply> answer) {
        Trouble trouble = next(provider, operation, ask);
        return trouble == null ? answer.get() : withHeaders(play(trouble, error, answer), trouble.headers());
    }

    private synchronized Trouble next(String provider, String operation, Ask ask) {
        for (Active entry : active) {
            if (!entry.over() && matches(entry.trouble, provider, operation, ask) && strikes(entry)) {
                entry.hits++;
                return entry.trouble;
            }
        }
        return null;
    }

    private boolean strikes(Active entry) {
        Trouble trouble = entry.trouble;
        int nth = ++entry.matched - (trouble.skip() == null ? 0 : trouble.skip());
        return nth > 0
                && (trouble.every() == null || nth % trouble.every() == 0)
                && (trouble.probability() == null || random.nextDouble() < trouble.probability());
    }

    private static boolean matches(Trouble trouble, String provider, String operation, Ask ask) {
        return (trouble.provider() == null || trouble.provider().equals(provider))
                && (trouble.operation() == null || trouble.operation().equals(operation))
                && (trouble.containing() == null
                        || ask.request().target().contains(trouble.containing())
                        || ask.bodyText().contains(trouble.containing()));
    }

    private Reply play(Trouble trouble, IntFunction<Reply> error, Supplier<Reply> answer) {
        switch (trouble.effect()) {
            case DELAY -> {
                Reply reply = answer.get();
                pause(trouble);
                return reply;
            }
            case TRUNCATE -> {
                Reply whole = answer.get();
                byte[] half = Arrays.copyOf(whole.body(), whole.body().length / 2);
                return new Reply(whole.status(), whole.headers(), half, Reply.End.WHOLE);
            }
            case CUT -> {
                return answer.get().ending(Reply.End.CUT);
            }
            default -> {
                if (trouble.applied()) {
                    answer.get();
                }
                return bad(trouble, error);
            }
        }
    }

    private Reply bad(Trouble trouble, IntFunction<Reply> error) {
        return switch (trouble.effect()) {
            case STATUS ->
                trouble.body() == null ? error.apply(trouble.status()) : Reply.json(trouble.status(), trouble.body());
            case HTML -> html(trouble.status() == null ? 502 : trouble.status());
            case GARBAGE -> Reply.json(200, Map.of("banana", List.of(1, 2, 3)));
            case RESET -> Reply.none(Reply.End.RESET);
            case HANG -> {
                pause(trouble);
                yield Reply.none(Reply.End.CLOSE);
            }
            default -> Reply.none(Reply.End.CLOSE);
        };
    }

    private void pause(Trouble trouble) {
        long millis = trouble.millis();
        if (trouble.maxMillis() != null && trouble.maxMillis() > millis) {
            synchronized (this) {
                millis += (long) (random.nextDouble() * (trouble.maxMillis() - millis));
            }
        }
        Network.pause(millis * 1_000_000L);
    }

    private static Reply html(int status) {
        byte[] page = ("<html><head><title>" + status + "</title></head><body><h1>" + status
                        + " from a proxy in between</h1></body></html>")
                .getBytes(StandardCharsets.UTF_8);
        return new Reply(status, Map.of("Content-Type", "text/html; charset=utf-8"), page, Reply.End.WHOLE);
    }

    static Reply withHeaders(Reply reply, Map<String, String> added) {
        if (added == null || added.isEmpty()) {
            return reply;
        }
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.putAll(added);
        return new Reply(reply.status(), headers, reply.body(), reply.end());
    }
}
