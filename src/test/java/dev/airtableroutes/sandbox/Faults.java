package dev.airtableroutes.sandbox;

import dev.airtableroutes.sandbox.http.Network;
import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.order.Orders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The faults on order. The first one that matches a request hits it; they strike behind the rate limit. */
public final class Faults extends Orders<Fault> {

    /**
     * @param matched requests that it could have hit so far
     * @param hits requests that it did hit
     */
    public record Ordered(Fault fault, int matched, int hits) {}

    /** A fault that takes its time looks that often whether it is still ordered. */
    private static final long A_LOOK = TimeUnit.MILLISECONDS.toNanos(5);

    private final Limits limits;
    private final AtomicInteger clearings = new AtomicInteger();

    Faults(Limits limits) {
        this.limits = limits;
    }

    /** All that were ordered since the last clearing, those that are over included. */
    public List<Ordered> all() {
        return all(Ordered::new);
    }

    /** Ends those under way, too: what hangs is closed, and what is late is answered. */
    @Override
    public void clear() {
        super.clear();
        clearings.incrementAndGet();
    }

    Reply play(Call call, Supplier<Reply> answer) {
        int cleared = clearings.get();
        Fault fault = next(one -> matches(one, call));
        return fault == null ? answer.get() : play(fault, cleared, answer);
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

    private Reply play(Fault fault, int cleared, Supplier<Reply> answer) {
        Reply reply =
                switch (fault.effect()) {
                    case STATUS -> {
                        applyIf(fault, answer);
                        yield error(fault);
                    }
                    case HTML -> {
                        applyIf(fault, answer);
                        yield Reply.page(fault.status() == null ? 502 : fault.status());
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
                        pause(fault, cleared);
                        yield Reply.none(Reply.End.CLOSE);
                    }
                    case DELAY -> {
                        pause(fault, cleared);
                        yield answer.get();
                    }
                    case TRUNCATE -> answer.get().half();
                    case CUT -> answer.get().ending(Reply.End.CUT);
                };
        return reply.with(fault.headers());
    }

    private void pause(Fault fault, int cleared) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(fault.millis());
        for (long left = end - System.nanoTime();
                left > 0
                        && clearings.get() == cleared
                        && !Thread.currentThread().isInterrupted();
                left = end - System.nanoTime()) {
            Network.pause(Math.min(left, A_LOOK));
        }
    }

    private static void applyIf(Fault fault, Supplier<Reply> answer) {
        if (fault.applied()) {
            answer.get();
        }
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
}
