package dev.airtableroutes.health;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.airtable.Budget;
import dev.airtableroutes.airtable.Gates;
import dev.airtableroutes.sync.PassEnded;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Requests of this calendar month against what the plan allows. They are counted in the state database, now and then and at
 * the end, so that a restart does not begin anew. What other programs send is not seen, nor what commands do that write
 * nothing.
 *
 * @see <a href="https://support.airtable.com/docs/managing-api-call-limits-in-airtable">API call limits a month</a>
 */
@Component("quota")
public class Quota {

    private static final Logger LOG = LoggerFactory.getLogger(Quota.class);
    private static final int PATIENCE_SECONDS = 2;

    private final Gates gates;
    private final MongoDatabase state;
    private final boolean serves;
    private final Long allowed;
    private final MeterRegistry meters;
    private final Map<String, Long> counted = new ConcurrentHashMap<>();
    private final Map<String, Long> thisMonth = new ConcurrentHashMap<>();
    private volatile YearMonth month;
    private volatile boolean wrote;

    Quota(
            Gates gates,
            @Qualifier("state") MongoDatabase state,
            @Value("${sync.serve}") boolean serves,
            @Value("${airtable.monthly-calls}") long monthlyCalls,
            MeterRegistry meters) {
        this.gates = gates;
        this.state = state;
        this.serves = serves;
        this.allowed = monthlyCalls > 0 ? monthlyCalls : null;
        this.meters = meters;
        if (allowed != null) {
            Gauge.builder("airtable.quota.used", this, Quota::used)
                    .description("share of the plan's monthly calls that is used, 0 to 1")
                    .register(meters);
        }
    }

    @EventListener
    void ended(PassEnded pass) {
        wrote |= !pass.report().dryRun();
    }

    /** When every call has its answer; a command that was to write nothing does not write this either. */
    @PreDestroy
    void countLast() {
        if (serves || wrote) {
            try {
                count(state.withTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } catch (MongoException away) {
                LOG.warn("The latest calls are missing in the count of the month: MongoDB does not answer");
            }
        }
    }

    /** Adds what was sent since the last time. */
    public void count() {
        count(state);
    }

    private synchronized void count(MongoDatabase database) {
        YearMonth now = YearMonth.now(ZoneOffset.UTC);
        if (!now.equals(month)) {
            thisMonth.clear();
        }
        month = now;
        for (Budget budget : gates.everCalled()) {
            long sent = budget.requests() - counted.getOrDefault(budget.baseId(), 0L);
            if (sent > 0 || !thisMonth.containsKey(budget.baseId())) {
                store(database.getCollection("calls"), now, budget, sent);
            }
        }
    }

    private void store(MongoCollection<Document> calls, YearMonth now, Budget budget, long sent) {
        String id = now + " " + budget.baseId();
        calls.updateOne(
                Filters.eq("_id", id),
                Updates.combine(Updates.inc("calls", sent), Updates.set("base", budget.base())),
                new UpdateOptions().upsert(true));
        counted.merge(budget.baseId(), sent, Long::sum);
        Document stored = calls.find(Filters.eq("_id", id)).first();
        long all = Optional.ofNullable(stored)
                .map(document -> document.get("calls", Number.class).longValue())
                .orElse(sent);
        if (thisMonth.put(budget.baseId(), all) == null) {
            Gauge.builder("airtable.month.calls", this, quota -> quota.ofBase(budget.base()))
                    .description("requests to the base in this calendar month, UTC")
                    .tag("base", budget.base())
                    .register(meters);
        }
    }

    private long ofBase(String base) {
        return gates.budget(base).map(Budget::baseId).map(this::thisMonth).orElse(0L);
    }

    long thisMonth(String baseId) {
        return thisMonth.getOrDefault(baseId, 0L);
    }

    /** Null when none is configured. */
    Long allowed() {
        return allowed;
    }

    private double used() {
        return thisMonth.values().stream().mapToLong(Long::longValue).sum() / (double) allowed;
    }
}
