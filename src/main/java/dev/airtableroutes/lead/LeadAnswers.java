package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Turn;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
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

    private final Leads leads;
    private final Moves moves;
    private final AnswerCache cache;
    private final Credits credits;
    private final Suppressions suppressions;
    private final Providers providers;
    private final LeadRules rules;
    private final InFlight inFlight;

    LeadAnswers(
            Leads leads,
            Moves moves,
            AnswerCache cache,
            Credits credits,
            Suppressions suppressions,
            Providers providers,
            LeadRules rules,
            InFlight inFlight) {
        this.leads = leads;
        this.moves = moves;
        this.cache = cache;
        this.credits = credits;
        this.suppressions = suppressions;
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
            lead.ifPresent(found -> later(found, turn, answer, latency));
        } else if (answer.outcome().settled()) {
            Answer allowed =
                    lead.map(found -> allowed(found, step(found, turn), answer)).orElse(answer);
            // of who was erased meanwhile nothing is kept
            if (input != null && lead.isPresent()) {
                keep(lead.get(), input, turn, allowed);
            }
            pay(turn, answer);
            lead.ifPresent(found -> moved(found, turn, allowed, latency));
        } else {
            lead.ifPresentOrElse(found -> notAsked(found, turn, answer, latency), () -> credits.abandon(turn.id()));
        }
        inFlight.leave(turn);
        return answer;
    }

    private void keep(Lead lead, String input, Turn turn, Answer answer) {
        List<String> who = Stream.concat(lead.who().stream(), Stream.of(told(lead, answer)))
                .flatMap(one -> Suppressions.hashes(one).stream())
                .distinct()
                .toList();
        cache.keep(
                new AnswerCache.Asked(input, turn.id(), who),
                answer,
                answer.outcome() == Outcome.MISS ? rules.current().missedFor() : foundFor(turn));
    }

    /** Refused for a reason that is not the lead's, or not asked: another one is asked, or this one later. */
    private void notAsked(Lead lead, Turn turn, Answer answer, long latency) {
        if (answer.retryAt() != null) {
            inFlight.pause(turn.provider(), answer.retryAt());
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

    /** Who that is by the answer, with what it leaves open as it was known: a handle alone says nothing of a name. */
    private static Who told(Lead lead, Answer answer) {
        LeadKeys told = LeadKeys.of(answer.fields(), null);
        return new Who(
                told.email(),
                told.linkedinUrl(),
                told.name() == null ? lead.fullName() : told.name(),
                told.domain() == null ? lead.text("company", "domain") : told.domain());
    }

    /** A person who objected stays out, also when it takes the answer to tell that it is them. */
    private Answer allowed(Lead lead, Step step, Answer answer) {
        boolean objected = !answer.fields().isEmpty()
                && suppressions.reason(told(lead, answer)).isPresent();
        if (objected) {
            suppress(lead, "An answer of " + providerName(step.provider()) + " tells that it is somebody on the list.");
            return Answer.without(step.provider(), step.operation(), Outcome.SUPPRESSED, answer.status(), null, null);
        }
        if (answer.outcome() == Outcome.SUPPRESSED) {
            suppress(lead, providerName(step.provider()) + " says that this person must not be processed.");
        }
        return answer;
    }

    private void suppress(Lead lead, String reason) {
        lead.who().forEach(who -> suppressions.add(who, reason));
    }

    /** An address is verified anew after a while, so no longer is a verification remembered. */
    private Duration foundFor(Turn turn) {
        Duration found = rules.current().foundFor();
        Duration again = rules.current().privacy().verifyAgain();
        return turn.operation().equals(Step.VERIFY) && again.compareTo(found) < 0 ? again : found;
    }

    /** An answer that needed no call: it was known from before, or nothing could be asked. */
    void withoutCall(Lead lead, Step step, Answer answer) {
        Answer allowed = allowed(lead, step, answer);
        apply(lead, step, allowed, BigDecimal.ZERO, 0, answer.outcome().hit() || answer.outcome() == Outcome.MISS);
    }

    /** A turn that nobody has in hand any more: the process that had it is gone. */
    void lost(Lead lead) {
        Step step = lead.step().orElse(null);
        Optional<Answer> kept = step == null ? Optional.empty() : cache.of(lead.turn());
        if (kept.isPresent()) {
            Turn turn = turn(lead, step);
            pay(turn, kept.get());
            moved(lead, turn, allowed(lead, step, kept.get()), 0);
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
                Instant until = answer.retryAt() != null ? answer.retryAt() : now().plus(RATE_PAUSE);
                inFlight.pause(turn.provider(), until);
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
        apply(
                lead,
                step(lead, turn),
                Answer.without(turn.provider(), turn.operation(), Outcome.UNKNOWN, status, null, null),
                credits.spentOn(lead.id().toString()).subtract(lead.creditsSpent()),
                latency,
                false);
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
        BigDecimal cost = credits.spentOn(lead.id().toString()).subtract(lead.creditsSpent());
        apply(lead, step(lead, turn), answer, cost, latency, false);
    }

    private static Step step(Lead lead, Turn turn) {
        return lead.step().orElseGet(() -> new Step(turn.provider(), turn.operation(), null));
    }

    private void apply(Lead lead, Step step, Answer answer, BigDecimal cost, long latency, boolean cached) {
        List<Attempt> attempts = new ArrayList<>(lead.attempts());
        Attempt attempt = new Attempt(
                step.provider(),
                step.operation(),
                step.address(),
                answer.outcome(),
                answer.status(),
                cost,
                latency,
                now(),
                cached);
        attempts.add(attempt);
        List<Candidate> candidates = new Candidates(rules.current()).after(lead.candidates(), step, answer);
        List<Bson> updates = new ArrayList<>(List.of(
                Updates.push("enrichment.attempts", Lead.document(attempt)),
                Updates.set(
                        "enrichment.candidates",
                        candidates.stream().map(Lead::document).toList()),
                Updates.set(
                        "enrichment.creditsSpent",
                        new Decimal128(credits.spentOn(lead.id().toString()))),
                Updates.set("enrichment.turns", lead.turns() + 1),
                Updates.unset("enrichment.repeats")));
        updates.addAll(blanks(lead, answer.fields()));
        updates.addAll(new NewKeys(leads).of(lead, candidates, answer.fields()));
        boolean anew = !cached && step.operation().equals(Step.VERIFY);
        updates.add(Updates.set("email", email(lead, candidates, anew)));
        if (anew) {
            moves.judged(step, candidates);
        }
        moves.on(lead, moves.run(lead), attempts, candidates, updates);
    }

    /** What the answer tells about the person fills blanks; what somebody wrote stays. */
    private static List<Bson> blanks(Lead lead, Map<String, Object> fields) {
        List<Bson> updates = new ArrayList<>();
        fields.forEach((name, value) -> {
            if (!name.startsWith("email.") && lead.text(name.split("\\.")) == null) {
                updates.add(Updates.set(name, value));
            }
        });
        return updates;
    }

    private Document email(Lead lead, List<Candidate> candidates, boolean anew) {
        Document before = lead.document().get("email", Document.class);
        Candidate best = Waterfall.best(candidates).orElse(null);
        if (best == null) {
            return new Document("status", candidates.isEmpty() ? "none" : Status.INVALID.text())
                    .append("checkedAt", Date.from(now()));
        }
        boolean same = before != null && best.address().equals(Identity.email(before.get("address")));
        Object verifiedAt = best.status() == Status.VERIFIED
                ? same && !anew && before.get("verifiedAt") != null ? before.get("verifiedAt") : Date.from(now())
                : null;
        return new Document("address", best.address())
                .append("status", best.status().text())
                .append("confidence", best.confidence())
                .append(
                        "foundBy",
                        providers
                                .find(best.foundBy())
                                .map(provider -> provider.displayName())
                                .orElse("Source page"))
                .append("verifiedBy", best.verifiedBy())
                .append("verifiedAt", verifiedAt)
                .append("checkedAt", Date.from(now()));
    }

    private String providerName(String name) {
        return providers.find(name).map(provider -> provider.displayName()).orElse(name);
    }

    private Optional<Operation> operation(Turn turn) {
        return providers.find(turn.provider()).flatMap(provider -> provider.operation(turn.operation()));
    }

    private Instant now() {
        return leads.clock().instant();
    }
}
