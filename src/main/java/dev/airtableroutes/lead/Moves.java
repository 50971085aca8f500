package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.lead.Waterfall.Availability;
import dev.airtableroutes.lead.Waterfall.Decision;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Providers;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** Moves a lead to its next step, or to its end. */
@Component
class Moves {

    private final Leads leads;
    private final Contacts contacts;
    private final Credits credits;
    private final Providers providers;
    private final Circuits circuits;
    private final LeadRules rules;

    Moves(Leads leads, Contacts contacts, Credits credits, Providers providers, Circuits circuits, LeadRules rules) {
        this.leads = leads;
        this.contacts = contacts;
        this.credits = credits;
        this.providers = providers;
        this.circuits = circuits;
        this.rules = rules;
    }

    /** The next step of a lead as it stands. */
    boolean on(Lead lead) {
        return on(lead, run(lead), lead.attempts(), lead.candidates(), List.of());
    }

    /**
     * The next step of a lead after an answer.
     *
     * @param run who pays
     * @param more what else changes with it
     * @return whether it moved: not when somebody else changed it meanwhile
     */
    boolean on(Lead lead, String run, List<Attempt> attempts, List<Candidate> candidates, List<Bson> more) {
        Rules now = rules.current();
        Decision decision = new Waterfall(now.order(lead), now.tries(), lead.unknown())
                .next(attempts, candidates, step -> available(step, run));
        List<Bson> updates = new ArrayList<>(more);
        updates.add(Updates.set("enrichment.at", Date.from(clock().instant())));
        updates.add(Updates.unset("enrichment.turn"));
        updates.add(Updates.unset("enrichment.turnUntil"));
        if (decision instanceof Decision.Ask ask) {
            long failures = attempts.stream()
                    .filter(attempt ->
                            attempt.asked(ask.step().provider(), ask.step().operation()))
                    .count();
            Instant when = failures == 0 ? null : clock().instant().plus(Patience.after(failures));
            updates.addAll(queued(ask.step(), when, null));
        } else if (decision instanceof Decision.Later later && later.until() != null) {
            updates.addAll(queued(null, later.until(), later.why()));
        } else {
            end(lead, decision, attempts, candidates, updates);
            tell(lead, attempts, updates);
        }
        abandon(lead);
        return leads.change(lead, updates);
    }

    /** A turn that a lead was in is not waited for any more. */
    private void abandon(Lead lead) {
        if (lead.turn() != null) {
            credits.abandon(lead.turn());
        }
    }

    private void end(
            Lead lead, Decision decision, List<Attempt> attempts, List<Candidate> candidates, List<Bson> updates) {
        Optional<Candidate> best = Waterfall.best(candidates);
        State state = decision instanceof Decision.End end ? end.state() : State.BUDGET_BLOCKED;
        if (decision instanceof Decision.Later && best.isPresent()) {
            state = State.FOUND;
        }
        updates.addAll(ended(state, decision.why(), null));
        if (state == State.FOUND && best.isPresent()) {
            updates.add(Updates.set("contactId", contacts.keep(lead, best.get(), attempts)));
        }
    }

    /** What a verification says of an address counts for all leads that have it. */
    void judged(Step step, List<Candidate> candidates) {
        candidates.stream()
                .filter(one ->
                        one.address().equals(step.address()) && step.provider().equals(one.verifiedBy()))
                .filter(one -> one.status() != Status.UNVERIFIED)
                .forEach(contacts::judge);
    }

    /** It waits for a step, or for a time at which it is decided anew. */
    List<Bson> queued(Step step, Instant when, String why) {
        return List.of(
                Updates.set("enrichment.state", State.QUEUED.text()),
                step == null
                        ? Updates.unset("enrichment.step")
                        : Updates.set(
                                "enrichment.step",
                                new Document("provider", step.provider())
                                        .append("operation", step.operation())
                                        .append("address", step.address())),
                when == null
                        ? Updates.unset("enrichment.nextRetryAt")
                        : Updates.set("enrichment.nextRetryAt", Date.from(when)),
                why == null ? Updates.unset("enrichment.reason") : Updates.set("enrichment.reason", why));
    }

    /** @param again when it is looked at anew by itself; null: when somebody asks for it */
    List<Bson> ended(State state, String reason, Instant again) {
        List<Bson> updates = new ArrayList<>(List.of(
                Updates.set("enrichment.state", state.text()),
                Updates.unset("enrichment.step"),
                Updates.unset("enrichment.turn"),
                Updates.unset("enrichment.turnUntil"),
                reason == null ? Updates.unset("enrichment.reason") : Updates.set("enrichment.reason", reason),
                again == null
                        ? Updates.unset("enrichment.nextRetryAt")
                        : Updates.set("enrichment.nextRetryAt", Date.from(again))));
        if (state == State.SUPPRESSED) {
            updates.add(Updates.set("suppressedAt", Date.from(clock().instant())));
        }
        return updates;
    }

    /** Nothing is spent on it for now. */
    boolean blocked(Lead lead, Credits.Blocked by) {
        Caps caps = rules.current().caps();
        abandon(lead);
        return end(
                lead,
                by == Credits.Blocked.LEAD
                        ? ended(State.BUDGET_BLOCKED, ofLead(caps.lead()), null)
                        : ended(
                                State.BUDGET_BLOCKED,
                                "The cap of " + caps.run() + " credits a run is reached.",
                                tomorrow()));
    }

    private boolean end(Lead lead, List<Bson> end) {
        List<Bson> updates = new ArrayList<>(end);
        tell(lead, lead.attempts(), updates);
        return leads.change(lead, updates);
    }

    /** With its end in one update, so that no letter is missed and none is written for nothing. */
    private static void tell(Lead lead, List<Attempt> attempts, List<Bson> updates) {
        if (Stream.of(attempts, lead.attempts(), lead.earlier())
                .flatMap(List::stream)
                .anyMatch(Attempt::unanswered)) {
            updates.add(Updates.set(Leads.TELL, true));
        }
    }

    boolean suppressed(Lead lead, String reason) {
        abandon(lead);
        return end(lead, ended(State.SUPPRESSED, reason, null));
    }

    /**
     * Whether the provider of a lead's step can be asked now. A turn that was begun may be paid for: to ask again costs no
     * more, so only its provider can stand in the way.
     */
    Availability forNow(Lead lead, Step step) {
        return lead.turn() == null ? available(step, run(lead)) : reachable(step);
    }

    /** Keeps the turn of a lead, with what is held back for it, until its provider can be asked again. */
    boolean wait(Lead lead, Instant until) {
        List<Bson> updates = new ArrayList<>(queued(lead.step().orElse(null), until, null));
        updates.add(Updates.unset("enrichment.turnUntil"));
        return leads.change(lead, updates);
    }

    /** Whether a turn that may be paid for is kept so long. */
    boolean worthWaiting(Instant until) {
        return until != null && !until.isAfter(clock().instant().plus(Patience.LONGEST));
    }

    /** That the cap of a lead leaves no room for the price of a step, as a sentence. */
    Optional<String> capped(Lead lead, Step step) {
        BigDecimal cap = rules.current().caps().lead();
        BigDecimal price = operation(step).map(Operation::price).orElse(BigDecimal.ZERO);
        return cap == null || lead.creditsSpent().add(price).compareTo(cap) <= 0 || price.signum() == 0
                ? Optional.empty()
                : Optional.of(ofLead(cap));
    }

    private static String ofLead(BigDecimal cap) {
        return "The cap of " + cap + " credits a lead is reached.";
    }

    private Availability reachable(Step step) {
        if (operation(step).isEmpty() || !providers.on(step.provider())) {
            return new Availability.Off();
        }
        return circuits.open(step.provider())
                ? new Availability.Not(circuits.until(step.provider()).orElse(null), circuits.reason(step.provider()))
                : new Availability.On();
    }

    private Optional<Operation> operation(Step step) {
        return providers.find(step.provider()).flatMap(provider -> provider.operation(step.operation()));
    }

    private Availability available(Step step, String run) {
        Availability reachable = reachable(step);
        if (!(reachable instanceof Availability.On)) {
            return reachable;
        }
        Rules now = rules.current();
        if (step.operation().equals(Step.FIND)
                && credits.tally(run, step.provider())
                        .below(now.breakEven().calls(), now.breakEven().hitsOfAHundred())) {
            return new Availability.Not(
                    null, step.provider() + " found too few addresses in this run to go on paying for it.");
        }
        BigDecimal cap = now.caps().months().get(step.provider());
        BigDecimal price = operation(step).orElseThrow().price();
        if (cap != null
                && price.signum() > 0
                && credits.thisMonth(step.provider()).add(price).compareTo(cap) > 0) {
            return new Availability.Not(
                    YearMonth.now(clock().withZone(ZoneOffset.UTC))
                            .plusMonths(1)
                            .atDay(1)
                            .atStartOfDay()
                            .toInstant(ZoneOffset.UTC),
                    "The cap of " + cap + " credits a month for " + step.provider() + " is reached.");
        }
        return new Availability.On();
    }

    /** Who pays: the run that asked for the lead, or this day of serving. */
    String run(Lead lead) {
        return lead.run() == null ? "served-" + today() : lead.run();
    }

    private LocalDate today() {
        return LocalDate.now(clock().withZone(ZoneOffset.UTC));
    }

    private Instant tomorrow() {
        return today().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private Clock clock() {
        return leads.clock();
    }
}
