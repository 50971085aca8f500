package dev.airtableroutes.health;

import dev.airtableroutes.campaign.Inbox;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.health.Integration.Credit;
import dev.airtableroutes.health.Integration.State;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.ProviderCalls;
import dev.airtableroutes.provider.ProviderCalls.Last;
import dev.airtableroutes.provider.Providers;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** The providers of leads and addresses. One that is off or has no credits is passed over; the others go on. */
@Component
class ProviderHealth implements Integrations.Source {

    private final Providers providers;
    private final Circuits circuits;
    private final ProviderCalls calls;
    private final Credits credits;
    private final LeadRules rules;
    private final Inbox inbox;

    ProviderHealth(
            Providers providers,
            Circuits circuits,
            ProviderCalls calls,
            Credits credits,
            LeadRules rules,
            Inbox inbox) {
        this.providers = providers;
        this.circuits = circuits;
        this.calls = calls;
        this.credits = credits;
        this.rules = rules;
        this.inbox = inbox;
    }

    @Override
    public List<Integration> now() {
        return providers.all().values().stream().map(this::now).toList();
    }

    private Integration now(Provider provider) {
        String name = provider.name();
        Credit credit = new Credit(
                credits.thisMonth(name), rules.current().caps().months().get(name));
        if (!providers.on(name)) {
            return new Integration(name, State.OFF, providers.whyOff(name).orElse(null), null, null, credit);
        }
        Last last = calls.last(name).orElse(null);
        Instant since = last == null ? null : last.since();
        if (circuits.open(name)) {
            return new Integration(name, State.DOWN, circuits.reason(name), since, null, credit);
        }
        long stuck = inbox.stuck(name);
        if (stuck > 0) {
            return new Integration(name, State.UP, stuck(stuck), since, null, credit);
        }
        if (last == null) {
            return new Integration(name, State.UNKNOWN, "It was not asked since the start.", null, null, credit);
        }
        return new Integration(name, State.UP, last.sentence(), since, null, credit);
    }

    private static String stuck(long events) {
        return (events == 1 ? "An event that it told" : events + " events that it told")
                + " could not be worked off and " + (events == 1 ? "is" : "are")
                + " tried once a day, for 30 days. The log names them.";
    }
}
