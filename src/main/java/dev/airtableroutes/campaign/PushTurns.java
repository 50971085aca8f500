package dev.airtableroutes.campaign;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.campaign.Platforms.Platform;
import dev.airtableroutes.lead.Handout;
import dev.airtableroutes.lead.InFlight;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.lead.Leads;
import dev.airtableroutes.lead.TurnsGivenBack;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
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
    private final Fit fit;
    private final Leads leads;
    private final LeadRules rules;
    private final Circuits circuits;
    private final InFlight inFlight;

    PushTurns(
            PushStore store,
            Platforms platforms,
            Fit fit,
            Leads leads,
            LeadRules rules,
            Circuits circuits,
            InFlight inFlight) {
        this.store = store;
        this.platforms = platforms;
        this.fit = fit;
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
                store.ofBatch(turn.id())
                        .forEach(push ->
                                store.move(push, PushState.sent, PushState.planned, now(), Updates.inc("sends", -1)));
            }
        }
    }

    /** The turns that can begin now, each for the queue of its platform and operation. */
    public List<Turn> due() {
        if (inFlight.stopping()) {
            return List.of();
        }
        recover();
        return Handout.of(this::due);
    }

    private void due(List<Turn> turns) {
        for (Platform platform : platforms.all()) {
            if (platforms.on(platform) && !circuits.open(platform.name()) && !inFlight.paused(platform.name(), now())) {
                batches(platform, turns);
                lookups(platform, turns);
            }
        }
    }

    private void batches(Platform platform, List<Turn> turns) {
        for (CampaignId campaign : store.waiting(platform.name(), now())) {
            if (inFlight.count(platform.name(), Verb.push.name()) < platform.atOnce()) {
                batch(platform, campaign).ifPresent(turns::add);
            }
        }
    }

    private Optional<Turn> batch(Platform platform, CampaignId campaign) {
        String batch = PushStore.newBatch(platform.name());
        List<Map<String, Object>> rows = new ArrayList<>();
        List<Push> planned = store.planned(campaign, now(), platform.most());
        while (!planned.isEmpty() && rows.size() < platform.most()) {
            for (Push push : planned) {
                Optional<Lead> lead = sound(push, platform);
                if (lead.isPresent() && claim(push, batch, rows.size())) {
                    rows.add(row(push, lead.get()));
                }
            }
            // those that must not be sent any more make room for others
            int room = platform.most() - rows.size();
            planned = room == 0 ? List.of() : store.planned(campaign, now(), room);
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> subject = subject(batch, campaign);
        subject.put("rows", rows);
        Turn turn = new Turn(batch, platform.name(), Verb.push.name(), subject, 1);
        inFlight.enter(turn, batch, now());
        return Optional.of(turn);
    }

    /** The push's lead; empty when it must not be sent any more, which ends the push. */
    private Optional<Lead> sound(Push push, Platform platform) {
        Optional<Lead> lead = leads.find(push.leadId());
        if (lead.isEmpty()) {
            skip(push, "The lead is gone.");
            return Optional.empty();
        }
        Optional<String> alone = fit.leftAlone(lead.get());
        String identity = Push.identity(lead.get(), platform.by());
        if (alone.isPresent()) {
            skip(push, "Not sent: " + alone.get() + ".");
        } else if (identity == null || !Push.key(push.campaign(), identity).equals(push.key())) {
            skip(push, "Not sent: the lead has another address or profile by now.");
        } else if (!rules.current()
                .allows(push.campaign().platform(), push.campaign().external())) {
            store.move(
                    push,
                    PushState.planned,
                    PushState.failed,
                    now(),
                    Updates.set("reason", platforms.refusal(push.campaign()).orElse("")),
                    Updates.unset("outcome"),
                    Updates.unset("httpStatus"));
        } else {
            return lead;
        }
        return Optional.empty();
    }

    private void skip(Push push, String reason) {
        store.move(push, PushState.planned, PushState.skipped, now(), Updates.set("reason", reason));
    }

    private boolean claim(Push push, String batch, int row) {
        return store.move(
                push,
                PushState.planned,
                PushState.sent,
                now(),
                Updates.set("batch", batch),
                Updates.set("row", row),
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

    private void lookups(Platform platform, List<Turn> turns) {
        // those in hand are due as well until they are settled
        List<Push> due =
                store.toLookUp(platform.name(), now(), platform.lookups() == 0 ? 1000 : 2 * platform.lookups());
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
        return inFlight.enter(turn, turn.id(), now()) ? Optional.of(turn) : Optional.empty();
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
