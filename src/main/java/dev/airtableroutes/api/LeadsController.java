package dev.airtableroutes.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.airtableroutes.campaign.Order;
import dev.airtableroutes.campaign.Plan;
import dev.airtableroutes.campaign.PushState;
import dev.airtableroutes.campaign.Pushes;
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
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/leads")
@Tag(name = "Leads", description = "Finding, enriching, verifying and erasing leads, and what that costs")
class LeadsController {

    private final LeadRuns runs;
    private final Forecasts forecasts;
    private final Searches searches;
    private final Segments segments;
    private final Funnel funnel;
    private final Pushes pushes;
    private final ProducerTemplate camel;

    LeadsController(
            LeadRuns runs,
            Forecasts forecasts,
            Searches searches,
            Segments segments,
            Funnel funnel,
            Pushes pushes,
            @Lazy ProducerTemplate camel) {
        this.runs = runs;
        this.forecasts = forecasts;
        this.searches = searches;
        this.segments = segments;
        this.funnel = funnel;
        this.pushes = pushes;
        this.camel = camel;
    }

    /** Which leads a run is about. */
    record Chosen(
            @Parameter(description = "leads of this segment; all when left out")
            String segment,

            @Parameter(
                    description =
                            "in these states, such as new,error; new, queued, running, budget_blocked and error when left out")
            List<String> state,

            @Parameter(description = "at most so many, the oldest first; 1000 when left out")
            Integer limit,

            @Parameter(description = "ask those once more who did not know, however lately")
            Boolean again) {}

    /** Which of those whose address is to be verified. */
    record Some(
            @Parameter(description = "leads of this segment; all when left out")
            String segment,

            @Parameter(description = "at most so many, the oldest first; 1000 when left out")
            Integer limit) {}

    private Selection selection(Chosen chosen) {
        return known(chosen.segment(), () -> Selection.of(chosen.segment(), chosen.state(), chosen.limit())
                .again(Boolean.TRUE.equals(chosen.again())));
    }

    private Selection selection(Some some) {
        return known(some.segment(), () -> Selection.of(some.segment(), null, some.limit()));
    }

    /** A wrong word is the asker's, not a thing that is missing. */
    private <T> T known(String segment, Supplier<T> asked) {
        try {
            segments.known(segment);
            return asked.get();
        } catch (UnknownException unknown) {
            throw Sizes.bad(unknown.getMessage());
        }
    }

    @GetMapping("/searches")
    @Operation(summary = "The saved searches, each with what came of it")
    List<Searches.View> searches() {
        return searches.all();
    }

    @PostMapping("/find")
    @Operation(summary = "Begins saved searches now; all that are enabled, unless some are named")
    ResponseEntity<Map<String, Long>> find(@RequestParam(required = false) List<String> search) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/leads/searches"))
                .body(Map.of("started", searches.start(search == null ? List.of() : search)));
    }

    @GetMapping("/enrich/forecast")
    @Operation(summary = "What enriching these leads would cost; asks nobody")
    Forecast forecast(@ParameterObject Chosen chosen) {
        return forecasts.ofEnriching(selection(chosen));
    }

    @PostMapping("/enrich")
    @Operation(summary = "Queues leads for the providers, under the caps; answers 202 with the run and its place")
    ResponseEntity<Progress> enrich(@ParameterObject Chosen chosen) {
        String run = runs.newRun("enrich");
        runs.enrich(run, selection(chosen));
        return accepted(run);
    }

    @GetMapping("/verify/forecast")
    @Operation(summary = "What verifying these leads would cost; asks nobody")
    Forecast verifyForecast(@ParameterObject Some some) {
        return forecasts.ofVerifying(selection(some));
    }

    @PostMapping("/verify")
    @Operation(summary = "Queues leads whose address was never verified, or too long ago; asks for no other address")
    ResponseEntity<Progress> verify(@ParameterObject Some some) {
        String run = runs.newRun("verify");
        runs.verify(run, selection(some));
        return accepted(run);
    }

    private ResponseEntity<Progress> accepted(String run) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/leads/runs/" + run))
                .body(runs.progress(run));
    }

    @GetMapping("/runs/{run}")
    @Operation(summary = "How far a run is, and what it has cost")
    Progress run(@PathVariable String run) {
        Progress progress = runs.progress(run);
        if (progress.states().isEmpty() && progress.credits().signum() == 0) {
            throw new UnknownException("There is no run \"%s\", or it was about nobody.".formatted(run));
        }
        return progress;
    }

    @PostMapping("/push")
    @Operation(
            summary = "Says which leads would go into a campaign, and who stays and why; sends them with send=true",
            description = "Only campaigns that are on the list of mappings/leads.yaml; each lead once.")
    Plan push(
            @RequestParam @Parameter(description = "such as instantly/… or heyreach/123") String campaign,
            @RequestParam(required = false) @Parameter(description = "only leads of this segment") String segment,
            @RequestParam(defaultValue = "1000") @Parameter(description = "at most so many") int limit,
            @RequestParam(defaultValue = "false") @Parameter(description = "send them") boolean send) {
        int most = known(segment, () -> Selection.limit(limit));
        Order order = Order.of(campaign, segment, most);
        return send ? pushes.push(order) : pushes.plan(order);
    }

    @GetMapping("/pushes")
    @Operation(
            summary = "How many pushes are in which state, and those that wait for a person",
            description = "These are dead letters too, with the id of the push as document.")
    Pushed pushes(@RequestParam(required = false) String campaign) {
        return new Pushed(pushes.states(campaign), pushes.open());
    }

    /** @param open pushes of which nobody knows whether they arrived */
    record Pushed(Map<PushState, Long> states, List<Pushes.Open> open) {}

    @PostMapping("/pushes/{id}/decide")
    @Operation(
            summary =
                    "Says of a push that waits for a person whether the platform has the lead; resolves its dead letter")
    Pushed decide(@PathVariable String id, @RequestParam boolean there) {
        pushes.decide(id, there);
        // its dead letter too
        camel.requestBody("direct:push-news", (Object) null);
        return pushes(null);
    }

    /** In the body, since addresses of requests are logged by others. */
    record Person(
            @JsonAlias("email")
            @Schema(
                    description =
                            "an address, LinkedIn profile, or account: u/jane, reddit:jane; email is another name of it",
                    example = "jane@acme.com")
            String person) {}

    @PostMapping("/erase")
    @Operation(
            summary = "Removes a person from MongoDB, caches, dead letters and Airtable, and keeps only hashes",
            description = "The records in Airtable go with the next pass of their tables, which is asked for at once.")
    Map<String, Object> erase(@RequestBody Person person) {
        Erased erased = erased(person.person());
        return Map.of(
                "leads", erased.count("lead-generation/leads"),
                "contacts", erased.contacts(),
                "results", erased.count("lead-generation/results"),
                "answers", erased.answers());
    }

    private Erased erased(String person) {
        try {
            return camel.requestBody("direct:leads-erase", person, Erased.class);
        } catch (CamelExecutionException failed) {
            if (failed.getCause() instanceof UnknownException nobody) {
                throw Sizes.bad(nobody.getMessage());
            }
            throw failed;
        }
    }

    @GetMapping("/report")
    @Operation(summary = "How many leads come how far, by segment, and what each provider found and charged")
    Funnel.Report report(
            @RequestParam(required = false) @Parameter(description = "the providers' part of this run only")
                    String run) {
        return funnel.report(run);
    }
}
