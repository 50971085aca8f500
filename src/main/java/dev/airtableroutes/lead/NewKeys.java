package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.lead.Candidate.Status;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an answer tells about who a lead is becomes a key, so that a hit of the same person joins it: an address that is
 * verified, since any other may be somebody else's, and a profile where none was known. A key that another lead has stays
 * there, and this one notes it as {@code sameAs}: two leads are never made one by themselves, since people work on both.
 */
record NewKeys(Leads leads) {

    private static final Logger LOG = LoggerFactory.getLogger(NewKeys.class);

    List<Bson> of(Lead lead, List<Candidate> candidates, Map<String, Object> fields) {
        return of(lead, told(lead, candidates, fields));
    }

    /** @param told the keys that the lead has by now, in one form */
    List<Bson> of(Lead lead, List<String> told) {
        Set<String> keys = new LinkedHashSet<>(lead.list(String.class, "keys"));
        List<Bson> updates = new ArrayList<>();
        Lead same = null;
        boolean more = false;
        for (String key : told) {
            Lead other = keys.contains(key) ? lead : leads.byKeys(List.of(key)).orElse(lead);
            if (other.id().equals(lead.id())) {
                more |= keys.add(key);
            } else {
                same = other;
            }
        }
        if (same != null) {
            LOG.info("Lead {} is the same person as lead {}.", lead.id(), same.id());
            updates.add(Updates.set("sameAs", same.id()));
        }
        if (more) {
            updates.add(Updates.set("keys", List.copyOf(keys)));
        }
        return updates;
    }

    private static List<String> told(Lead lead, List<Candidate> candidates, Map<String, Object> fields) {
        String address = candidates.stream()
                .filter(candidate -> candidate.status() == Status.VERIFIED)
                .map(Candidate::address)
                .findFirst()
                .orElse(null);
        Object profile = lead.text("person", "linkedinUrl") == null ? fields.get("person.linkedinUrl") : null;
        return new LeadKeys(address, profile == null ? null : profile.toString(), null, null, null).all();
    }
}
