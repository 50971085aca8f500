package dev.airtableroutes.sandbox;

import dev.airtableroutes.sandbox.http.Network;
import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.order.Orders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** The faults on order. The first one that matches a request hits it; they strike behind the rate limit. */
public final class Faults extends Orders<Fault> {

    /**
     * @param matched requests that it could have hit so far
     * @param hits requests that it did hit
     */
    public record Ordered(Fault fault, int matched, int hits) {}

    private final Limits limits;

    Faults(Limits limits) {
        this.limits = limits;
    }

    /** All that were ordered since the last clearing, those that are over included. */
    public List<Ordered> all() {
        return all(Ordered::new);
    }

    Reply play(Call call, Supplier<Reply> answer) {
        Fault fault = next(one -> matches(one, call));
        return fault == null ? answer.get() : play(fault, answer);
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
                        Network.pause(fault.millis() * 1_000_000L);
                        yield Reply.none(Reply.End.CLOSE);
                    }
                    case DELAY -> {
                        Network.pause(fault.millis() * 1_000_000L);
                        yield answer.get();
                    }
                    case TRUNCATE -> answer.get().half();
                    case CUT -> answer.get().ending(Reply.End.CUT);
                };
        return reply.with(fault.headers());
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
