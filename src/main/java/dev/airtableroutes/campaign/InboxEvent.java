package dev.airtableroutes.campaign;

import dev.airtableroutes.log.Traced;
import dev.airtableroutes.privacy.Suppressions.Who;
import java.time.Instant;
import java.util.Map;
import org.bson.Document;

/** An event of the inbox. */
public record InboxEvent(Document document) implements Traced {

    String id() {
        return document.getString("_id");
    }

    String provider() {
        return document.getString("provider");
    }

    Event event() {
        return Event.of(document.getString("event")).orElseThrow();
    }

    /** Null when it names none. */
    CampaignId campaign() {
        String campaign = document.getString("campaign");
        return campaign == null ? null : new CampaignId(provider(), campaign);
    }

    String email() {
        return document.getString("email");
    }

    String profile() {
        return document.getString("profile");
    }

    Who who() {
        return new Who(email(), profile(), null, null);
    }

    Instant at() {
        return document.getDate("at").toInstant();
    }

    @Override
    public Map<String, String> traces() {
        return Map.of("document", id());
    }

    /** Without who it is about. */
    @Override
    public String toString() {
        return "InboxEvent[" + provider() + " " + document.getString("type") + " " + id() + "]";
    }
}
