package dev.airtableroutes.sandbox.providers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;

/** A provider that leads are pushed to. {@code K} is what its campaigns' ids are. */
abstract class Platform<K> extends StandIn {

    final Map<K, Campaign> campaigns = new LinkedHashMap<>();
    volatile BiConsumer<Campaign, PushedLead> onAdded = (campaign, lead) -> {};

    Platform(House house, String name, String base) {
        super(house, name, base);
    }

    /** The leads in a campaign, in the order in which they came first. */
    public List<PushedLead> leads(K campaign) {
        return there(campaign).leads();
    }

    final void onAdded(BiConsumer<Campaign, PushedLead> listener) {
        onAdded = listener;
    }

    final Campaign there(K id) {
        Campaign campaign = campaigns.get(id);
        if (campaign == null) {
            throw new NoSuchElementException("No campaign " + id + ". The sandbox has " + campaigns.keySet() + ".");
        }
        return campaign;
    }
}
