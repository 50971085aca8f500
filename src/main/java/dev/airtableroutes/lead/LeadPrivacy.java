package dev.airtableroutes.lead;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.privacy.Suppressions.Who;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What is done for people's privacy without being asked. */
@Component("leadPrivacy")
public class LeadPrivacy {

    private static final Logger LOG = LoggerFactory.getLogger(LeadPrivacy.class);

    private static final int AT_ONCE = 500;

    private final Leads leads;
    private final Contacts contacts;
    private final Suppressions suppressions;
    private final Moves moves;
    private final LeadRules rules;
    private final Erasure erasure;

    LeadPrivacy(
            Leads leads, Contacts contacts, Suppressions suppressions, Moves moves, LeadRules rules, Erasure erasure) {
        this.leads = leads;
        this.contacts = contacts;
        this.suppressions = suppressions;
        this.moves = moves;
        this.rules = rules;
        this.erasure = erasure;
    }

    /** Whom somebody marked Do Not Contact in Airtable goes on the suppression list, and their leads stop. */
    public int heed() {
        int stopped = 0;
        for (String address : contacts.doNotContact()) {
            Who who = Who.byEmail(address);
            if (suppressions.reason(who).isEmpty()) {
                suppressions.add(who, "Do Not Contact in Airtable");
            }
            for (Lead lead : leads.list(
                    Filters.and(
                            Filters.or(
                                    Filters.eq("email.address", address),
                                    Filters.eq("enrichment.candidates.address", address)),
                            Filters.ne("enrichment.state", State.SUPPRESSED.text())),
                    Integer.MAX_VALUE)) {
                lead.who().forEach(one -> suppressions.add(one, "Do Not Contact in Airtable"));
                stopped += moves.alone(lead, () -> moves.suppressed(lead, "Do Not Contact in Airtable")) ? 1 : 0;
            }
        }
        return stopped;
    }

    /** Deletes leads that nobody touched for as long as leads are kept; their records go with the tables' passes. */
    public long forgetOld() {
        List<Lead> old = leads.untouchedSince(
                leads.clock().instant().minus(rules.current().privacy().keep()), AT_ONCE);
        erasure.forget(old);
        if (!old.isEmpty()) {
            LOG.info(
                    "{} leads were not touched for {} days and are deleted.",
                    old.size(),
                    rules.current().privacy().keep().toDays());
        }
        return old.size();
    }
}
