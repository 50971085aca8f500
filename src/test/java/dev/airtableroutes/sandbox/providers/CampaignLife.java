package dev.airtableroutes.sandbox.providers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What people do who are in a campaign: the same person does the same each time. */
record CampaignLife(People people, Webhooks webhooks, Duration pace) {

    void emailed(Instantly instantly, Campaign campaign, PushedLead lead) {
        String address = String.valueOf(lead.fields().get("email")).toLowerCase(Locale.ROOT);
        int chance = chance(address);
        List<String> events = new ArrayList<>(List.of("email_sent"));
        if (bounces(address, chance)) {
            events.add("email_bounced");
        } else if (chance < 45) {
            events.add("email_opened");
            if (chance < 15) {
                events.add(chance < 12 ? "reply_received" : "lead_unsubscribed");
            }
        } else if (chance < 48) {
            events.add("auto_reply_received");
        }
        if (webhooks.target(instantly.name) != null) {
            play(events, type -> instantly.event(type, campaign.id, address, Map.of("step", 1)));
        }
    }

    void connected(HeyReach heyReach, Campaign campaign, PushedLead lead) {
        int chance = chance(lead.key());
        List<String> events = new ArrayList<>(List.of("CONNECTION_REQUEST_SENT"));
        if (chance < 50) {
            events.addAll(List.of("CONNECTION_REQUEST_ACCEPTED", "MESSAGE_SENT"));
        }
        if (chance < 15) {
            events.add("MESSAGE_REPLY_RECEIVED");
        }
        String link = String.valueOf(lead.fields().get("profileUrl"));
        if (webhooks.target(heyReach.name) != null) {
            play(events, type -> heyReach.event(type, Integer.parseInt(campaign.id), link, Map.of()));
        }
    }

    private void play(List<String> events, Consumer<String> send) {
        for (int i = 0; i < events.size(); i++) {
            String type = events.get(i);
            webhooks.after(pace.multipliedBy(i + 1L), () -> send.accept(type));
        }
    }

    /** Dead addresses, those of nobody, and one in four of a domain that takes everything. */
    private boolean bounces(String address, int chance) {
        return people.byAddress(address)
                .map(person -> switch (person.deliverability()) {
                    case INVALID -> true;
                    case CATCH_ALL, RISKY -> chance % 4 == 0;
                    default -> false;
                })
                .orElse(true);
    }

    private static int chance(String key) {
        return Math.floorMod(key.hashCode(), 100);
    }
}
