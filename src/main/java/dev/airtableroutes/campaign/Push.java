package dev.airtableroutes.campaign;

import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.privacy.Identity;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/**
 * A lead on its way into a campaign, as it stands in the collection {@code pushes}.
 *
 * @param document never changed here
 */
record Push(Document document) {

    /**
     * What a push is known by: one of these was and will be at most once.
     *
     * @param identity address or profile in one form
     */
    static String key(CampaignId campaign, String identity) {
        return Identity.hash(campaign.platform() + "|" + campaign.external() + "|" + identity);
    }

    /**
     * What a platform tells this lead apart by, in one form; null when the lead has none.
     *
     * @param by {@code email.address} or {@code person.linkedinUrl}
     */
    static String identity(Lead lead, String by) {
        String value = lead.text(by.split("\\."));
        return by.equals("email.address") ? Identity.email(value) : Identity.linkedinUrl(value);
    }

    String key() {
        return document.getString("_id");
    }

    CampaignId campaign() {
        return CampaignId.of(document.getString("campaignId"));
    }

    String leadId() {
        return document.getString("leadId");
    }

    PushState state() {
        return PushState.valueOf(document.getString("state"));
    }

    int sends() {
        return document.getInteger("sends", 0);
    }

    int lookups() {
        return document.getInteger("lookups", 0);
    }

    /** How often it was looked for in vain since it was sent. */
    int misses() {
        return document.getInteger("misses", 0);
    }

    /** How often the plan had no room for it. */
    int timesFull() {
        return document.getInteger("timesFull", 0);
    }

    String reason() {
        return document.getString("reason");
    }

    String externalId() {
        return document.getString("externalId");
    }

    /** Nothing more can be found out about it without a person. */
    boolean waits() {
        return state() == PushState.unknown && document.get("nextAt") == null;
    }

    /** A person has said what became of it. */
    boolean decided() {
        return document.getBoolean("decided", false);
    }

    /** What the answer came to that it was in last; null when there was none. */
    String outcome() {
        return document.getString("outcome");
    }

    Integer httpStatus() {
        return document.getInteger("httpStatus");
    }

    /** When it came into its state. */
    Instant at() {
        Date at = document.getDate("at");
        return at == null ? Instant.EPOCH : at.toInstant();
    }
}
