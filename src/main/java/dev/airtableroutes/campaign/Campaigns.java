package dev.airtableroutes.campaign;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.campaign.Platforms.Platform;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.lead.Leads;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The collection {@code campaigns} of the source database. People set status, budget, target, credit cap and whether leads
 * are pushed by themselves; what we count stands beside it.
 */
@Component("campaigns")
class Campaigns {

    private static final Logger LOG = LoggerFactory.getLogger(Campaigns.class);

    /** The status of a campaign that goes on; nothing stands for it until somebody says otherwise. */
    private static final String ACTIVE = "Active";

    private final MongoCollection<Document> campaigns;
    private final Results results;
    private final PushStore pushes;
    private final Leads leads;
    /** Ids that are none, so that each is said once. */
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    Campaigns(@Qualifier("source") MongoDatabase source, Results results, PushStore pushes, Leads leads) {
        this.campaigns = source.getCollection("campaigns");
        this.results = results;
        this.pushes = pushes;
        this.leads = leads;
    }

    /**
     * A campaign whose leads are pushed without being ordered.
     *
     * @param segment whose leads; null for all
     * @param target how many at most; null for no limit
     */
    record Automatic(CampaignId id, String segment, Long target) {}

    /** How many credits the leads of a campaign may still have cost. */
    static final class Room {

        /** Null: no cap. */
        private BigDecimal left;

        private Room(BigDecimal left) {
            this.left = left;
        }

        /** Whether there is room for one more that cost so much. */
        boolean take(BigDecimal credits) {
            if (left == null) {
                return true;
            }
            if (left.compareTo(credits) < 0) {
                return false;
            }
            left = left.subtract(credits);
            return true;
        }
    }

    /** A campaign that nobody has written down gets a document, which people fill in. */
    void ensure(CampaignId id, Platform platform) {
        Date now = Date.from(leads.clock().instant());
        campaigns.updateOne(
                Filters.eq("_id", id.toString()),
                Updates.combine(
                        Updates.setOnInsert("name", id.external()),
                        Updates.setOnInsert("platform", platform.displayName()),
                        Updates.setOnInsert("externalId", id.external()),
                        Updates.setOnInsert("type", platform.type()),
                        Updates.setOnInsert("status", ACTIVE),
                        Updates.setOnInsert("autoPush", false),
                        Updates.setOnInsert("createdAt", now),
                        Updates.setOnInsert("updatedAt", now)),
                new UpdateOptions().upsert(true));
    }

    /** Those whose box is ticked. */
    public List<Automatic> automatic() {
        List<Automatic> automatic = new ArrayList<>();
        for (Document campaign :
                campaigns.find(Filters.and(Filters.eq("autoPush", true), Filters.in("status", ACTIVE, null)))) {
            Object target = campaign.get("leadsTarget");
            id(campaign)
                    .map(id -> new Automatic(
                            id,
                            campaign.getString("segment"),
                            target instanceof Number number ? (Long) number.longValue() : null))
                    .ifPresent(automatic::add);
        }
        return automatic;
    }

    /** Empty for a document that somebody made by hand under another id; says so once. */
    private Optional<CampaignId> id(Document campaign) {
        String id = campaign.get("_id").toString();
        try {
            return Optional.of(CampaignId.of(id));
        } catch (UnknownException unknown) {
            if (said.add(id)) {
                LOG.warn(
                        "campaigns: {} Nothing is pushed into it and nothing counted; give the document an _id like that.",
                        unknown.getMessage());
            }
            return Optional.empty();
        }
    }

    Room room(CampaignId id) {
        BigDecimal cap = Optional.ofNullable(
                        campaigns.find(Filters.eq("_id", id.toString())).first())
                .map(campaign -> decimal(campaign.get("creditCap")))
                .orElse(null);
        return new Room(cap == null ? null : cap.subtract(used(id)).max(BigDecimal.ZERO));
    }

    /** What the leads that are in a campaign, or on their way, had cost when they were pushed. */
    private BigDecimal used(CampaignId id) {
        BigDecimal used = BigDecimal.ZERO;
        for (PushState state : List.of(PushState.planned, PushState.sent, PushState.unknown, PushState.pushed)) {
            for (Push push : pushes.in(id, state)) {
                BigDecimal credits = decimal(push.document().get("credits"));
                used = credits == null ? used : used.add(credits);
            }
        }
        return used;
    }

    /** Counts anew where something has happened since it was counted last. Returns how many campaigns. */
    public int count() {
        int counted = 0;
        if (results.changed()) {
            for (Document campaign : campaigns.find()) {
                counted += id(campaign).filter(id -> counted(id, campaign)).isPresent() ? 1 : 0;
            }
        }
        return counted;
    }

    /** @return whether there was anything to count */
    private boolean counted(CampaignId id, Document campaign) {
        long events = results.count(id);
        if (events == (campaign.get("eventsCounted") instanceof Number number ? number.longValue() : 0)) {
            return false;
        }
        count(id, events);
        return true;
    }

    private void count(CampaignId id, long events) {
        long reached = results.leads(id, Event.reaching());
        long responses = results.leads(id, List.of(Event.REPLIED));
        Date now = Date.from(leads.clock().instant());
        campaigns.updateOne(
                Filters.eq("_id", id.toString()),
                Updates.combine(
                        Updates.set("contactsReached", reached),
                        Updates.set("responses", responses),
                        Updates.set("conversionRate", reached == 0 ? 0.0 : (double) responses / reached),
                        Updates.set("creditsUsed", new Decimal128(used(id))),
                        Updates.set("eventsCounted", events),
                        Updates.set("lastSynced", now),
                        Updates.set("updatedAt", now)));
    }

    private static BigDecimal decimal(Object value) {
        if (value instanceof Decimal128 decimal) {
            return decimal.bigDecimalValue();
        }
        return value instanceof Number number ? new BigDecimal(number.toString()) : null;
    }
}
