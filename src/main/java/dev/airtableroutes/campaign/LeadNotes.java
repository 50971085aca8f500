package dev.airtableroutes.campaign;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.lead.Leads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** What a lead's document says of its campaigns: {@code campaigns[]}, and the status that events make of it. */
@Component
class LeadNotes {

    private static final int TRIES = 20;

    private final Leads leads;

    LeadNotes(Leads leads) {
        this.leads = leads;
    }

    /** Notes how far a push is; what is neither there nor perhaps there is not noted. */
    void push(Push push) {
        change(push.leadId(), lead -> {
            List<Document> campaigns = campaigns(lead);
            campaigns.removeIf(one -> push.key().equals(one.get("pushKey")) && !there(push));
            if (there(push)) {
                Document entry = entry(campaigns, push.campaign());
                entry.put("externalLeadId", push.externalId());
                entry.put("pushKey", push.key());
                entry.put("pushState", push.state().name());
                entry.put("pushedAt", push.state() == PushState.pushed ? Date.from(push.at()) : null);
            }
            return List.of(Updates.set("campaigns", campaigns));
        });
    }

    private static boolean there(Push push) {
        return push.state() == PushState.pushed || push.state() == PushState.unknown;
    }

    /** Notes what has happened; an older event changes nothing that a newer one said. */
    void event(String leadId, CampaignId campaign, Event event, Instant at) {
        change(leadId, lead -> {
            List<Bson> updates = new ArrayList<>();
            if (campaign != null) {
                List<Document> campaigns = campaigns(lead);
                Document entry = entry(campaigns, campaign);
                Date last = new Lead(entry).value(Date.class, "lastEventAt");
                if (last == null || !last.toInstant().isAfter(at)) {
                    entry.put("lastEvent", event.label());
                    entry.put("lastEventAt", Date.from(at));
                    updates.add(Updates.set("campaigns", campaigns));
                }
            }
            String status = event.status(lead.text("status"), lead.text("statusByEvent"));
            if (status != null) {
                updates.add(Updates.set("status", status));
                updates.add(Updates.set("statusByEvent", status));
            }
            return updates;
        });
    }

    private static List<Document> campaigns(Lead lead) {
        List<Document> copies = new ArrayList<>();
        lead.list(Document.class, "campaigns").forEach(campaign -> copies.add(new Document(campaign)));
        return copies;
    }

    private static Document entry(List<Document> campaigns, CampaignId campaign) {
        Optional<Document> there = campaigns.stream()
                .filter(one -> campaign.toString().equals(one.get("campaignId")))
                .findFirst();
        if (there.isPresent()) {
            return there.get();
        }
        Document entry = new Document("platform", campaign.platform()).append("campaignId", campaign.toString());
        campaigns.add(entry);
        return entry;
    }

    /** Changes the lead as it stands now, however often somebody else changes it meanwhile. */
    private void change(String leadId, Function<Lead, List<Bson>> changes) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Lead> lead = leads.find(leadId);
            if (lead.isEmpty()) {
                return;
            }
            List<Bson> updates = new ArrayList<>(changes.apply(lead.get()));
            Bson asRead = Filters.eq("status", lead.get().document().get("status"));
            if (updates.isEmpty()) {
                return;
            }
            updates.add(leads.touched());
            if (leads.change(lead.get(), updates, asRead)) {
                return;
            }
        }
        throw new WaitException("Lead " + leadId + " changes all the time; what happened to it is noted later.");
    }
}
