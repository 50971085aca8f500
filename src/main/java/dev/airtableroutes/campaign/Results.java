package dev.airtableroutes.campaign;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.lead.Leads;
import dev.airtableroutes.privacy.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The collection {@code campaign_events} of the source database, whose documents are rows of Airtable's Results. */
@Component
class Results {

    private final MongoCollection<Document> events;
    private final Leads leads;
    private final AtomicBoolean changed = new AtomicBoolean(true);
    private boolean indexed;

    Results(@Qualifier("source") MongoDatabase source, Leads leads) {
        this.events = source.getCollection("campaign_events");
        this.leads = leads;
    }

    /** The id of an event: the same for the same event, however often it is told. */
    static String id(String platform, String type, String who, String campaign, String when) {
        return Identity.hash(String.join("|", platform, type, who, campaign, when))
                .substring(0, 24);
    }

    /**
     * Stores an event; one that is there stays as it is, and of a lead that was erased meanwhile none does.
     *
     * @param more what is known of it; nulls are left out
     */
    void add(String id, Event event, String platform, CampaignId campaign, Instant at, Map<String, ?> more) {
        index();
        Date now = Date.from(leads.clock().instant());
        List<Bson> sets = new ArrayList<>(List.of(
                Updates.setOnInsert("platform", platform),
                Updates.setOnInsert("event", event.label()),
                Updates.setOnInsert("outcome", event.outcome()),
                Updates.setOnInsert("occurredAt", Date.from(at)),
                Updates.setOnInsert("createdAt", now),
                Updates.setOnInsert("updatedAt", now)));
        if (campaign != null) {
            sets.add(Updates.setOnInsert("campaignId", campaign.toString()));
        }
        more.forEach((name, value) -> {
            if (value != null) {
                sets.add(Updates.setOnInsert(name, value));
            }
        });
        events.updateOne(Filters.eq("_id", id), Updates.combine(sets), new UpdateOptions().upsert(true));
        Object lead = more.get("leadId");
        if (lead != null && leads.find(lead.toString()).isEmpty()) {
            events.deleteOne(Filters.eq("_id", id));
        }
        changed.set(true);
    }

    /** Whether something was added since this was asked last; and at the first time. */
    boolean changed() {
        return changed.getAndSet(false);
    }

    /** How many events of a campaign there are. */
    long count(CampaignId campaign) {
        return events.countDocuments(Filters.eq("campaignId", campaign.toString()));
    }

    /** How many leads of a campaign have one of these events. */
    long leads(CampaignId campaign, Collection<Event> of) {
        List<BsonValue> found = new ArrayList<>();
        events.distinct(
                        "leadId",
                        Filters.and(
                                Filters.eq("campaignId", campaign.toString()),
                                Filters.in(
                                        "event", of.stream().map(Event::label).toList())),
                        BsonValue.class)
                .into(found);
        return found.stream().filter(lead -> !lead.isNull()).count();
    }

    private void index() {
        if (!indexed) {
            events.createIndex(Indexes.ascending("campaignId", "event"));
            events.createIndex(Indexes.ascending("leadId"));
            events.createIndex(Indexes.ascending("updatedAt"));
            indexed = true;
        }
    }
}
