package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.springframework.stereotype.Component;

/** Writes what an answer says about a person and their addresses into the lead, and moves it on. */
@Component
class Findings {

    private final Leads leads;
    private final Moves moves;
    private final Providers providers;
    private final LeadRules rules;

    Findings(Leads leads, Moves moves, Providers providers, LeadRules rules) {
        this.leads = leads;
        this.moves = moves;
        this.providers = providers;
        this.rules = rules;
    }

    /**
     * Changes the lead by an answer.
     *
     * @param attempt of which it is the answer
     * @param spent what the lead has cost with it
     */
    void apply(Lead lead, Step step, Answer answer, Attempt attempt, BigDecimal spent) {
        List<Attempt> attempts = new ArrayList<>(lead.attempts());
        attempts.add(attempt);
        List<Candidate> candidates = new Candidates(rules.current()).after(lead.candidates(), step, answer);
        List<Bson> updates = new ArrayList<>(List.of(
                Updates.push("enrichment.attempts", Lead.document(attempt)),
                Updates.set(
                        "enrichment.candidates",
                        candidates.stream().map(Lead::document).toList()),
                Updates.set("enrichment.creditsSpent", new Decimal128(spent)),
                Updates.set("enrichment.turns", lead.turns() + 1),
                Updates.unset("enrichment.repeats"),
                leads.touched()));
        updates.addAll(blanks(lead, answer.fields()));
        updates.addAll(new NewKeys(leads).of(lead, candidates, answer.fields()));
        boolean anew = !attempt.cached() && step.operation().equals(Step.VERIFY);
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
            if (!name.startsWith("email.") && lead.blank(name.split("\\."))) {
                updates.add(Updates.set(name, value));
            }
        });
        return updates;
    }

    private Document email(Lead lead, List<Candidate> candidates, boolean anew) {
        Document before = lead.value(Document.class, "email");
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
                                .map(Provider::displayName)
                                .orElse("Source page"))
                .append("verifiedBy", best.verifiedBy())
                .append("verifiedAt", verifiedAt)
                .append("checkedAt", Date.from(now()));
    }

    private Instant now() {
        return leads.clock().instant();
    }
}
