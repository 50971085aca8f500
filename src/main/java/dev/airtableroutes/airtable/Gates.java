package dev.airtableroutes.airtable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** One gate a base and one for the token, by Airtable's base id; counts what passes. */
@Component
public class Gates {

    private final AirtableSettings settings;
    private final Map<String, Gate> bases = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final Gate token;

    public Gates(AirtableSettings settings) {
        this.settings = settings;
        this.token = new Gate(settings.tokenRequestsPerSecond(), System::nanoTime);
    }

    Gate base(String baseId) {
        return bases.computeIfAbsent(baseId, id -> new Gate(settings.requestsPerSecond(), System::nanoTime));
    }

    Gate token() {
        return token;
    }

    void sent(String baseId) {
        requests.computeIfAbsent(baseId, id -> new LongAdder()).increment();
    }

    void refused(String baseId, long sent, long retryAfterSeconds) {
        refusals.computeIfAbsent(baseId, id -> new LongAdder()).increment();
        Duration asked = Duration.ofSeconds(retryAfterSeconds + 1);
        base(baseId)
                .close(
                        sent,
                        asked.compareTo(settings.lockout()) > 0 ? asked : settings.lockout(),
                        "rate limit exceeded");
    }

    /** True when the base's budget has stood idle for a fifth of a second: one request's share of it is gone. */
    public boolean idle(String baseId) {
        return base(baseId).idleFor(Duration.ofMillis(200));
    }

    /** Requests sent to a base since the start. */
    public long requests(String baseId) {
        return sum(requests, baseId);
    }

    /** Answers with 429 from a base since the start. */
    public long refusals(String baseId) {
        return sum(refusals, baseId);
    }

    private static long sum(Map<String, LongAdder> counts, String baseId) {
        LongAdder count = counts.get(baseId);
        return count == null ? 0 : count.sum();
    }
}
