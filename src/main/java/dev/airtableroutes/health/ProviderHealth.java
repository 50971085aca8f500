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
import dev.airtableroutes.provider.Verb;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
        Credit credit = credit(provider);
        if (!providers.on(name)) {
            return new Integration(name, State.OFF, providers.whyOff(name).orElse(null), null, null, credit);
        }
        Last last = calls.last(name).orElse(null);
        Instant since = last == null ? null : last.since();
        List<String> alone = provider.purses().stream().filter(circuits::open).toList();
        if (alone.equals(provider.purses())) {
            return new Integration(name, State.DOWN, leftAlone(name), since, null, credit);
        }
        if (!alone.isEmpty()) {
            return new Integration(name, State.UP, leftAlone(provider, alone.get(0)), since, null, credit);
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

    private Credit credit(Provider provider) {
        Map<String, Credit> others = new LinkedHashMap<>();
        provider.purses().stream()
                .filter(purse -> !purse.equals(provider.name()))
                .forEach(purse -> others.put(purse.substring(provider.name().length() + 1), credit(purse, Map.of())));
        return credit(provider.name(), others);
    }

    private Credit credit(String purse, Map<String, Credit> others) {
        return new Credit(
                credits.thisMonth(purse), rules.current().caps().month(purse).orElse(null), others);
    }

    /** What else it is asked goes on. */
    private String leftAlone(Provider provider, String purse) {
        String verbs = provider.operations().keySet().stream()
                .map(Verb::name)
                .filter(verb -> provider.purse(verb).equals(purse))
                .collect(Collectors.joining(" and "));
        return "Only to " + verbs + ": " + leftAlone(purse);
    }

    private String leftAlone(String purse) {
        String until = circuits.until(purse)
                .map(time -> " It is left alone until %s, or until somebody has it asked again."
                        .formatted(time.truncatedTo(ChronoUnit.SECONDS)))
                .orElse("");
        return circuits.reason(purse) + until;
    }

    private static String stuck(long events) {
        return (events == 1 ? "An event that it told" : events + " events that it told")
                + " could not be worked off and " + (events == 1 ? "is" : "are")
                + " tried once a day, for 30 days. The log names them.";
    }
}
