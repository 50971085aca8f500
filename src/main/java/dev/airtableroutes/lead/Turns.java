package dev.airtableroutes.lead;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.lead.Waterfall.Availability;
import dev.airtableroutes.log.LogScope;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Questions;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Hands leads to the providers' queues, as many as there are free places: what waits, waits in MongoDB, and no provider
 * waits for another. A lead is claimed by writing its turn into its document, under the price that was held back.
 */
@Component("turns")
public class Turns {

    private static final int AT_ONCE = 500;
    /** How long to wait before it is looked whether the answer to another lead has come. */
    private static final Duration FOR_ANOTHER = Duration.ofSeconds(5);

    private final Leads leads;
    private final Moves moves;
    private final LeadAnswers answers;
    private final AnswerCache cache;
    private final Credits credits;
    private final Suppressions suppressions;
    private final Providers providers;
    private final Questions questions;
    private final LeadRules rules;
    private final InFlight inFlight;
    /** A one-shot run begins nothing by itself. */
    private final boolean serve;

    Turns(
            Leads leads,
            Moves moves,
            LeadAnswers answers,
            AnswerCache cache,
            Credits credits,
            Suppressions suppressions,
            Providers providers,
            Questions questions,
            LeadRules rules,
            InFlight inFlight,
            @Value("${sync.serve:true}") boolean serve) {
        this.leads = leads;
        this.moves = moves;
        this.answers = answers;
        this.cache = cache;
        this.credits = credits;
        this.suppressions = suppressions;
        this.providers = providers;
        this.questions = questions;
        this.rules = rules;
        this.inFlight = inFlight;
        this.serve = serve;
    }

    /**
     * Turns of which nobody was asked: their leads wait for them as if they had not begun. One that was asked before, and is
     * repeated, stays the same turn.
     */
    void giveBack(List<Turn> notAsked) {
        for (Turn turn : notAsked) {
            Optional<Lead> lead = leads.find(turn.subject().get("_id").toString())
                    .filter(found -> turn.id().equals(found.turn()));
            lead.ifPresent(found -> {
                List<Bson> updates = new ArrayList<>(moves.queued(found.step().orElse(null), null, null));
                updates.add(Updates.unset("enrichment.turnUntil"));
                if (found.repeats() == 1) {
                    credits.release(turn.id(), Credits.GIVEN_BACK);
                    updates.add(Updates.unset("enrichment.turn"));
                }
                leads.change(found, updates);
                inFlight.leave(turn);
            });
        }
    }

    List<Turn> due() {
        return due(null);
    }

    List<Turn> due(String run) {
        return due(run, null);
    }

    /**
     * The turns that can begin now, each for the queue of its provider and operation.
     *
     * @param run of leads of this run; of all when it is null
     * @param ids of these leads; of all when it is null
     */
    public List<Turn> due(@Body String run, @ExchangeProperty("leads") Collection<?> ids) {
        if (inFlight.stopping()) {
            return List.of();
        }
        recover();
        if (serve && rules.current().automatic()) {
            leads.due(State.NEW, AT_ONCE).forEach(this::on);
            leads.blockedNoLonger(rules.current().caps().run(), AT_ONCE)
                    .forEach(lead -> moves.alone(lead, () -> moves.released(moves.taken(lead))));
        }
        return Handout.of(turns -> due(run, ids, turns));
    }

    private void on(Lead lead) {
        moves.alone(lead, () -> moves.on(moves.taken(lead)));
    }

    private void due(String run, Collection<?> ids, List<Turn> turns) {
        for (Provider provider : providers.all().values()) {
            for (Verb verb : List.of(Verb.resolve, Verb.find, Verb.verify)) {
                Operation operation = provider.operations().get(verb);
                // who waits where nobody is asked for long goes on to the next provider
                if (operation != null
                        && (!inFlight.paused(
                                        provider.name(),
                                        verb.name(),
                                        leads.clock().instant())
                                || moves.circuitOpen(provider.name(), verb.name()))) {
                    due(provider.name(), operation, run, ids, turns);
                }
            }
        }
    }

    private void due(String provider, Operation operation, String run, Collection<?> ids, List<Turn> turns) {
        String verb = operation.verb().name();
        int free = operation.atOnce() - inFlight.count(provider, verb);
        if (free > 0) {
            for (Lead lead : leads.waitingFor(provider, verb, run, ids, free)) {
                moves.alone(lead, () -> begin(lead, lead.step().orElseThrow(), operation)
                        .ifPresent(turns::add));
            }
        }
    }

    private Optional<Turn> begin(Lead lead, Step step, Operation operation) {
        Optional<String> suppressed = lead.who().stream()
                .flatMap(who -> suppressions.reason(who).stream())
                .findFirst();
        if (suppressed.isPresent()) {
            moves.suppressed(lead, suppressed.get());
            return Optional.empty();
        }
        Availability now = moves.forNow(lead, step);
        if (lead.turn() != null && now instanceof Availability.Not not && moves.worthWaiting(not.until())) {
            moves.wait(lead, not.until());
            return Optional.empty();
        }
        if (!(now instanceof Availability.On)) {
            moves.on(lead);
            return Optional.empty();
        }
        boolean goesOn = lead.turn() != null;
        String id = goesOn
                ? lead.turn()
                : fresh(String.join(".", lead.id().toString(), step.provider(), step.operation()), lead.turns());
        Turn turn = new Turn(id, step.provider(), step.operation(), subject(lead, step), lead.repeats());
        Optional<String> input = questions.inputHash(turn);
        if (input.isEmpty()) {
            answers.withoutCall(
                    lead,
                    step,
                    Answer.without(
                            step.provider(),
                            step.operation(),
                            Outcome.BAD_INPUT,
                            null,
                            null,
                            "The lead lacks what " + step.provider() + " asks for."));
            return Optional.empty();
        }
        Optional<Answer> known = goesOn ? Optional.empty() : cache.find(input.get(), lead.anew());
        if (known.isPresent()) {
            answers.withoutCall(lead, step, known.get());
            return Optional.empty();
        }
        if (!inFlight.enter(turn, input.get(), leads.clock().instant())) {
            return Optional.empty();
        }
        boolean claimed = false;
        try {
            claimed = (goesOn || !waitsForAnother(lead, turn, input.get()))
                    && reserved(lead, turn, operation.price(), input.get())
                    && (claim(lead, turn) || notClaimed(turn));
        } finally {
            if (!claimed) {
                inFlight.leave(turn);
            }
        }
        return claimed ? Optional.of(turn) : Optional.empty();
    }

    /** Another lead waits for the same answer, which then is remembered for this one too. */
    private boolean waitsForAnother(Lead lead, Turn turn, String input) {
        boolean open = credits.othersFor(input, turn.id()).stream().anyMatch(this::isWaitedFor);
        if (open) {
            moves.wait(lead, leads.clock().instant().plus(FOR_ANOTHER));
        }
        return open;
    }

    /** Somebody changed the lead meanwhile, and it may go another way now. */
    private boolean notClaimed(Turn turn) {
        giveBackPrice(turn.id());
        return false;
    }

    /** Takes a turn in hand whose answer has come by itself; empty when it is in hand. */
    Optional<Turn> answered(Lead lead) {
        Step step = lead.step().orElseThrow();
        Turn turn = new Turn(lead.turn(), step.provider(), step.operation(), subject(lead, step), lead.repeats());
        String input = questions.inputHash(turn).orElse(turn.id());
        if (!inFlight.enter(turn, input, leads.clock().instant())) {
            return Optional.empty();
        }
        boolean claimed = false;
        try {
            // it was asked long ago: a stop does not give it back, and waits until it is settled
            claimed = !inFlight.keepsBack(turn) && claim(lead, turn);
        } finally {
            if (!claimed) {
                inFlight.leave(turn);
            }
        }
        return claimed ? Optional.of(turn) : Optional.empty();
    }

    /** A charge is for one turn: after a crash there may be one that is settled, and of which the lead knows nothing. */
    private String fresh(String name, int number) {
        int next = number;
        while (credits.closed(name + "." + next)) {
            next++;
        }
        return name + "." + next;
    }

    private boolean reserved(Lead lead, Turn turn, BigDecimal price, String input) {
        Charge charge = new Charge(
                turn.id(),
                turn.provider(),
                turn.operation(),
                providers.purse(turn.provider(), turn.operation()),
                lead.id().toString(),
                moves.run(lead),
                price,
                input);
        Optional<Credits.Blocked> blocked =
                credits.reserve(charge, lead.creditsSpent(), rules.current().caps());
        blocked.ifPresent(by -> {
            switch (by) {
                case MONTH -> moves.on(lead);
                case FOR_NOW -> moves.wait(lead, moves.soon());
                default -> moves.blocked(lead, by);
            }
        });
        return blocked.isEmpty();
    }

    private boolean claim(Lead lead, Turn turn) {
        Instant until = leads.clock().instant().plus(rules.current().lease());
        List<Bson> updates = List.of(
                Updates.set("enrichment.state", State.RUNNING.text()),
                Updates.set("enrichment.turn", turn.id()),
                Updates.set("enrichment.turnUntil", Date.from(until)));
        return leads.change(lead, updates);
    }

    /** What the provider is asked about: the lead, and the address when it is one of several that is verified. */
    private static Map<String, Object> subject(Lead lead, Step step) {
        Document subject = new Document(lead.document());
        if (step.address() != null) {
            subject.put("email", new Document("address", step.address()));
        }
        return subject;
    }

    /** Prices that were held back for calls that a kill kept from being made, and that nobody is going to make. */
    private void giveBackPrices() {
        for (String turn : credits.heldBackBefore(
                leads.clock().instant().minus(rules.current().lease()))) {
            if (!inFlight.contains(turn)) {
                giveBackPrice(turn);
            }
        }
    }

    private void giveBackPrice(String turn) {
        if (!isWaitedFor(turn)) {
            credits.giveBack(turn);
        }
    }

    /** Whether there is a lead that is in this turn. */
    private boolean isWaitedFor(String turn) {
        return credits.subject(turn)
                .flatMap(leads::find)
                .filter(lead -> turn.equals(lead.turn()))
                .isPresent();
    }

    /** Leads whose turn nobody has in hand any more, as after a kill; and those that wait for no step. */
    private void recover() {
        for (Lead lead : leads.list(
                Filters.and(
                        Filters.eq("enrichment.state", State.RUNNING.text()),
                        Filters.lte("enrichment.turnUntil", now())),
                AT_ONCE)) {
            if (!inFlight.contains(lead.turn())) {
                try (LogScope ofTheLead = LogScope.document(lead.id())) {
                    moves.alone(lead, () -> answers.lost(lead));
                }
            }
        }
        leads.list(
                        Filters.and(
                                Filters.eq("enrichment.state", State.QUEUED.text()),
                                Filters.or(
                                        Filters.eq("enrichment.step", null),
                                        Filters.nin(
                                                "enrichment.step.provider",
                                                providers.all().keySet())),
                                Filters.or(
                                        Filters.eq("enrichment.nextRetryAt", null),
                                        Filters.lte("enrichment.nextRetryAt", now()))),
                        AT_ONCE)
                .forEach(this::on);
        giveBackPrices();
    }

    private Date now() {
        return Date.from(leads.clock().instant());
    }
}
