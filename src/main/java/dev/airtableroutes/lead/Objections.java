package dev.airtableroutes.lead;

import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import org.springframework.stereotype.Component;

/** Keeps out who objected, also when it takes an answer to tell that it is them. */
@Component
class Objections {

    private final Suppressions suppressions;
    private final Providers providers;

    Objections(Suppressions suppressions, Providers providers) {
        this.suppressions = suppressions;
        this.providers = providers;
    }

    /** Who that is by the answer, with what it leaves open as it was known: a handle alone says nothing of a name. */
    static Who told(Lead lead, Answer answer) {
        LeadKeys told = LeadKeys.of(answer.fields(), null);
        return new Who(
                told.email(),
                told.linkedinUrl(),
                told.name() == null ? lead.fullName() : told.name(),
                told.domain() == null ? lead.text("company", "domain") : told.domain());
    }

    /** The answer, or that of somebody who objected nothing is to be known. */
    Answer allowed(Lead lead, Step step, Answer answer) {
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

    private String providerName(String name) {
        return providers.find(name).map(Provider::displayName).orElse(name);
    }
}
