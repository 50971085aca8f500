package dev.airtableroutes.console;

import dev.airtableroutes.sync.Pass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Component;

/** How many records a second passes have done of late. */
@Component
@ConditionalOnWebApplication
class Speeds {

    private static final int REMEMBERED = 15;
    private static final int MILLIS = 1000;

    private record Seen(Instant at, long done) {}

    private final Map<String, Deque<Seen>> seen = new ConcurrentHashMap<>();

    /** Called once a second. */
    void look(Collection<Pass> running) {
        Instant now = Instant.now();
        seen.keySet().retainAll(running.stream().map(Pass::id).collect(Collectors.toSet()));
        for (Pass pass : running) {
            Deque<Seen> its = seen.computeIfAbsent(pass.id(), id -> new ArrayDeque<>());
            synchronized (its) {
                its.addLast(new Seen(now, pass.documentsDone()));
                if (its.size() > REMEMBERED) {
                    its.removeFirst();
                }
            }
        }
    }

    /** Over the last quarter of a minute, or since the pass began. */
    double perSecond(Pass pass) {
        Seen from = first(pass);
        long millis = Math.max(1, Duration.between(from.at(), Instant.now()).toMillis());
        return Math.max(0, pass.documentsDone() - from.done()) * (double) MILLIS / millis;
    }

    private Seen first(Pass pass) {
        Deque<Seen> its = seen.get(pass.id());
        if (its != null) {
            synchronized (its) {
                if (its.size() == REMEMBERED) {
                    return its.getFirst();
                }
            }
        }
        return new Seen(pass.started(), 0);
    }
}
