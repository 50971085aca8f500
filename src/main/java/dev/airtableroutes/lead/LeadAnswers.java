package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Turn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What an answer does to its lead. The order is what makes it safe to die at any moment: the answer into the cache, the
 * money, the lead last. Whoever finds the lead as it was before takes the answer from the cache and pays nothing.
 */
@Component("leadAnswers")
public class LeadAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(LeadAnswers.class);
    private static final Duration RATE_PAUSE = Duration.ofSeconds(10);
    private static final int MOST_POLLS = 30;
    /** How often on end a provider may say that it is asked too often. */
    private static final int MOST_REFUSALS = 10;

    private final Leads leads;
    private final Moves moves;
    private final AnswerCache cache;
    private final Credits credits;
    private final Objections objections;
    private final Findings findings;
    private final Providers providers;
    private final LeadRules rules;
    private final InFlight inFlight;

    LeadAnswers(
            Leads leads,
            Moves moves,
            AnswerCache cache,
            Credits credits,
            Objections objections,
            Findings findings,
            Providers providers,
            LeadRules rules,
            InFlight inFlight) {
        this.leads = leads;
        this.moves = moves;
        this.cache = cache;
        this.credits = credits;
        this.objections = objections;
        this.findings = findings;
        this.providers = providers;
        this.rules = rules;
        this.inFlight = inFlight;
    }

    /** Settles the turn: what it cost, what it found, and who is asked next. */
    public Answer settle(@Body Answer answer, @ExchangeProperty("turn") Turn turn) {
        String leadId = turn.subject().get("_id").toString();
        String input = inFlight.input(turn);
        long latency = inFlight.since(turn, now()).toMillis();
        Optional<Lead> lead = leads.find(leadId).filter(found -> turn.id().equals(found.turn()));
        if (answer.outcome().later() || answer.outcome() == Outcome.UNKNOWN) {
            lead.ifPresent(found -> moves.alone(found, () -> later(found, turn, answer, latency)));
        } else if (answer.outcome().settled()) {
            inFlight.answered(turn.provider());
            Answer allowed = lead.map(found -> objections.allowed(found, step(found, turn), answer))
                    .orElse(answer);
            // of who was erased meanwhile nothing is kept
            if (input != null && lead.isPresent()) {
                keep(lead.get(), input, turn, allowed);
            }
            pay(turn, answer);
            lead.ifPresent(found -> {
                moves.alone(found, () -> moved(found, turn, allowed, latency));
                if (leads.find(leadId).isEmpty()) {
                    cache.forget(who(found, allowed));
                }
            });
        } else {
            lead.ifPresentOrElse(
                    found -> moves.alone(found, () -> notAsked(found, turn, answer, latency)),
                    () -> credits.abandon(turn.id()));
        }
        inFlight.leave(turn);
        return answer;
    }

    private void keep(Lead lead, String input, Turn turn, Answer answer) {
        cache.keep(
                new AnswerCache.Asked(input, turn.id(), who(lead, answer)),
                answer,
                answer.outcome() == Outcome.MISS ? rules.current().missedFor() : foundFor(turn));
    }

    /** The hashes of a person, as they were known and as the answer tells. */
    private static List<String> who(Lead lead, Answer answer) {
        return Stream.concat(lead.who().stream(), Stream.of(Objections.told(lead, answer)))
                .flatMap(one -> Suppressions.hashes(one).stream())
                .distinct()
                .toList();
    }

    /** Refused for a reason that is not the lead's, or not asked: another one is asked, or this one later. */
    private void notAsked(Lead lead, Turn turn, Answer answer, long latency) {
        if (answer.retryAt() != null) {
            inFlight.pause(turn.provider(), turn.operation(), answer.retryAt());
        }
        if (lead.repeats() > 1 && moves.worthWaiting(answer.retryAt())) {
            moves.wait(lead, answer.retryAt());
        } else if (lead.repeats() > 1) {
            // it was asked before, and nobody learned what that cost
            unknown(lead, turn, answer, latency);
        } else {
            credits.release(turn.id(), answer.outcome().name());
            moves.on(lead);
        }
    }

    /** An address is verified anew after a while, so no longer is a verification remembered. */
    private Duration foundFor(Turn turn) {
        Duration found = rules.current().foundFor();
        Duration again = rules.current().privacy().verifyAgain();
        return turn.operation().equals(Step.VERIFY) && again.compareTo(found) < 0 ? again : found;
    }

    /** An answer that needed no call: it was known from before, or nothing could be asked. */
    void withoutCall(Lead lead, Step step, Answer answer) {
        Answer allowed = objections.allowed(lead, step, answer);
        boolean known = answer.outcome().hit() || answer.outcome() == Outcome.MISS;
        findings.apply(
                lead,
                step,
                allowed,
                attempt(step, allowed, BigDecimal.ZERO, 0, known),
                credits.spentOn(lead.id().toString()));
    }

    /** A turn that nobody has in hand any more: the process that had it is gone. */
    void lost(Lead lead) {
        Step step = lead.step().orElse(null);
        Optional<Answer> kept = step == null ? Optional.empty() : cache.of(lead.turn());
        if (kept.isPresent()) {
            Turn turn = turn(lead, step);
            pay(turn, kept.get());
            moved(lead, turn, objections.allowed(lead, step, kept.get()), 0);
            return;
        }
        Charge.State state = credits.state(lead.turn()).orElse(null);
        if (step != null && state == Charge.State.UNKNOWN) {
            unknown(lead, turn(lead, step), null, 0);
            return;
        }
        if (step == null || state != Charge.State.SENT) {
            // nothing had left, or it is settled and was no answer to keep
            credits.release(lead.turn(), "LOST");
            moves.on(lead);
            return;
        }
        later(
                lead,
                turn(lead, step),
                Answer.without(step.provider(), step.operation(), Outcome.UNKNOWN, null, null, null),
                0);
    }

    private static Turn turn(Lead lead, Step step) {
        return new Turn(lead.turn(), step.provider(), step.operation(), lead.document(), lead.repeats());
    }

    private void pay(Turn turn, Answer answer) {
        Optional<Operation> operation = operation(turn);
        boolean costs = operation.isPresent() && operation.get().charges(answer.outcome());
        credits.settle(
                turn.id(),
                answer.credits(),
                costs,
                answer.outcome().hit(),
                answer.outcome().name());
    }

    private void later(Lead lead, Turn turn, Answer answer, long latency) {
        int repeats = lead.repeats();
        Instant again = answer.retryAt() != null ? answer.retryAt() : now().plus(Patience.after(repeats));
        switch (answer.outcome()) {
            case RATE_LIMITED -> {
                Instant until = inFlight.tooOften(
                        turn.provider(), answer.retryAt() != null ? answer.retryAt() : now().plus(RATE_PAUSE), now());
                if (inFlight.tooOften(turn.provider()) > MOST_REFUSALS) {
                    later(lead, turn, down(answer, until), latency);
                    return;
                }
                if (repeats == 1) {
                    credits.release(turn.id(), answer.outcome().name());
                }
                leads.change(lead, back(lead, until, repeats > 1));
            }
            case UNAVAILABLE -> {
                if (repeats > 1) {
                    wait(lead, turn, answer, again, rules.current().tries(), latency);
                } else {
                    credits.release(turn.id(), answer.outcome().name());
                    moved(lead, turn, answer, latency);
                }
            }
            case PENDING -> wait(lead, turn, answer, again, MOST_POLLS, latency);
            default -> {
                boolean free = operation(turn).map(Operation::repeatFree).orElse(false);
                wait(lead, turn, answer, again, free ? rules.current().tries() : 0, latency);
            }
        }
    }

    /** A provider that says for ever that it is asked too often is as good as down. */
    private static Answer down(Answer answer, Instant until) {
        return Answer.without(
                answer.provider(), answer.operation(), Outcome.UNAVAILABLE, answer.status(), until, answer.sentence());
    }

    /** The same turn again, which costs no more; or, when it was repeated often enough, nobody will ever know. */
    private void wait(Lead lead, Turn turn, Answer answer, Instant again, int most, long latency) {
        if (lead.repeats() <= most) {
            leads.change(lead, back(lead, again, true));
            return;
        }
        unknown(lead, turn, answer, latency);
    }

    private void unknown(Lead lead, Turn turn, Answer answer, long latency) {
        LOG.warn(
                "Lead {}: it stays unknown what {} answered; its price counts as spent, and it is not asked again.",
                lead.id(),
                turn.provider());
        credits.unknown(turn.id());
        Integer status = answer == null ? null : answer.status();
        moved(
                lead,
                turn,
                Answer.without(turn.provider(), turn.operation(), Outcome.UNKNOWN, status, null, null),
                latency);
    }

    /** @param same whether the turn, with what is held back for it, is kept */
    private List<Bson> back(Lead lead, Instant when, boolean same) {
        List<Bson> updates = new ArrayList<>(moves.queued(lead.step().orElse(null), when, null));
        updates.add(Updates.unset("enrichment.turnUntil"));
        if (same) {
            updates.add(Updates.set("enrichment.repeats", lead.repeats() + 1));
        } else {
            updates.add(Updates.unset("enrichment.turn"));
        }
        return updates;
    }

    private void moved(Lead lead, Turn turn, Answer answer, long latency) {
        BigDecimal spent = credits.spentOn(lead.id().toString());
        Step step = step(lead, turn);
        Attempt attempt = attempt(step, answer, spent.subtract(lead.creditsSpent()), latency, false);
        findings.apply(lead, step, answer, attempt, spent);
    }

    private static Step step(Lead lead, Turn turn) {
        return lead.step().orElseGet(() -> new Step(turn.provider(), turn.operation(), null));
    }

    private Attempt attempt(Step step, Answer answer, BigDecimal cost, long latency, boolean cached) {
        return new Attempt(
                step.provider(),
                step.operation(),
                step.address(),
                answer.outcome(),
                answer.status(),
                cost,
                latency,
                now(),
                cached);
    }

    private Optional<Operation> operation(Turn turn) {
        return providers.find(turn.provider()).flatMap(provider -> provider.operation(turn.operation()));
    }

    private Instant now() {
        return leads.clock().instant();
    }
}
