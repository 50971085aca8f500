package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.http.Network;
import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.order.Orders;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The troubles on order. The first one that matches a request hits it. */
public final class Troubles extends Orders<Trouble> {

    /**
     * @param matched requests that it could have hit so far
     * @param hits requests that it did hit
     */
    public record Ordered(Trouble trouble, int matched, int hits) {}

    Troubles() {}

    /** All that were ordered since the last clearing, those that are over included. */
    public List<Ordered> all() {
        return all(Ordered::new);
    }

    Reply play(String provider, String operation, Ask ask, IntFunction<Reply> error, Supplier<Reply> answer) {
        Trouble trouble = next(one -> matches(one, provider, operation, ask));
        return trouble == null ? answer.get() : play(trouble, error, answer).with(trouble.headers());
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
                return answer.get().half();
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
            case HTML -> Reply.page(trouble.status() == null ? 502 : trouble.status());
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
            millis += (long) (random() * (trouble.maxMillis() - millis));
        }
        Network.pause(millis * 1_000_000L);
    }
}
