package dev.airtableroutes.console;

import dev.airtableroutes.console.Words.When;
import dev.airtableroutes.credit.Spent;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.health.Integration;
import dev.airtableroutes.health.Integrations;
import dev.airtableroutes.lead.Forecast;
import dev.airtableroutes.lead.Forecasts;
import dev.airtableroutes.lead.Funnel;
import dev.airtableroutes.lead.LeadRuns;
import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.lead.Searches;
import dev.airtableroutes.lead.Segments;
import dev.airtableroutes.provider.AskAgain;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Leads: how many come how far, what providers do for their credits, and the saved searches. */
@Controller
@ConditionalOnWebApplication
class LeadsPage {

    private static final int ALL = 100_000;

    /** One stage of a segment. @param of a hundred that were found */
    record Stage(String name, String count, double of) {}

    /** The funnel of a segment. */
    record FunnelRow(String segment, List<Stage> stages, String states, String credits, String aLead) {

        private static FunnelRow of(Funnel.Line line) {
            List<Stage> stages = List.of(
                    stage("found", line.found(), line),
                    stage("enriched", line.enriched(), line),
                    stage("verified", line.verified(), line),
                    stage("pushed", line.pushed(), line),
                    stage("replied", line.replied(), line));
            return new FunnelRow(
                    line.segment().isEmpty() ? "no segment" : line.segment(),
                    stages,
                    line.states().entrySet().stream()
                            .map(state -> Words.number(state.getValue()) + " "
                                    + state.getKey().replace('_', ' '))
                            .collect(Collectors.joining(", ")),
                    plain(line.credits()),
                    line.verified() == 0
                            ? null
                            : plain(line.credits()
                                    .divide(BigDecimal.valueOf(line.verified()), 2, RoundingMode.HALF_UP)));
        }

        private static Stage stage(String name, long count, Funnel.Line line) {
            return new Stage(name, Words.number(count), line.found() == 0 ? 0 : 100.0 * count / line.found());
        }
    }

    /** A provider as it stands. */
    record ProviderRow(
            String name,
            String state,
            String tone,
            String reason,
            boolean leftAlone,
            String month,
            String cap,
            List<String> purses,
            List<Spent> operations) {}

    /** A saved search. */
    record SearchRow(
            String id,
            String source,
            String query,
            String segment,
            boolean enabled,
            When last,
            When next,
            String leads,
            String reason) {

        private static SearchRow of(Searches.View search) {
            return new SearchRow(
                    search.id(),
                    search.source(),
                    search.query(),
                    search.segment(),
                    search.enabled(),
                    Words.when(search.lastAt()),
                    Words.when(search.nextAt()),
                    Words.number(search.leads()),
                    search.reason());
        }
    }

    private final Funnel funnel;
    private final LeadRuns runs;
    private final Forecasts forecasts;
    private final Searches searches;
    private final Segments segments;
    private final Integrations integrations;
    private final AskAgain again;

    LeadsPage(
            Funnel funnel,
            LeadRuns runs,
            Forecasts forecasts,
            Searches searches,
            Segments segments,
            Integrations integrations,
            AskAgain again) {
        this.funnel = funnel;
        this.runs = runs;
        this.forecasts = forecasts;
        this.searches = searches;
        this.segments = segments;
        this.integrations = integrations;
        this.again = again;
    }

    @GetMapping("/leads")
    String show(Model model) {
        Funnel.Report report = funnel.report(null);
        Map<String, List<Spent>> spent = report.providers().stream().collect(Collectors.groupingBy(Spent::provider));
        model.addAttribute("funnel", report.lines().stream().map(FunnelRow::of).toList());
        model.addAttribute("suppressed", Words.number(report.suppressed()));
        model.addAttribute(
                "blocked",
                report.blocked().entrySet().stream()
                        .map(reason -> Words.count(reason.getValue(), "lead") + " blocked: " + reason.getKey())
                        .toList());
        model.addAttribute(
                "providers",
                integrations.all().stream()
                        .filter(one -> one.credits() != null)
                        .map(one -> row(one, spent.getOrDefault(one.name(), List.of())))
                        .toList());
        model.addAttribute(
                "searches", searches.all().stream().map(SearchRow::of).toList());
        return "console/leads";
    }

    private ProviderRow row(Integration provider, List<Spent> operations) {
        return new ProviderRow(
                provider.name(),
                switch (provider.state()) {
                    case UP -> "up";
                    case DOWN -> "left alone";
                    case OFF -> "off";
                    case UNKNOWN -> "not asked yet";
                },
                switch (provider.state()) {
                    case UP -> provider.reason() == null ? "good" : "warn";
                    case DOWN -> "bad";
                    case OFF, UNKNOWN -> "";
                },
                provider.reason(),
                again.useful(provider.name()),
                plain(provider.credits().thisMonth()),
                provider.credits().cap() == null
                        ? null
                        : plain(provider.credits().cap()),
                provider.credits().purses().entrySet().stream()
                        .map(purse -> purse.getKey() + ": " + sum(purse.getValue()))
                        .toList(),
                operations);
    }

    private static String sum(Integration.Credit credit) {
        return plain(credit.thisMonth()) + (credit.cap() == null ? "" : " of " + plain(credit.cap()));
    }

    @PostMapping("/leads")
    String act(
            @RequestParam("do") String what,
            @RequestParam(defaultValue = "") String segment,
            @RequestParam(defaultValue = "") String search,
            @RequestParam(defaultValue = "") String provider,
            RedirectAttributes redirect) {
        redirect.addFlashAttribute(
                "notice", Notice.of(what.equals("ask-again") ? askAgain(provider) : act(what, segment, search)));
        return "redirect:/leads";
    }

    private String askAgain(String provider) {
        try {
            again.ask(provider);
            return "%s is asked again.".formatted(provider);
        } catch (ConflictException off) {
            return off.getMessage();
        }
    }

    private String act(String what, String segment, String search) {
        Selection chosen = new Selection(segment.isBlank() ? null : segment.strip(), List.of(), ALL);
        try {
            segments.known(chosen.segment());
        } catch (UnknownException mistyped) {
            return mistyped.getMessage();
        }
        switch (what) {
            case "forecast":
                Forecast forecast = forecasts.ofEnriching(chosen);
                return "%s would be asked for: about %s credits, at most %s. Nobody was asked."
                        .formatted(
                                Words.count(forecast.leads(), "lead"),
                                plain(forecast.expectedInAll()),
                                plain(forecast.atMost()));
            case "enrich":
                return "%s queued.".formatted(Words.count(runs.enrich(runs.newRun("enrich"), chosen), "lead"));
            case "verify":
                return "%s queued to be verified."
                        .formatted(Words.count(runs.verify(runs.newRun("verify"), chosen), "lead"));
            case "find":
                searches.start(List.of(search));
                return "Search %s begins now.".formatted(search);
            default:
                throw new UnknownException("Leads cannot be asked to \"%s\".".formatted(what));
        }
    }

    private static String plain(BigDecimal credits) {
        return credits.signum() == 0 ? "0" : credits.stripTrailingZeros().toPlainString();
    }
}
