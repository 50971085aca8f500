package dev.airtableroutes.health;

import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.sync.Backlog;
import dev.airtableroutes.sync.Pass;
import dev.airtableroutes.sync.PassEnded;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Totals;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** What the tables tell Prometheus. */
@Component("meters")
public class Meters {

    private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

    private final Mappings mappings;
    private final Passes passes;
    private final Backlog backlog;
    private final DeadLetters deadLetters;
    private final MeterRegistry registry;
    private final MultiGauge letters;
    private final Map<String, Double> lags = new ConcurrentHashMap<>();

    Meters(Mappings mappings, Passes passes, Backlog backlog, DeadLetters deadLetters, MeterRegistry registry) {
        this.mappings = mappings;
        this.passes = passes;
        this.backlog = backlog;
        this.deadLetters = deadLetters;
        this.registry = registry;
        this.letters = MultiGauge.builder("sync.dead.letters.open")
                .description("dead letters that wait for a person")
                .register(registry);
        watch();
        mappings.follow(this::watch);
    }

    private void watch() {
        mappings.current().mappings().keySet().forEach(table -> {
            gauge(
                    "sync.lag",
                    table,
                    "seconds",
                    "age of the oldest change that is not delivered yet",
                    name -> lags.getOrDefault(name, 0.0));
            gauge(
                    "sync.pass.read",
                    table,
                    "documents",
                    "documents that the pass under way has read",
                    name -> passes.running(name)
                            .map(pass -> pass.totals().read())
                            .orElse(0L));
            gauge(
                    "sync.pass.expected",
                    table,
                    "documents",
                    "documents that the pass under way set out to read",
                    name -> passes.running(name).map(Pass::expected).orElse(0L));
        });
    }

    private void gauge(String name, String table, String unit, String description, ToDoubleFunction<String> value) {
        Gauge.builder(name, table, value)
                .description(description)
                .baseUnit(unit)
                .tag("table", table)
                // of another mapping, the name is another object
                .strongReference(true)
                .register(registry);
    }

    @EventListener
    void ended(PassEnded pass) {
        PassReport report = pass.report();
        if (report.dryRun()) {
            return;
        }
        Timer.builder("sync.pass")
                .description("how long passes took, by how they ended")
                .tags(
                        "table", report.table(),
                        "mode", report.mode().name().toLowerCase(Locale.ROOT),
                        "state", report.state())
                .register(registry)
                .record(Duration.between(report.started(), report.ended()));
        Totals totals = report.totals();
        records(report, "created", totals.created());
        records(report, "updated", totals.updated());
        records(report, "unchanged", totals.unchanged());
        records(report, "deleted", totals.deleted());
        records(report, "dead-letter", totals.deadLetterCount());
    }

    private void records(PassReport report, String outcome, long count) {
        Counter.builder("sync.records")
                .description("documents by what became of their records, added when a pass ends")
                .tags("table", report.table(), "outcome", outcome)
                .register(registry)
                .increment(count);
    }

    /** Asks the databases for what cannot be counted as it happens. */
    public void measure() {
        letters.register(
                deadLetters.counts().stream()
                        // an empty label is none for Prometheus: a letter has a table or a provider
                        .map(count -> MultiGauge.Row.of(
                                Tags.of(
                                        "table", Objects.requireNonNullElse(count.table(), ""),
                                        "provider", Objects.requireNonNullElse(count.provider(), ""),
                                        "reason", count.kind()),
                                count.letters()))
                        .toList(),
                true);
        lags.keySet().retainAll(mappings.current().mappings().keySet());
        mappings.current().mappings().forEach((table, mapping) -> lags.put(table, lag(mapping)));
    }

    /** In seconds; what is wrong with one collection keeps nobody from seeing the lag of the others. */
    private double lag(Mapping mapping) {
        try {
            return backlog.oldest(mapping)
                    .map(since -> Duration.between(since, Instant.now()).toMillis() / 1000.0)
                    .map(lag -> Math.max(0, lag))
                    .orElse(0.0);
        } catch (MongoTimeoutException | MongoSocketException away) {
            throw away;
        } catch (RuntimeException broken) {
            LOG.debug("{}: the lag cannot be told", mapping.table(), broken);
            return Double.NaN;
        }
    }
}
