package dev.airtableroutes.campaign;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.campaign.Platforms.Platform;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.lead.Leads;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Which leads go into which campaign. A plan costs nothing and changes nothing; an order stores a push for each lead before
 * anything is sent, under a key that there is only once.
 */
@Component("pushes")
public class Pushes {

    private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);
    private static final int SHOWN = 1000;
    private static final String NEW = "New";

    private final PushStore store;
    private final Platforms platforms;
    private final Eligibility eligibility;
    private final Campaigns campaigns;
    private final Leads leads;
    /** What was said of campaigns that push by themselves, so that it is said once. */
    private final Map<String, String> said = new ConcurrentHashMap<>();

    Pushes(PushStore store, Platforms platforms, Eligibility eligibility, Campaigns campaigns, Leads leads) {
        this.store = store;
        this.platforms = platforms;
        this.eligibility = eligibility;
        this.campaigns = campaigns;
        this.leads = leads;
    }

    /**
     * Who would go, and who not and why; nothing is stored and nothing sent.
     *
     * @throws ConflictException when the campaign is not on the list, or its platform is off
     */
    public Plan plan(Order order) {
        return new Planning(order, platforms.open(order.campaign())).plan();
    }

    /**
     * Orders what {@link #plan} shows. It is sent when turns are handed out.
     *
     * @throws ConflictException when the campaign is not on the list, or its platform is off
     */
    public Plan push(Order order) {
        Platform platform = platforms.open(order.campaign());
        Planning planning = new Planning(order, platform);
        Plan plan = planning.plan();
        campaigns.ensure(order.campaign(), platform);
        int stored = 0;
        for (Lead lead : planning.going) {
            String key = Push.key(order.campaign(), Push.identity(lead, platform.by()));
            stored += store.plan(key, order.campaign(), lead, leads.clock().instant()) || again(order, key) ? 1 : 0;
        }
        return plan.stored(stored);
    }

    /** A push that the platform refused, and that somebody wants to try once more. */
    private boolean again(Order order, String key) {
        return order.again()
                && store.find(key)
                        .map(push -> sendAgain(push, PushState.failed))
                        .orElse(false);
    }

    /** Plans a push anew, unless it is no longer in that state. */
    boolean sendAgain(Push push, PushState from) {
        return store.move(
                push,
                from,
                PushState.planned,
                leads.clock().instant(),
                Updates.unset("reason"),
                Updates.unset("nextAt"),
                Updates.set("sends", 0),
                Updates.set("misses", 0));
    }

    /** Orders for a campaign that pushes by itself; says once when it must not. Returns how many leads go. */
    public int automatic(@Body Campaigns.Automatic campaign) {
        CampaignId id = campaign.id();
        Optional<String> refusal = platforms.refusal(id);
        if (refusal.isPresent()) {
            if (!refusal.get().equals(said.put(id.toString(), refusal.get()))) {
                LOG.warn("{} Its leads are not pushed by themselves.", refusal.get());
            }
            return 0;
        }
        said.remove(id.toString());
        long room = campaign.target() == null ? Integer.MAX_VALUE : campaign.target() - onTheirWay(id);
        if (room <= 0) {
            return 0;
        }
        int limit = (int) Math.min(room, Integer.MAX_VALUE);
        return push(new Order(id, campaign.segment(), Order.VERIFIED, limit, false, true))
                .stored();
    }

    /** Also those that have arrived. */
    private long onTheirWay(CampaignId campaign) {
        return store.count(campaign, PushState.planned, PushState.sent, PushState.unknown, PushState.pushed);
    }

    /** How many pushes of a campaign, or of all when it is null, are in which state. */
    public Map<PushState, Long> states(String campaign) {
        CampaignId id = campaign == null ? null : CampaignId.of(campaign);
        Map<PushState, Long> states = new EnumMap<>(PushState.class);
        for (PushState state : PushState.values()) {
            states.put(state, store.count(id, state));
        }
        return states;
    }

    /** How many still move by themselves. */
    public long underWay() {
        return store.count(null, PushState.planned, PushState.sent, PushState.unknown)
                - store.forPeople().size();
    }

    /** A push of which nobody knows whether it arrived. @param id of the push @param lead its id @param reason a sentence */
    public record Open(String id, String campaign, String lead, String reason) {}

    /** The pushes that wait for a person, who looks at the platform and then {@linkplain #decide decides}. */
    public List<Open> open() {
        return store.forPeople().stream()
                .map(push -> new Open(push.key(), push.campaign().toString(), push.leadId(), push.reason()))
                .toList();
    }

    /**
     * A person has looked.
     *
     * @param there whether the platform has the lead; else the push failed and may be ordered again
     * @throws UnknownException when no such push waits for a person
     */
    public void decide(String id, boolean there) {
        if (!store.find(id).map(push -> decided(push, there)).orElse(false)) {
            throw new UnknownException("There is no push \"" + id + "\" that waits for a person.");
        }
    }

    /** @return whether it waited for a person */
    private boolean decided(Push push, boolean there) {
        return push.waits() && decide(push, there);
    }

    /** Nobody is to see to it any more, also when it is being looked up: what that finds changes nothing then. */
    void leave(Push push) {
        decide(push, false);
    }

    private boolean decide(Push push, boolean there) {
        return store.move(
                push,
                PushState.unknown,
                there ? PushState.pushed : PushState.failed,
                leads.clock().instant(),
                Updates.set("decided", true),
                Updates.unset("nextAt"),
                Updates.set("reason", "A person has looked."));
    }

    /** One look at all leads. */
    private final class Planning {

        private final Order order;
        private final Platform platform;
        private final Map<String, PushState> before;
        private final Collection<String> elsewhere;
        private final Campaigns.Room credits;
        private final Set<String> keys = new HashSet<>();
        private final List<Lead> going = new ArrayList<>();
        private final List<Plan.Row> staying = new ArrayList<>();
        private final Map<String, Integer> reasons = new TreeMap<>();

        Planning(Order order, Platform platform) {
            this.order = order;
            this.platform = platform;
            before = store.states(order.campaign());
            elsewhere = order.automatic() ? store.leadsOf(platform.name()) : Set.of();
            credits = campaigns.room(order.campaign());
        }

        Plan plan() {
            leads.each(which(), this::look);
            return new Plan(
                    order.campaign().toString(),
                    going.stream().map(lead -> row(lead, null)).toList(),
                    staying,
                    reasons,
                    0);
        }

        /** All of the segment; or, when nobody has asked and so nobody reads why somebody stays, those who may go. */
        private Bson which() {
            Bson segment = order.segment() == null ? Filters.empty() : Filters.eq("segment", order.segment());
            return order.automatic()
                    ? Filters.and(
                            segment,
                            eligibility.usable(order.emailStatuses()),
                            Filters.in("status", NEW, null),
                            Filters.ne("campaigns.platform", platform.name()))
                    : segment;
        }

        private void look(Lead lead) {
            Optional<String> reason = reason(lead);
            if (reason.isEmpty()) {
                going.add(lead);
                return;
            }
            reasons.merge(reason.get(), 1, Integer::sum);
            if (staying.size() < SHOWN) {
                staying.add(row(lead, reason.get()));
            }
        }

        /** What the lead itself says comes first, since it costs nothing to know. */
        private Optional<String> reason(Lead lead) {
            return eligibility
                    .unusable(lead, platform, order.emailStatuses())
                    .or(() -> taken(lead))
                    .or(() -> eligibility.leftAlone(lead))
                    .or(() -> noRoom(lead));
        }

        private Optional<String> taken(Lead lead) {
            PushState state = before.get(key(lead));
            if (state != null && !(state == PushState.failed && order.again())) {
                return Optional.of("was pushed into this campaign before: " + state);
            }
            if (order.automatic() && !NEW.equals(Objects.requireNonNullElse(lead.text("status"), NEW))) {
                return Optional.of("not new, so not pushed without being asked for");
            }
            return elsewhere.contains(lead.id().toString())
                    ? Optional.of("in another campaign of " + platform.displayName())
                    : Optional.empty();
        }

        private Optional<String> noRoom(Lead lead) {
            if (going.size() >= order.limit()) {
                return Optional.of("over the limit of " + order.limit());
            }
            if (!keys.add(key(lead))) {
                return Optional.of("the same person as another lead");
            }
            return credits.take(lead.creditsSpent()) ? Optional.empty() : Optional.of("over the campaign's credit cap");
        }

        private String key(Lead lead) {
            return Push.key(order.campaign(), Push.identity(lead, platform.by()));
        }

        private Plan.Row row(Lead lead, String reason) {
            return new Plan.Row(lead.id().toString(), Push.identity(lead, platform.by()), reason);
        }
    }
}
