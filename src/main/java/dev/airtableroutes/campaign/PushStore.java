package dev.airtableroutes.campaign;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.lead.Lead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The pushes of the state database, which are the truth about who was sent where. Whoever changes one says from which
 * state, so that of two changes only the first counts.
 *
 * <pre>
 * pushes  {_id: hash of platform, campaign and address or profile, platform, campaignId, leadId, contactId, state, reason,
 *          outcome, httpStatus, externalId, batch, sends, lookups, misses, credits, until, nextAt, decided, tell, at,
 *          createdAt}
 * </pre>
 */
@Component
class PushStore {

    private static final String STATE = "state";
    private static final String TELL = "tell";

    private final MongoCollection<Document> pushes;
    private boolean indexed;

    PushStore(@Qualifier("state") MongoDatabase state) {
        this.pushes = state.getCollection("pushes");
    }

    Optional<Push> find(String key) {
        return Optional.ofNullable(pushes.find(Filters.eq("_id", key)).first()).map(Push::new);
    }

    /** Stores the wish to push; false when there was such a push before. */
    boolean plan(String key, CampaignId campaign, Lead lead, Instant now) {
        index();
        try {
            pushes.insertOne(new Document("_id", key)
                    .append("platform", campaign.platform())
                    .append("campaignId", campaign.toString())
                    .append("leadId", lead.id().toString())
                    .append("contactId", lead.text("contactId"))
                    .append("credits", new Decimal128(lead.creditsSpent()))
                    .append(STATE, PushState.planned.name())
                    .append("sends", 0)
                    .append("lookups", 0)
                    .append("at", Date.from(now))
                    .append("createdAt", Date.from(now)));
            return true;
        } catch (MongoWriteException there) {
            if (there.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw there;
        }
    }

    /** Moves a push on, unless it is no longer in that state. */
    boolean move(Push push, PushState from, PushState to, Instant now, Bson... more) {
        List<Bson> updates = new ArrayList<>(List.of(more));
        updates.add(Updates.set(STATE, to.name()));
        updates.add(Updates.set("at", Date.from(now)));
        // a push that is only on its way is nothing to tell of
        if (to != PushState.planned && to != PushState.sent) {
            updates.add(Updates.set(TELL, true));
        }
        if (to == PushState.planned) {
            updates.add(Updates.unset("decided"));
        }
        return pushes.updateOne(
                                Filters.and(Filters.eq("_id", push.key()), Filters.eq(STATE, from.name())),
                                Updates.combine(updates))
                        .getModifiedCount()
                == 1;
    }

    /** Changes a push within its state. */
    void set(Push push, Bson... updates) {
        pushes.updateOne(
                Filters.and(
                        Filters.eq("_id", push.key()),
                        Filters.eq(STATE, push.state().name())),
                Updates.combine(updates));
    }

    /** Leaves one of which nobody knows to a person. */
    void leave(Push push, String reason, Bson... more) {
        List<Bson> updates = new ArrayList<>(List.of(more));
        updates.add(Updates.set("reason", reason));
        updates.add(Updates.unset("nextAt"));
        updates.add(Updates.set(TELL, true));
        set(push, updates.toArray(new Bson[0]));
    }

    /**
     * It has been told to lead, events and dead letters. What has changed since it was read is told once more.
     *
     * @return whether the push is still there
     */
    boolean told(Push push) {
        Bson asRead = Filters.and(
                Filters.eq("_id", push.key()),
                Filters.eq(STATE, push.state().name()),
                Filters.eq("at", Date.from(push.at())),
                Filters.eq("nextAt", push.document().get("nextAt")));
        return pushes.updateOne(asRead, Updates.unset(TELL)).getMatchedCount() == 1
                || pushes.updateOne(Filters.eq("_id", push.key()), Updates.set(TELL, true))
                                .getMatchedCount()
                        == 1;
    }

    List<Push> toTell(int count) {
        return list(Filters.eq(TELL, true), count);
    }

    /** Those of a campaign that wait to be sent, the oldest first. */
    List<Push> planned(CampaignId campaign, Collection<?> keys, Instant now, int count) {
        return list(
                Filters.and(
                        among(keys),
                        Filters.eq(STATE, PushState.planned.name()),
                        Filters.eq("campaignId", campaign.toString()),
                        due(now)),
                count);
    }

    /** None of a platform waits for a time any more. */
    void askAgain(String platform) {
        pushes.updateMany(
                Filters.and(Filters.eq(STATE, PushState.planned.name()), Filters.eq("platform", platform)),
                Updates.unset("nextAt"));
    }

    /** The campaigns of a platform that somebody waits for. */
    List<CampaignId> waiting(String platform, Collection<?> keys, Instant now) {
        List<CampaignId> campaigns = new ArrayList<>();
        pushes.distinct(
                        "campaignId",
                        Filters.and(
                                among(keys),
                                Filters.eq(STATE, PushState.planned.name()),
                                Filters.eq("platform", platform),
                                due(now)),
                        String.class)
                .map(CampaignId::of)
                .into(campaigns);
        return campaigns;
    }

    /** Those of a platform that are to be looked up. */
    List<Push> toLookUp(String platform, Collection<?> keys, Instant now, int count) {
        return list(
                Filters.and(
                        among(keys),
                        Filters.eq(STATE, PushState.unknown.name()),
                        Filters.eq("platform", platform),
                        Filters.lte("nextAt", Date.from(now))),
                count);
    }

    /** Those of a batch that nobody has settled. */
    List<Push> ofBatch(String batch) {
        return list(Filters.and(Filters.eq("batch", batch), Filters.eq(STATE, PushState.sent.name())), 0);
    }

    /** Those whose batch should have been answered long ago. */
    List<Push> overdue(Instant now) {
        return list(Filters.and(Filters.eq(STATE, PushState.sent.name()), Filters.lte("until", Date.from(now))), 1000);
    }

    /** The state of each push into a campaign, by key. */
    Map<String, PushState> states(CampaignId campaign) {
        Map<String, PushState> states = new HashMap<>();
        pushes.find(Filters.eq("campaignId", campaign.toString()))
                .projection(Projections.include(STATE))
                .forEach(push -> states.put(push.getString("_id"), PushState.valueOf(push.getString(STATE))));
        return states;
    }

    /** Leads by id that are, or are to be, in any campaign of a platform. */
    Collection<String> leadsOf(String platform) {
        List<String> leads = new ArrayList<>();
        pushes.distinct(
                        "leadId",
                        Filters.and(
                                Filters.eq("platform", platform),
                                Filters.nin(STATE, PushState.skipped.name(), PushState.failed.name())),
                        String.class)
                .into(leads);
        return new HashSet<>(leads);
    }

    /** Every push into a campaign that is in a state. */
    List<Push> in(CampaignId campaign, PushState state) {
        return list(Filters.and(Filters.eq("campaignId", campaign.toString()), Filters.eq(STATE, state.name())), 0);
    }

    /** Unknown ones that nothing can be found out about without a person. */
    List<Push> forPeople() {
        return list(Filters.and(Filters.eq(STATE, PushState.unknown.name()), Filters.eq("nextAt", null)), 1000);
    }

    long count(CampaignId campaign, PushState... states) {
        return pushes.countDocuments(Filters.and(
                campaign == null ? Filters.empty() : Filters.eq("campaignId", campaign.toString()),
                Filters.in(STATE, Arrays.stream(states).map(Enum::name).toList())));
    }

    static String newBatch(String platform) {
        return platform + ".push." + new ObjectId().toHexString();
    }

    private List<Push> list(Bson which, int limit) {
        List<Push> list = new ArrayList<>();
        pushes.find(which)
                .sort(Sorts.ascending("createdAt", "leadId"))
                .limit(limit)
                .map(Push::new)
                .into(list);
        return list;
    }

    /** @param keys null for all */
    private static Bson among(Collection<?> keys) {
        return keys == null ? Filters.empty() : Filters.in("_id", keys);
    }

    private static Bson due(Instant now) {
        return Filters.or(Filters.eq("nextAt", null), Filters.lte("nextAt", Date.from(now)));
    }

    private void index() {
        if (!indexed) {
            pushes.createIndex(Indexes.ascending(STATE, "platform", "nextAt"));
            pushes.createIndex(Indexes.ascending("campaignId", STATE));
            pushes.createIndex(Indexes.ascending("batch"));
            pushes.createIndex(Indexes.ascending("leadId"));
            pushes.createIndex(Indexes.ascending(TELL));
            indexed = true;
        }
    }
}
