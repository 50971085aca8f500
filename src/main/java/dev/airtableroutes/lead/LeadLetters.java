package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.deadletter.Again;
import dev.airtableroutes.deadletter.Asker;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Shown;
import dev.airtableroutes.lead.Waterfall.Availability;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** Letters about leads whose provider never answered: what they are about, and asking it again. */
@Component("leadLetters")
class LeadLetters implements Asker {

    private final Leads leads;
    private final Moves moves;
    private final Forecasts forecasts;
    private final Providers providers;

    LeadLetters(Leads leads, Moves moves, Forecasts forecasts, Providers providers) {
        this.leads = leads;
        this.moves = moves;
        this.forecasts = forecasts;
        this.providers = providers;
    }

    @Override
    public boolean asks(String operation) {
        return Step.FIND.equals(operation) || Step.VERIFY.equals(operation) || Step.RESOLVE.equals(operation);
    }

    @Override
    public List<Known> known(Letter letter) {
        List<Known> known = new ArrayList<>();
        leads.find(letter.documentId().text()).ifPresent(lead -> {
            add(known, "Name", lead.fullName());
            add(known, "Company", lead.text("company", "name"));
            add(known, "Domain", lead.text("company", "domain"));
            add(known, "LinkedIn", lead.text("person", "linkedinUrl"));
            add(known, "E-mail", lead.text("email", "address"));
            add(known, "Segment", lead.segment());
            add(known, "Enrichment", lead.state().text());
            add(known, "Why", lead.text("enrichment", "reason"));
            lead.attempts()
                    .forEach(attempt -> add(
                            known,
                            attempt.provider() + " " + attempt.operation(),
                            "%s, %s credits, %s"
                                    .formatted(
                                            attempt.outcome(), attempt.credits().toPlainString(), attempt.at())));
            add(known, "Credits", lead.creditsSpent().toPlainString());
        });
        return known;
    }

    private static void add(List<Known> known, String name, String value) {
        if (value != null) {
            known.add(new Known(name, Shown.value(name, value)));
        }
    }

    /** Puts the question of a letter again, in its turn and under today's caps. What it answers resolves the letter. */
    public Again replay(@Body Letter letter, @ExchangeProperty("dryRun") boolean dryRun) {
        Optional<Lead> found = leads.find(letter.documentId().text());
        if (found.isEmpty()) {
            return Again.settled("The lead is gone.");
        }
        Lead lead = found.get();
        switch (lead.state()) {
            case NEW, QUEUED, RUNNING:
                return Again.underWay(already(lead), BigDecimal.ZERO);
            default:
                Attempt last = LeadNews.unanswered(lead).get(letter.provider());
                return last == null || !last.operation().equals(letter.operation())
                        ? Again.settled(LeadNews.whySettled(lead, letter.provider()))
                        : ask(lead.onlyVerified(false), new Step(letter.provider(), letter.operation(), null), dryRun);
        }
    }

    private String already(Lead lead) {
        Instant next = lead.nextRetry();
        return lead.state() != State.QUEUED || next == null || moves.worthWaiting(next)
                ? "The lead is asked about already."
                : "The lead is asked about again by itself, not before %s: %s"
                        .formatted(next, Objects.requireNonNullElse(lead.text("enrichment", "reason"), "it waits."));
    }

    private Again ask(Lead lead, Step step, boolean dryRun) {
        Optional<Provider> provider = providers.find(step.provider());
        Availability now = moves.forNow(lead, step);
        if (provider.isEmpty() || now instanceof Availability.Off) {
            return Again.refused(providers
                    .whyOff(step.provider())
                    .orElse(step.provider() + " cannot be asked to " + step.operation() + " any more."));
        }
        if (!forecasts.inOrder(lead, step)) {
            return Again.refused(
                    "%s is not asked to %s for such a lead any more; put it into mappings/leads.yaml, or discard the letter."
                            .formatted(provider.get().displayName(), step.operation()));
        }
        Optional<String> never = now instanceof Availability.Not not && not.until() == null
                ? Optional.of(not.why())
                : moves.capped(lead, step);
        if (never.isPresent()) {
            return Again.refused(never.get());
        }
        List<Attempt> kept = lead.attempts().stream()
                .filter(attempt -> !(attempt.unanswered() && attempt.asked(step.provider(), step.operation())))
                .toList();
        List<Bson> updates = LeadRuns.again(lead, moves.run(lead), kept);
        updates.add(Updates.unset("enrichment." + Lead.ONLY));
        boolean moved = dryRun || moves.on(lead, moves.run(lead), kept, lead.candidates(), updates);
        if (!moved) {
            return Again.underWay("Somebody else has changed the lead meanwhile.", BigDecimal.ZERO);
        }
        String name = provider.get().displayName();
        if (now instanceof Availability.Not not && !moves.worthWaiting(not.until())) {
            BigDecimal others = forecasts.atMost(lead, lead.attempts());
            return Again.underWay(
                    "%s is asked again, not before %s, and others before for up to %s credits: %s"
                            .formatted(name, not.until(), others.toPlainString(), not.why()),
                    others);
        }
        boolean twice = lead.attempts().stream()
                .anyMatch(attempt ->
                        attempt.asked(step.provider(), step.operation()) && attempt.outcome() == Outcome.UNKNOWN);
        BigDecimal most = forecasts.atMost(lead, kept);
        return Again.underWay(
                "%s is asked again%s. With whoever is asked after it that costs up to %s credits.%s"
                        .formatted(
                                name,
                                twice ? ", which may be paid for the second time" : "",
                                most.toPlainString(),
                                now instanceof Availability.Not not ? " Not yet: " + not.why() : ""),
                most);
    }
}
