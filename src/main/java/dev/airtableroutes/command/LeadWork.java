package dev.airtableroutes.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.campaign.Order;
import dev.airtableroutes.campaign.Plan;
import dev.airtableroutes.campaign.PushState;
import dev.airtableroutes.campaign.Pushes;
import dev.airtableroutes.credit.Spent;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.lead.Erasure.Erased;
import dev.airtableroutes.lead.Forecast;
import dev.airtableroutes.lead.Forecasts;
import dev.airtableroutes.lead.Funnel;
import dev.airtableroutes.lead.LeadRuns;
import dev.airtableroutes.lead.LeadRuns.Progress;
import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.lead.Searches;
import dev.airtableroutes.lead.Segments;
import dev.airtableroutes.mapping.Catalog;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** What the commands about leads do, and what they print. */
@Component
class LeadWork {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(250);

    private final LeadRuns runs;
    private final Forecasts forecasts;
    private final Searches searches;
    private final Segments segments;
    private final Funnel funnel;
    private final Pushes pushes;
    private final OneShot oneShot;
    private final Catalog catalog;
    private final ProducerTemplate camel;
    private final ObjectMapper json;

    LeadWork(
            LeadRuns runs,
            Forecasts forecasts,
            Searches searches,
            Segments segments,
            Funnel funnel,
            Pushes pushes,
            OneShot oneShot,
            Catalog catalog,
            @Lazy ProducerTemplate camel,
            ObjectMapper json) {
        this.runs = runs;
        this.forecasts = forecasts;
        this.searches = searches;
        this.segments = segments;
        this.funnel = funnel;
        this.pushes = pushes;
        this.oneShot = oneShot;
        this.catalog = catalog;
        this.camel = camel;
        this.json = json;
    }

    int find(Collection<String> ids) {
        oneShot.checkMongo();
        long started = asking(() -> searches.start(ids));
        if (started == 0) {
            System.out.println("There are no searches: put some into the collection searches.");
            return Commands.CLEAN;
        }
        handOutUntil(() -> !searches.busy(ids), "direct:searches-dispatch", ids);
        boolean trouble = false;
        for (Searches.View search : searches.all()) {
            if (ids.isEmpty() || ids.contains(search.id())) {
                System.out.println("%-24s %-8s %4d leads  %s"
                        .formatted(
                                search.id(),
                                search.source(),
                                search.leads(),
                                search.reason() == null ? "" : search.reason()));
                trouble |= search.reason() != null;
            }
        }
        return trouble ? Commands.FOR_A_PERSON : Commands.CLEAN;
    }

    private void check(String segment) {
        oneShot.checkMongo();
        asking(() -> {
            segments.known(segment);
            return segment;
        });
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (UnknownException | ConflictException wrong) {
            throw new ConfigurationException(wrong.getMessage());
        }
    }

    int forecast(Selection selection) {
        check(selection.segment());
        return told(forecasts.ofEnriching(selection), "asked for");
    }

    int forecastVerifying(Selection selection) {
        check(selection.segment());
        return told(forecasts.ofVerifying(selection), "verified");
    }

    private static int told(Forecast forecast, String what) {
        System.out.println("%,d leads would be %s. Expected: about %s credits (%s); at most %s. Nobody was asked."
                .formatted(
                        forecast.leads(),
                        what,
                        forecast.expectedInAll().toPlainString(),
                        forecast.expected().isEmpty()
                                ? "no provider is on"
                                : new TreeMap<>(forecast.expected())
                                        .entrySet().stream()
                                                .map(one -> one.getKey() + " "
                                                        + one.getValue().toPlainString())
                                                .collect(Collectors.joining(", ")),
                        forecast.atMost().toPlainString()));
        return Commands.CLEAN;
    }

    int enrich(Selection selection) {
        check(selection.segment());
        String run = runs.newRun("enrich");
        runs.enrich(run, selection);
        return finish(run);
    }

    int verify(Selection selection) {
        check(selection.segment());
        String run = runs.newRun("verify");
        runs.verify(run, selection);
        return finish(run);
    }

    private int finish(String run) {
        BooleanSupplier done = () -> {
            Progress now = runs.progress(run);
            return now.underWay() == 0
                    || now.waitsUntil() != null
                            && now.waitsUntil().isAfter(Instant.now().plus(LeadRuns.WORTH_WAITING));
        };
        handOutUntil(done, "direct:leads-dispatch", run);
        Progress progress = runs.progress(run);
        System.out.println("%s: %s; %s credits."
                .formatted(
                        run,
                        progress.states().isEmpty()
                                ? "no leads"
                                : new TreeMap<>(progress.states())
                                        .entrySet().stream()
                                                .map(one -> one.getValue() + " " + one.getKey())
                                                .collect(Collectors.joining(", ")),
                        progress.credits().stripTrailingZeros().toPlainString()));
        System.out.print(blocked(progress.blocked()));
        if (progress.underWay() > 0) {
            System.out.println("%,d leads wait for their providers until %s: run it again then, or let it serve."
                    .formatted(progress.underWay(), progress.waitsUntil()));
            return Commands.NOT_FINISHED;
        }
        return unanswered(progress.states()) ? Commands.FOR_A_PERSON : Commands.CLEAN;
    }

    private static String blocked(Map<String, Long> reasons) {
        StringBuilder text = new StringBuilder();
        reasons.forEach((reason, leads) -> text.append("%,8d blocked: %s%n".formatted(leads, reason)));
        return text.toString();
    }

    private static boolean unanswered(Map<String, Long> states) {
        return states.containsKey("error") || states.containsKey("budget_blocked");
    }

    int push(String campaign, String segment, Integer limit, boolean send) {
        check(segment);
        Plan plan = asking(() -> {
            Order order = Order.of(campaign, segment, Selection.limit(limit));
            return send ? pushes.push(order) : pushes.plan(order);
        });
        System.out.println("%s: %,d leads %s, %,d stay."
                .formatted(
                        plan.campaign(),
                        plan.going().size(),
                        send ? "go" : "would go",
                        plan.reasons().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum()));
        new TreeMap<>(plan.reasons())
                .forEach((reason, count) -> System.out.println("%,8d %s".formatted(count, reason)));
        return send ? sent(plan) : Commands.CLEAN;
    }

    private int sent(Plan plan) {
        Instant patience = Instant.now().plus(LeadRuns.WORTH_WAITING);
        do {
            camel.requestBody("direct:campaigns-dispatch", (Object) null);
            LockSupport.parkNanos(TICK);
        } while (pushes.underWay() > 0 && Instant.now().isBefore(patience));
        Map<PushState, Long> states = pushes.states(plan.campaign());
        System.out.println(states.entrySet().stream()
                .filter(state -> state.getValue() > 0)
                .map(state -> state.getValue() + " " + state.getKey())
                .collect(Collectors.joining(", ")));
        if (pushes.underWay() > 0) {
            return Commands.NOT_FINISHED;
        }
        return states.get(PushState.failed) == 0 && pushes.open().isEmpty() ? Commands.CLEAN : Commands.FOR_A_PERSON;
    }

    /** What was asked for alone, whatever else is due. */
    private void handOutUntil(BooleanSupplier done, String dispatch, Object asked) {
        do {
            camel.requestBody(dispatch, asked);
            LockSupport.parkNanos(TICK);
        } while (!done.getAsBoolean() && !Thread.currentThread().isInterrupted());
    }

    int erase(String person) {
        oneShot.checkMongo();
        Erased erased;
        try {
            erased = camel.requestBody("direct:leads-erase", person, Erased.class);
        } catch (CamelExecutionException failed) {
            if (failed.getCause() instanceof UnknownException unknown) {
                throw new ConfigurationException(unknown.getMessage());
            }
            throw failed;
        }
        System.out.println("Erased: %d leads, %d contacts, %d results, %d remembered answers; hashes stay."
                .formatted(
                        erased.count("lead-generation/leads"),
                        erased.contacts(),
                        erased.count("lead-generation/results"),
                        erased.answers()));
        List<String> on = erased.documents().keySet().stream()
                .filter(catalog.mappings()::containsKey)
                .toList();
        return on.isEmpty() ? Commands.CLEAN : oneShot.sync(on, new Commands.SyncOptions());
    }

    int report(boolean asJson) {
        oneShot.checkMongo();
        Funnel.Report report = funnel.report(null);
        System.out.println(asJson ? json(report) : text(report));
        return Commands.CLEAN;
    }

    private static String text(Funnel.Report report) {
        StringBuilder text = new StringBuilder("%-20s %8s %9s %9s %7s %8s %10s%n"
                .formatted("segment", "found", "enriched", "verified", "pushed", "replied", "credits"));
        for (Funnel.Line line : report.lines()) {
            text.append("%-20s %,8d %,9d %,9d %,7d %,8d %10s%n"
                    .formatted(
                            line.segment().isEmpty() ? "(none)" : line.segment(),
                            line.found(),
                            line.enriched(),
                            line.verified(),
                            line.pushed(),
                            line.replied(),
                            line.credits().stripTrailingZeros().toPlainString()));
        }
        text.append(
                "%n%-28s %8s %8s %7s %10s %10s%n".formatted("provider", "calls", "hits", "hit %", "credits", "a hit"));
        for (Spent spent : report.providers()) {
            text.append("%-28s %,8d %,8d %7.1f %10s %10s%n"
                    .formatted(
                            spent.provider() + " " + spent.operation(),
                            spent.calls(),
                            spent.hits(),
                            spent.hitRate(),
                            spent.credits().stripTrailingZeros().toPlainString(),
                            spent.perHit() == null
                                    ? "-"
                                    : spent.perHit().stripTrailingZeros().toPlainString()));
        }
        return text.append("%n%,d on the suppression list%n".formatted(report.suppressed()))
                .append(blocked(report.blocked()))
                .toString()
                .stripTrailing();
    }

    private String json(Object report) {
        try {
            return json.writeValueAsString(report);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
