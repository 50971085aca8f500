package dev.airtableroutes.campaign;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.campaign.Platforms.Platform;
import dev.airtableroutes.lead.Contacts;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.lead.Leads;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.privacy.Suppressions.Who;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** What an event of a campaign does. Each step may be done again, and then changes nothing. */
@Component("campaignEvents")
class CampaignEvents {

    private final Leads leads;
    private final Contacts contacts;
    private final PushStore pushes;
    private final Platforms platforms;
    private final Campaigns campaigns;
    private final Results results;
    private final LeadNotes notes;
    private final Suppressions suppressions;

    CampaignEvents(
            Leads leads,
            Contacts contacts,
            PushStore pushes,
            Platforms platforms,
            Campaigns campaigns,
            Results results,
            LeadNotes notes,
            Suppressions suppressions) {
        this.leads = leads;
        this.contacts = contacts;
        this.pushes = pushes;
        this.platforms = platforms;
        this.campaigns = campaigns;
        this.results = results;
        this.notes = notes;
        this.suppressions = suppressions;
    }

    /** Who objects is on the suppression list from now on, as a whole; of a bounce only the address is. */
    public void suppress(@Body InboxEvent told) {
        if (told.event() == Event.BOUNCED) {
            suppressions.add(Who.byEmail(told.email()), "An e-mail bounced (" + name(told) + ")");
        } else if (told.event() == Event.UNSUBSCRIBED) {
            String reason = "Unsubscribed (" + name(told) + ")";
            List<Who> who = new ArrayList<>(List.of(told.who()));
            lead(told).ifPresent(lead -> who.addAll(lead.who()));
            who.forEach(one -> suppressions.add(one, reason));
            contacts.objected(who);
        }
    }

    /** A row for Airtable's Results; what happened to people whom we do not have is nothing to keep. */
    public void record(@Body InboxEvent told) {
        Optional<Lead> lead = lead(told);
        if (lead.isEmpty()) {
            return;
        }
        CampaignId campaign = told.campaign();
        if (campaign != null) {
            platforms.find(told.provider()).ifPresent(platform -> campaigns.ensure(campaign, platform));
        }
        Map<String, Object> more = new HashMap<>();
        more.put("leadId", lead.get().id());
        more.put("contactId", contact(told, lead.get()));
        more.put("step", told.document().get("step"));
        more.put("externalId", told.document().get("externalId"));
        results.add(told.id(), told.event(), name(told), campaign, told.at(), more);
    }

    /** The lead's last event in this campaign, and its status unless a person has set it. */
    public void note(@Body InboxEvent told) {
        lead(told).ifPresent(lead -> notes.event(lead.id().toString(), told.campaign(), told.event(), told.at()));
    }

    private Optional<Lead> lead(InboxEvent told) {
        Optional<Lead> pushed = Optional.ofNullable(told.campaign())
                .flatMap(campaign -> platforms
                        .find(campaign.platform())
                        .map(Platform::by)
                        .map(by -> by.equals("email.address") ? told.email() : told.profile())
                        .flatMap(identity -> pushes.find(Push.key(campaign, identity))))
                .flatMap(push -> leads.find(push.leadId()));
        return pushed.isPresent() ? pushed : known(told);
    }

    /** Somebody who was put into the campaign by hand. */
    private Optional<Lead> known(InboxEvent told) {
        List<String> keys = new ArrayList<>();
        if (told.email() != null) {
            keys.add("email:" + told.email());
        }
        if (told.profile() != null) {
            keys.add("linkedin:" + Identity.linkedinSlug(told.profile()));
        }
        Optional<Lead> byKey = leads.byKeys(keys);
        return byKey.isPresent() || told.email() == null
                ? byKey
                : leads.list(Filters.eq("email.address", told.email()), 1).stream()
                        .findFirst();
    }

    private String contact(InboxEvent told, Lead lead) {
        String id = lead.text("contactId");
        if (id == null && told.email() != null) {
            id = Identity.contactId(told.email());
        }
        return id != null && contacts.has(id) ? id : null;
    }

    private String name(InboxEvent told) {
        return platforms.find(told.provider()).map(Platform::displayName).orElse(told.provider());
    }
}
