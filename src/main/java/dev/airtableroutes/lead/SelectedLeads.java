package dev.airtableroutes.lead;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.lead.LeadRuns.Selection;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** The leads that a run, or the forecast of one, is about. */
@Component
class SelectedLeads {

    /** The states that are no end, or one that may be another at the next try. */
    private static final List<State> OPEN =
            List.of(State.NEW, State.BUDGET_BLOCKED, State.ERROR, State.QUEUED, State.RUNNING);

    private final Leads leads;
    private final LeadRules rules;

    SelectedLeads(Leads leads, LeadRules rules) {
        this.leads = leads;
        this.rules = rules;
    }

    /** Those that somebody wants to have enriched. */
    List<Lead> toEnrich(Selection selection) {
        Collection<State> states = selection.states().isEmpty() ? OPEN : selection.states();
        return leads.list(Filters.and(Leads.in(states), segment(selection.segment())), selection.limit());
    }

    /** What was answered and still holds: who did not know an address for as long as that is remembered may know it now. */
    List<Attempt> kept(Lead lead, Selection selection) {
        Instant since = selection.again()
                ? Instant.MAX
                : leads.clock().instant().minus(rules.current().missedFor());
        return lead.answered().stream()
                .filter(attempt -> !attempt.missedBefore(since))
                .toList();
    }

    /** Those whose address was verified too long ago, or never; and those that a crash or a cap left on their way to it. */
    List<Lead> toVerify(Selection selection) {
        Instant before = leads.clock().instant().minus(rules.current().privacy().verifyAgain());
        Bson old = Filters.and(
                Filters.eq("enrichment.state", State.FOUND.text()),
                Filters.in("email.status", Status.VERIFIED.text(), Status.UNVERIFIED.text()),
                Filters.or(Filters.eq("email.verifiedAt", null), Filters.lt("email.verifiedAt", Date.from(before))));
        Bson left = Filters.and(
                Filters.in("enrichment.state", State.QUEUED.text(), State.RUNNING.text(), State.BUDGET_BLOCKED.text()),
                Filters.eq("enrichment." + Lead.ONLY, Step.VERIFY));
        return leads.list(Filters.and(Filters.or(old, left), segment(selection.segment())), selection.limit());
    }

    private static Bson segment(String segment) {
        return segment == null ? Filters.empty() : Filters.eq("segment", segment);
    }
}
