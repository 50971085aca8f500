package dev.airtableroutes.campaign;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.campaign.Platforms.Platform;
import dev.airtableroutes.lead.Handout;
import dev.airtableroutes.lead.InFlight;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.lead.Leads;
import dev.airtableroutes.lead.TurnsGivenBack;
import dev.airtableroutes.provider.AskAgain;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Body;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Hands pushes to their platforms' queues, a batch of one campaign at a time, and look-ups of pushes of which nobody knows
 * what became. A push is claimed for its batch before the batch leaves.
 */
@Component("pushTurns")
class PushTurns {

    private final PushStore store;
    private final Platforms platforms;
    private final Eligibility eligibility;
    private final Leads leads;
    private final LeadRules rules;
    private final Circuits circuits;
    private final InFlight inFlight;

    PushTurns(
            PushStore store,
            Platforms platforms,
            Eligibility eligibility,
            Leads leads,
            LeadRules rules,
            Circuits circuits,
            InFlight inFlight) {
        this.store = store;
        this.platforms = platforms;
        this.eligibility = eligibility;
        this.leads = leads;
        this.rules = rules;
        this.circuits = circuits;
        this.inFlight = inFlight;
    }

    /** Batches that did not leave before the application stops: their pushes are planned as before. */
    @EventListener
    void giveBack(TurnsGivenBack notAsked) {
        for (Turn turn : notAsked.turns()) {
            if (turn.operation().equals(Verb.push.name())) {
                giveBack(turn.id());
            }
        }
    }

    /** Pushes that a platform turned away go out now. */
    @EventListener
    void askAgain(AskAgain.Welcome again) {
        store.askAgain(again.provider());
    }

    private void giveBack(String batch) {
        store.ofBatch(batch)
                .forEach(push -> store.move(push, PushState.sent, PushState.planned, now(), Updates.inc("sends", -1)));
    }

    /**
     * The turns that can begin now, each for the queue of its platform and operation.
     *
     * @param keys of these pushes alone; of all when it is null
     */
    public List<Turn> due(@Body Collection<?> keys) {
        if (inFlight.stopping()) {
            return List.of();
        }
        recover();
        return Handout.of(turns -> due(keys, turns));
    }

    private void due(Collection<?> keys, List<Turn> turns) {
        for (Platform platform : platforms.all()) {
            if (platforms.on(platform)
                    && !circuits.open(platform.purse())
                    && !inFlight.paused(platform.name(), now())) {
                batches(platform, keys, turns);
                lookups(platform, keys, turns);
            }
        }
    }

    private void batches(Platform platform, Collection<?> keys, List<Turn> turns) {
        for (CampaignId campaign : store.waiting(platform.name(), keys, now())) {
            if (inFlight.count(platform.name(), Verb.push.name()) < platform.atOnce()) {
                batch(platform, campaign, keys).ifPresent(turns::add);
            }
        }
    }

    /**
     * The last look before a batch leaves: it may have stood at a throttle while people objected, or were erased.
     *
     * @return the turn with those who are still to be sent; that of no batch as it is
     */
    public Turn lastLook(@Body Turn turn) {
        Platform platform = turn.operation().equals(Verb.push.name())
                ? platforms.find(turn.provider()).orElse(null)
                : null;
        if (platform == null) {
            return turn;
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Push push : store.ofBatch(turn.id())) {
            sound(push, platform).ifPresent(lead -> rows.add(row(push, lead)));
        }
        Map<String, Object> subject = new LinkedHashMap<>(turn.subject());
        subject.put("rows", rows);
        return new Turn(turn.id(), turn.provider(), turn.operation(), subject, turn.attempt());
    }

    private Optional<Turn> batch(Platform platform, CampaignId campaign, Collection<?> keys) {
        String batch = PushStore.newBatch(platform.name());
        List<Map<String, Object>> rows = new ArrayList<>();
        List<Push> planned = store.planned(campaign, keys, now(), platform.most());
        while (!planned.isEmpty() && rows.size() < platform.most()) {
            for (Push push : planned) {
                Optional<Lead> lead = sound(push, platform);
                if (lead.isPresent() && claim(push, batch)) {
                    rows.add(row(push, lead.get()));
                }
            }
            // those that must not be sent any more make room for others
            int room = platform.most() - rows.size();
            planned = room == 0 ? List.of() : store.planned(campaign, keys, now(), room);
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> subject = subject(batch, campaign);
        subject.put("rows", rows);
        Turn turn = new Turn(batch, platform.name(), Verb.push.name(), subject, 1);
        // a stop that came while the batch was made knows nothing of it
        if (!inFlight.enter(turn, batch, now())) {
            giveBack(batch);
            return Optional.empty();
        }
        return Optional.of(turn);
    }

    /** The push's lead; empty when it must not be sent any more, which ends the push. */
    private Optional<Lead> sound(Push push, Platform platform) {
        Optional<Lead> lead = leads.find(push.leadId());
        if (lead.isEmpty()) {
            skip(push, "The lead is gone.");
            return Optional.empty();
        }
        Optional<String> alone = eligibility.leftAlone(lead.get());
        String identity = Push.identity(lead.get(), platform.by());
        if (alone.isPresent()) {
            skip(push, "Not sent: " + alone.get() + ".");
        } else if (identity == null || !Push.key(push.campaign(), identity).equals(push.key())) {
            skip(push, "Not sent: the lead has another address or profile by now.");
        } else if (!rules.current()
                .allows(push.campaign().platform(), push.campaign().external())) {
            drop(
                    push,
                    PushState.failed,
                    platforms.refusal(push.campaign()).orElse(""),
                    Updates.unset("outcome"),
                    Updates.unset("httpStatus"));
        } else {
            return lead;
        }
        return Optional.empty();
    }

    private void skip(Push push, String reason) {
        drop(push, PushState.skipped, reason);
    }

    /** One that is in a batch already has not left with it. */
    private void drop(Push push, PushState to, String reason, Bson... more) {
        List<Bson> updates = new ArrayList<>(List.of(more));
        updates.add(Updates.set("reason", reason));
        if (push.state() == PushState.sent) {
            updates.add(Updates.inc("sends", -1));
        }
        store.move(push, push.state(), to, now(), updates.toArray(new Bson[0]));
    }

    private boolean claim(Push push, String batch) {
        return store.move(
                push,
                PushState.planned,
                PushState.sent,
                now(),
                Updates.set("batch", batch),
                Updates.set("until", Date.from(now().plus(rules.current().lease()))),
                Updates.unset("nextAt"),
                Updates.unset("reason"),
                Updates.inc("sends", 1));
    }

    /** What the platform is told: no more than a message needs. */
    private static Map<String, Object> row(Push push, Lead lead) {
        Document row = new Document("push", new Document("key", push.key()));
        for (String part : List.of("person", "company")) {
            Object known = lead.document().get(part);
            if (known != null) {
                row.append(part, known);
            }
        }
        return row.append("email", new Document("address", lead.text("email", "address")));
    }

    private static Map<String, Object> subject(String id, CampaignId campaign) {
        Map<String, Object> subject = new LinkedHashMap<>();
        subject.put("_id", id);
        subject.put("campaign", new Document("externalId", campaign.external()));
        return subject;
    }

    private void lookups(Platform platform, Collection<?> keys, List<Turn> turns) {
        // those in hand are due as well until they are settled
        List<Push> due =
                store.toLookUp(platform.name(), keys, now(), platform.lookups() == 0 ? 1000 : 2 * platform.lookups());
        for (Push push : due) {
            if (platform.lookups() == 0) {
                store.leave(push, platform.displayName() + " cannot be asked whether it has the lead; look there.");
            } else if (inFlight.count(platform.name(), Verb.lookup.name()) < platform.lookups()) {
                lookup(push, platform).ifPresent(turns::add);
            }
        }
    }

    private Optional<Turn> lookup(Push push, Platform platform) {
        Optional<Lead> lead = leads.find(push.leadId());
        String identity = lead.map(found -> Push.identity(found, platform.by())).orElse(null);
        if (identity == null || !Push.key(push.campaign(), identity).equals(push.key())) {
            store.leave(push, "The lead has another address or profile by now, or is gone; look at the platform.");
            return Optional.empty();
        }
        Map<String, Object> subject = subject(push.key(), push.campaign());
        subject.putAll(row(push, lead.get()));
        Turn turn = new Turn(
                platform.name() + ".lookup." + push.key().substring(0, 24),
                platform.name(),
                Verb.lookup.name(),
                subject,
                push.lookups() + 1);
        if (!inFlight.enter(turn, turn.id(), now())) {
            return Optional.empty();
        }
        // another tick may have had its answer since it was read
        boolean due = false;
        try {
            due = asRead(push);
        } finally {
            if (!due) {
                inFlight.leave(turn);
            }
        }
        return due ? Optional.of(turn) : Optional.empty();
    }

    /** Whether a push is still to be looked up, as it was when it was read. */
    private boolean asRead(Push push) {
        return store.find(push.key())
                .filter(now -> now.state() == PushState.unknown
                        && now.lookups() == push.lookups()
                        && now.sends() == push.sends()
                        && Objects.equals(
                                now.document().get("nextAt"), push.document().get("nextAt")))
                .isPresent();
    }

    /** Pushes of batches that nobody has in hand any more, as after a kill: the platform may have them. */
    private void recover() {
        for (Push push : store.overdue(now())) {
            if (!inFlight.contains(push.document().getString("batch"))) {
                store.move(
                        push,
                        PushState.sent,
                        PushState.unknown,
                        now(),
                        Updates.set("lookups", 0),
                        Updates.set("misses", 0),
                        Updates.set("nextAt", Date.from(now())),
                        Updates.set("reason", "The application ended before the answer came."));
            }
        }
    }

    private Instant now() {
        return leads.clock().instant();
    }
}
