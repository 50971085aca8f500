package dev.airtableroutes.campaign;

import dev.airtableroutes.campaign.Platforms.Platform;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Asked;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Standing;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.lead.Leads;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Verb;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/**
 * Tells of pushes that came to something: the lead's document, an event for Airtable, dead letters. A push carries the mark of what is
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
    private final DeadLetters deadLetters;

    PushNews(
            PushStore store,
            Platforms platforms,
            LeadNotes notes,
            Results results,
            Leads leads,
            DeadLetters deadLetters) {
        this.store = store;
        this.platforms = platforms;
        this.notes = notes;
        this.results = results;
        this.leads = leads;
        this.deadLetters = deadLetters;
    }

    /** The pushes that have not been told of. */
    public List<Push> untold() {
        return store.toTell(AT_ONCE);
    }

    /** Tells the lead, and Airtable's Results. */
    public void tell(@Body Push push) {
        notes.push(push);
        if (push.state().last()) {
            event(push);
        }
    }

    /** What it leaves a person to do; null when it goes on by itself. */
    public Standing standing(@Body Push push) {
        return switch (push.state()) {
            case pushed -> settled(push, "The platform has the lead.");
            case skipped -> settled(push, "Nothing is left to send: " + push.reason());
            case unknown -> push.waits() ? Standing.of(letter(push, Kind.EXHAUSTED)) : null;
            case failed ->
                push.decided()
                        ? settled(push, "A person has decided that the platform does not have the lead.")
                        : Standing.of(letter(push, gaveUp(push) ? Kind.EXHAUSTED : Kind.RECORD));
            default -> null;
        };
    }

    /** It was sent again and again, and never refused. */
    private static boolean gaveUp(Push push) {
        return Outcome.MISS.name().equals(push.outcome());
    }

    private static Standing settled(Push push, String note) {
        return Standing.settled(push.campaign().platform(), push.key(), note);
    }

    private static DeadLetter letter(Push push, Kind kind) {
        String turn = Objects.requireNonNullElse(push.document().getString("batch"), push.key());
        return DeadLetter.of(
                new Asked(push.campaign().platform(), Verb.push.name(), turn),
                push.key(),
                kind,
                Map.of("campaign", push.campaign().toString(), "lead", push.leadId()),
                push.httpStatus(),
                push.outcome(),
                Objects.requireNonNullElse(push.reason(), "The platform did not say why."));
    }

    /** It was told. Of who was erased meanwhile nothing stays. */
    public void told(@Body Push push) {
        if (!store.told(push)) {
            deadLetters.forget(push.campaign().platform(), List.of(push.key()));
        }
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
