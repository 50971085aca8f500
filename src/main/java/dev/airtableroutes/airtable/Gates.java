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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** One gate a base and one for the token, by Airtable's base id; counts what passes, for the report and for the meters. */
@Component
public class Gates {

    private static final String NO_ANSWER = "none";
    /** Seconds: whoever says more is asked again after that. */
    private static final long LONGEST_AWAY = 300;

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
                .filter(one -> baseId.equals(one.id()))
                .map(Base::key)
                .findFirst()
                .orElse(baseId);
        gauge(
                "airtable.gate.open",
                base,
                "1 while requests to the base leave, 0 while it is left alone after a 429, or a 503 that says for how long",
                budget -> budget.open() ? 1 : 0);
        gauge("airtable.gate.waiting", base, "requests that wait for their turn", Budget::waiting);
        gauge(
                "airtable.budget.used",
                base,
                "share of the base's legal rate that was used in the last ten seconds, 0 to 1",
                budget -> budget.usedPerSecond() / budget.perSecond());
        return new Watched(
                base,
                baseId,
                new Gate(settings.requestsPerSecond(), System::nanoTime),
                new Usage(System::nanoTime),
                new LongAdder(),
                new LongAdder());
    }

    /** By the base's name and not by its gate: with another id in its file it has another gate, and the same gauge. */
    private void gauge(String name, String base, String description, ToDoubleFunction<Budget> value) {
        Gauge.builder(name, () -> budget(base).map(value::applyAsDouble).orElse(Double.NaN))
                .description(description)
                .tag("base", base)
                .register(meters);
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

    /** Airtable is not there for the base, and says for how long. */
    void away(String baseId, long sent, long retryAfterSeconds) {
        Duration asked = Duration.ofSeconds(Math.min(retryAfterSeconds, LONGEST_AWAY) + 1);
        base(baseId).close(sent, asked, "Airtable is not available");
    }

    /** True when the base's budget has stood idle for a fifth of a second: one request's share of it is gone. */
    public boolean idle(String baseId) {
        return base(baseId).idleFor(Duration.ofMillis(200));
    }

    /** The budgets of the bases that were called since the start, by name. */
    public List<Budget> budgets() {
        return everCalled().stream().filter(this::current).toList();
    }

    /** The budget of a base, by its logical name, if it was called since the start. */
    public Optional<Budget> budget(String base) {
        return budgets().stream().filter(budget -> budget.base().equals(base)).findFirst();
    }

    /** All budgets, and besides them those that a base had under an id which its file names no longer. */
    public List<Budget> everCalled() {
        return bases.values().stream()
                .map(base -> base.budget(settings.requestsPerSecond()))
                .sorted(Comparator.comparing(Budget::base))
                .toList();
    }

    private boolean current(Budget budget) {
        Base base = mappings.current().bases().byKey().get(budget.base());
        return base == null || budget.baseId().equals(base.id());
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
