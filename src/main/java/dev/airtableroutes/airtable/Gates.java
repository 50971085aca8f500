package dev.airtableroutes.airtable;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.mapping.Mappings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** One gate a base and one for the token, by Airtable's base id; counts what passes, for the report and for the meters. */
@Component
public class Gates {

    private static final String NO_ANSWER = "none";

    private final AirtableSettings settings;
    private final Mappings mappings;
    private final MeterRegistry meters;
    private final Map<String, Watched> bases = new ConcurrentHashMap<>();
    private final Gate token;

    /** A base's gate and what passed it. */
    private record Watched(String base, String baseId, Gate gate, Usage usage, LongAdder requests, LongAdder refusals) {

        Budget budget(int perSecond) {
            Gate.State state = gate.state();
            return new Budget(
                    base,
                    baseId,
                    perSecond,
                    usage.perSecond(),
                    state.open(),
                    state.closedSince(),
                    state.closedUntil(),
                    state.reason(),
                    state.waiting(),
                    state.underWay(),
                    requests.sum(),
                    refusals.sum(),
                    usage.lastHour());
        }
    }

    public Gates(AirtableSettings settings, Mappings mappings, MeterRegistry meters) {
        this.settings = settings;
        this.mappings = mappings;
        this.meters = meters;
        this.token = new Gate(settings.tokenRequestsPerSecond(), System::nanoTime);
    }

    private Watched watched(String baseId) {
        return bases.computeIfAbsent(baseId, this::watch);
    }

    private Watched watch(String baseId) {
        String base = mappings.current().bases().all().stream()
                .filter(one -> one.id().equals(baseId))
                .map(Base::key)
                .findFirst()
                .orElse(baseId);
        Gate gate = new Gate(settings.requestsPerSecond(), System::nanoTime);
        Usage usage = new Usage(System::nanoTime);
        Gauge.builder("airtable.gate.open", gate, one -> one.state().open() ? 1 : 0)
                .description("1 while requests to the base leave, 0 while it is left alone after a 429")
                .tag("base", base)
                .register(meters);
        Gauge.builder("airtable.gate.waiting", gate, one -> one.state().waiting())
                .description("requests that wait for their turn")
                .tag("base", base)
                .register(meters);
        Gauge.builder("airtable.budget.used", usage, one -> one.perSecond() / settings.requestsPerSecond())
                .description("share of the base's legal rate that was used in the last ten seconds, 0 to 1")
                .tag("base", base)
                .register(meters);
        return new Watched(base, baseId, gate, usage, new LongAdder(), new LongAdder());
    }

    Gate base(String baseId) {
        return watched(baseId).gate();
    }

    Gate token() {
        return token;
    }

    void sent(String baseId) {
        Watched base = watched(baseId);
        base.requests().increment();
        base.usage().count();
    }

    /** @param status of the answer; null when none came */
    void answered(String baseId, Integer status) {
        Counter.builder("airtable.requests")
                .description("requests to Airtable by the status of the answer; none when no answer came")
                .tag("base", watched(baseId).base())
                .tag("status", status == null ? NO_ANSWER : status.toString())
                .register(meters)
                .increment();
    }

    void refused(String baseId, long sent, long retryAfterSeconds) {
        Watched base = watched(baseId);
        base.refusals().increment();
        Duration asked = Duration.ofSeconds(retryAfterSeconds + 1);
        base.gate()
                .close(
                        sent,
                        asked.compareTo(settings.lockout()) > 0 ? asked : settings.lockout(),
                        "rate limit exceeded");
    }

    /** True when the base's budget has stood idle for a fifth of a second: one request's share of it is gone. */
    public boolean idle(String baseId) {
        return base(baseId).idleFor(Duration.ofMillis(200));
    }

    /** The budgets of the bases that were called since the start, by name. */
    public List<Budget> budgets() {
        return bases.values().stream()
                .map(base -> base.budget(settings.requestsPerSecond()))
                .sorted(Comparator.comparing(Budget::base))
                .toList();
    }

    /** Requests sent to a base since the start. */
    public long requests(String baseId) {
        Watched base = bases.get(baseId);
        return base == null ? 0 : base.requests().sum();
    }

    /** Answers with 429 from a base since the start. */
    public long refusals(String baseId) {
        Watched base = bases.get(baseId);
        return base == null ? 0 : base.refusals().sum();
    }
}
