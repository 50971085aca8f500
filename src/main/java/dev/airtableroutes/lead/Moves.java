package dev.airtableroutes.lead;

import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.lead.Waterfall.Availability;
import dev.airtableroutes.lead.Waterfall.Decision;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Providers;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Moves a lead to its next step, or to its end. */
@Component
class Moves {

    private static final Logger LOG = LoggerFactory.getLogger(Moves.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    /** What MongoDB says of an update that does not fit the document, such as a field of a text: 2 BadValue, 14, 28. */
    private static final Set<Integer> DOES_NOT_FIT = Set.of(2, 14, 28);

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

    /** Whatever is odd about one lead, as other programs and people write them, ends that one and holds up no other. */
    void alone(Lead lead, Runnable work) {
        alone(lead, () -> {
            work.run();
            return true;
        });
    }

    /** @return what the work returns; false when it was broken off */
    boolean alone(Lead lead, BooleanSupplier work) {
        try {
            return work.getAsBoolean();
        } catch (ClassCastException | IllegalArgumentException | NullPointerException odd) {
            odd(lead, odd);
        } catch (MongoWriteException refused) {
            if (!DOES_NOT_FIT.contains(refused.getError().getCode())) {
                throw refused;
            }
            odd(lead, refused);
        }
        return false;
    }

    private void odd(Lead lead, RuntimeException why) {
        LOG.warn("Lead {} cannot be worked on as it is written; its enrichment.reason says why.", lead.id());
        abandon(lead);
        String reason =
                ("The lead %s in the collection leads cannot be worked on as it is written: %s Mend it there, then run"
                                + " leads enrich --state error.")
                        .formatted(lead.id(), why.getMessage());
        leads.change(
                lead,
                lead.value(Document.class, "enrichment") == null
                        ? List.of(Updates.set(
                                "enrichment", new Document("state", State.ERROR.text()).append("reason", reason)))
                        : ended(State.ERROR, reason, null));
    }

    /** A lead as it is taken on, also one that another program wrote. */
    Lead taken(Lead lead) {
        return new WrittenByOthers(leads, rules.current()).taken(lead);
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
        updates.add(Updates.unset(Leads.CAP));
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
        boolean moved = leads.change(lead, updates);
        if (!moved) {
            letGo(lead, candidates);
        }
        return moved;
    }

    /** Whoever was erased since the lead was read leaves no contact behind. */
    private void letGo(Lead lead, List<Candidate> candidates) {
        if (leads.find(lead.id().toString()).isEmpty()) {
            candidates.stream()
                    .map(Candidate::address)
                    .filter(address -> leads.count(Filters.eq("contactId", Identity.contactId(address))) == 0)
                    .forEach(contacts::delete);
        }
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
        } else if (state == State.SUPPRESSED) {
            contacts.objected(lead.who());
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
        List<Bson> end = by == Credits.Blocked.LEAD
                ? ended(State.BUDGET_BLOCKED, ofLead(caps.lead()), null)
                : ended(State.BUDGET_BLOCKED, ofRun(caps.run()), tomorrow());
        end.add(
                by == Credits.Blocked.LEAD
                        ? Updates.unset(Leads.CAP)
                        : Updates.set(Leads.CAP, new Decimal128(caps.run())));
        return end(lead, end);
    }

    private static String ofRun(BigDecimal cap) {
        return ("The cap of %s credits a run is reached: have what it left enriched by another run, or raise caps.run in"
                        + " mappings/leads.yaml.")
                .formatted(cap);
    }

    /** The run that it was blocked in is over: it goes on as a lead that nobody asked for. */
    boolean released(Lead lead) {
        return on(lead, servedToday(), lead.attempts(), lead.candidates(), List.of(Updates.unset("enrichment.run")));
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
        String purse = providers.purse(step.provider(), step.operation());
        return circuits.open(purse)
                ? new Availability.Not(circuits.until(purse).orElse(null), circuits.reason(purse))
                : new Availability.On();
    }

    /** Whether the circuit is open, and keeps the question from the provider. */
    boolean circuitOpen(String provider, String operation) {
        return circuits.open(providers.purse(provider, operation));
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
        String purse = providers.purse(step.provider(), step.operation());
        BigDecimal cap = now.caps().month(purse).orElse(null);
        BigDecimal price = operation(step).orElseThrow().price();
        Credits.Blocked blocked = credits.thisMonth(purse, price, cap).orElse(null);
        if (blocked == Credits.Blocked.FOR_NOW) {
            return new Availability.Not(
                    soon(), "What is held back for calls under way uses up the month's cap of " + purse + ".");
        }
        if (blocked == Credits.Blocked.MONTH) {
            return new Availability.Not(
                    YearMonth.now(clock().withZone(ZoneOffset.UTC))
                            .plusMonths(1)
                            .atDay(1)
                            .atStartOfDay()
                            .toInstant(ZoneOffset.UTC),
                    "The cap of " + cap + " credits a month for " + purse + " is reached.");
        }
        return new Availability.On();
    }

    /** Who pays: the run that asked for the lead, or this day of serving. */
    String run(Lead lead) {
        return lead.run() == null ? servedToday() : lead.run();
    }

    private String servedToday() {
        return "served-" + today();
    }

    private LocalDate today() {
        return LocalDate.now(clock().withZone(ZoneOffset.UTC));
    }

    private Instant tomorrow() {
        return today().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** When it is known what calls under way cost, of most of them. */
    Instant soon() {
        return clock().instant().plus(SOON);
    }

    private Clock clock() {
        return leads.clock();
    }
}
