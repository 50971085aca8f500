package dev.airtableroutes.sandbox.providers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A campaign of one platform, with the leads in it. */
final class Campaign {

    final String id;
    final String name;
    volatile String status;
    private final Map<String, PushedLead> leads = new LinkedHashMap<>();

    Campaign(String id, String name, String status) {
        this.id = id;
        this.name = name;
        this.status = status;
    }

    synchronized PushedLead lead(String key) {
        return leads.get(key);
    }

    synchronized void put(PushedLead lead) {
        leads.put(lead.key(), lead);
    }

    synchronized List<PushedLead> leads() {
        return new ArrayList<>(leads.values());
    }
}
