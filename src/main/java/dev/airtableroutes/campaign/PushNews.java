package dev.airtableroutes.campaign;

import dev.airtableroutes.campaign.Platforms.Platform;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.lead.Leads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Tells of pushes that came to something: the lead's document, an event for Airtable. A push carries the mark of what is
 * to be told until it was, so that a kill between the two costs nothing, and telling twice says nothing new.
 */
@Component("pushNews")
class PushNews {

    private static final int AT_ONCE = 1000;

    private final PushStore store;
    private final Platforms platforms;
    private final LeadNotes notes;
    private final Results results;
    private final Leads leads;

    PushNews(PushStore store, Platforms platforms, LeadNotes notes, Results results, Leads leads) {
        this.store = store;
        this.platforms = platforms;
        this.notes = notes;
        this.results = results;
        this.leads = leads;
    }

    /** Tells what has not been told. Returns how many. */
    public int tell() {
        List<Push> news = store.toTell(AT_ONCE);
        for (Push push : news) {
            notes.push(push);
            if (push.state().last()) {
                event(push);
            }
            store.told(push);
        }
        return news.size();
    }

    private void event(Push push) {
        Event event =
                switch (push.state()) {
                    case pushed -> Event.PUSHED;
                    case skipped -> Event.SKIPPED;
                    default -> Event.FAILED;
                };
        Optional<Lead> lead = leads.find(push.leadId());
        if (lead.isEmpty()) {
            return;
        }
        CampaignId campaign = push.campaign();
        Map<String, Object> more = new HashMap<>();
        more.put("leadId", lead.get().id());
        more.put("contactId", push.document().getString("contactId"));
        more.put("detail", push.reason());
        more.put("externalId", push.externalId());
        results.add(
                Results.id(
                        campaign.platform(),
                        event.label(),
                        push.key(),
                        campaign.external(),
                        push.at().toString()),
                event,
                platforms.find(campaign.platform()).map(Platform::displayName).orElse(campaign.platform()),
                campaign,
                push.at(),
                more);
    }
}
