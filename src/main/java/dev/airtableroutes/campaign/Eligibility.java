package dev.airtableroutes.campaign;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.campaign.Platforms.Platform;
import dev.airtableroutes.lead.Contacts;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.lead.Leads;
import dev.airtableroutes.lead.Rules;
import dev.airtableroutes.lead.State;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** Whether a lead may go into a campaign: asked for the plan, and again right before it is sent. */
@Component
class Eligibility {

    /** Whoever is one of these is not written to again, whatever somebody orders. */
    private static final Set<String> ENDED = Set.of("Unqualified", "Bounced", "Unsubscribed");

    private final Leads leads;
    private final Contacts contacts;
    private final Suppressions suppressions;
    private final LeadRules rules;

    Eligibility(Leads leads, Contacts contacts, Suppressions suppressions, LeadRules rules) {
        this.leads = leads;
        this.contacts = contacts;
        this.suppressions = suppressions;
        this.rules = rules;
    }

    /** Why this person must be left alone; empty when nothing speaks against it. */
    Optional<String> leftAlone(Lead lead) {
        if (lead.state() == State.SUPPRESSED
                || lead.who().stream().anyMatch(who -> suppressions.reason(who).isPresent())) {
            return Optional.of("on the suppression list");
        }
        String contact = lead.text("contactId");
        if (Boolean.parseBoolean(lead.text("doNotContact"))
                || contact != null && contacts.doNotContact(contact)
                || address(lead)
                        .map(Identity::contactId)
                        .filter(contacts::doNotContact)
                        .isPresent()) {
            return Optional.of("marked Do Not Contact");
        }
        String status = lead.text("status");
        return status != null && ENDED.contains(status) ? Optional.of("their status is " + status) : Optional.empty();
    }

    /** Those of whom a query can tell that they may go; each is looked at all the same. */
    Bson usable(Set<String> statuses) {
        return Filters.and(
                Filters.in("email.status", statuses),
                Filters.or(
                        Filters.ne("email.status", "verified"),
                        Filters.gte("email.verifiedAt", Date.from(verifiedSince()))),
                Filters.ne("enrichment.state", State.SUPPRESSED.text()));
    }

    private Instant verifiedSince() {
        return leads.clock().instant().minus(rules.current().privacy().verifyAgain());
    }

    /**
     * Why a lead cannot go, by what it says itself.
     *
     * @param statuses how sure the address must be
     */
    Optional<String> unusable(Lead lead, Platform platform, Set<String> statuses) {
        return unknowable(lead, platform).or(() -> unsure(lead, statuses));
    }

    private Optional<String> unknowable(Lead lead, Platform platform) {
        if (Push.identity(lead, platform.by()) == null) {
            return Optional.of(
                    platform.by().equals("email.address") ? "without an e-mail address" : "without a LinkedIn profile");
        }
        return address(lead).filter(rules.current().privacy()::unwanted).isPresent()
                ? Optional.of("a private address")
                : Optional.empty();
    }

    private Optional<String> unsure(Lead lead, Set<String> statuses) {
        String status = Objects.requireNonNullElse(lead.text("email", "status"), "none");
        if (!statuses.contains(status)) {
            return Optional.of("the address is not verified but " + status);
        }
        Rules.Privacy privacy = rules.current().privacy();
        Date verified = lead.value(Date.class, "email", "verifiedAt");
        boolean stale = status.equals("verified")
                && (verified == null || verified.toInstant().isBefore(verifiedSince()));
        if (status.equals("verified") && !stale && disproved(lead, verified.toInstant())) {
            return Optional.of("the address was verified again for another lead, and is not good any more");
        }
        return stale
                ? Optional.of("the address was verified more than "
                        + privacy.verifyAgain().toDays() + " days ago; run leads verify")
                : Optional.empty();
    }

    private boolean disproved(Lead lead, Instant since) {
        return address(lead)
                .filter(address -> contacts.disproved(address, since))
                .isPresent();
    }

    private static Optional<String> address(Lead lead) {
        return Optional.ofNullable(Identity.email(lead.text("email", "address")));
    }
}
