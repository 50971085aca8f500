package dev.airtableroutes.lead;

import dev.airtableroutes.credit.Spent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** What leads and their cost tell Prometheus. */
@Component("leadMeters")
public class LeadMeters {

    private final Funnel funnel;
    private final MultiGauge leads;
    private final MultiGauge stages;
    private final MultiGauge credits;
    private final MultiGauge hitRates;

    LeadMeters(Funnel funnel, MeterRegistry registry) {
        this.funnel = funnel;
        leads = gauge(registry, "leads", "leads by segment and state of enrichment");
        stages = gauge(registry, "leads.funnel", "leads by segment that came as far as this stage, or further");
        credits = gauge(registry, "provider.credits", "credits by provider: settled, held back, or not known");
        hitRates = gauge(registry, "provider.hit.rate", "hits of a hundred calls that were settled");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Asks the databases. */
    public void measure() {
        Funnel.Report report = funnel.report(null);
        List<Row<?>> states = new ArrayList<>();
        List<Row<?>> reached = new ArrayList<>();
        for (Funnel.Line line : report.lines()) {
            line.states()
                    .forEach((state, count) ->
                            states.add(Row.of(Tags.of("segment", line.segment(), "state", state), count)));
            stage(reached, line, "found", line.found());
            stage(reached, line, "enriched", line.enriched());
            stage(reached, line, "verified", line.verified());
            stage(reached, line, "pushed", line.pushed());
            stage(reached, line, "replied", line.replied());
        }
        leads.register(states, true);
        stages.register(reached, true);
        List<Row<?>> spent = new ArrayList<>();
        credits(spent, report.providers(), "settled", Spent::credits);
        credits(spent, report.providers(), "held_back", Spent::open);
        credits(spent, report.providers(), "unknown", Spent::unknown);
        credits.register(spent, true);
        hitRates.register(
                report.providers().stream()
                        .<Row<?>>map(one -> Row.of(of(one), one.hitRate()))
                        .toList(),
                true);
    }

    private static void stage(List<Row<?>> rows, Funnel.Line line, String stage, long count) {
        rows.add(Row.of(Tags.of("segment", line.segment(), "stage", stage), count));
    }

    private static void credits(
            List<Row<?>> rows, List<Spent> providers, String state, Function<Spent, BigDecimal> credits) {
        providers.forEach(one -> rows.add(Row.of(of(one).and("state", state), credits.apply(one))));
    }

    private static Tags of(Spent spent) {
        return Tags.of("provider", spent.provider(), "operation", spent.operation());
    }
}
