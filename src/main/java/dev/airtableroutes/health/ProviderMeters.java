package dev.airtableroutes.health;

import dev.airtableroutes.campaign.Inbox;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.lead.Rules.BreakEven;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.ProviderCalls;
import dev.airtableroutes.provider.ProviderCalls.Last;
import dev.airtableroutes.provider.Providers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** What the providers' limits tell Prometheus: who is left alone, and who comes close to what it may cost. */
@Component("providerMeters")
public class ProviderMeters {

    private final Providers providers;
    private final Circuits circuits;
    private final ProviderCalls calls;
    private final Credits credits;
    private final LeadRules rules;
    private final Inbox inbox;
    private final MultiGauge open;
    private final MultiGauge refused;
    private final MultiGauge months;
    private final MultiGauge caps;
    private final MultiGauge runCalls;
    private final MultiGauge runHitRates;
    private final MultiGauge breakEvenCalls;
    private final MultiGauge breakEvenHitRates;
    private final MultiGauge stuck;

    ProviderMeters(
            Providers providers,
            Circuits circuits,
            ProviderCalls calls,
            Credits credits,
            LeadRules rules,
            Inbox inbox,
            MeterRegistry registry) {
        this.providers = providers;
        this.circuits = circuits;
        this.calls = calls;
        this.credits = credits;
        this.rules = rules;
        this.inbox = inbox;
        open = gauge(registry, "provider.circuit.open", "1 while a provider is left alone, else 0");
        refused = gauge(registry, "provider.key.refused", "1 when a provider's last answer refused the key, else 0");
        months = gauge(registry, "provider.credits.month", "credits of this month, with what is held back");
        caps = gauge(registry, "provider.credits.cap", "credits that may be spent in a month, where there is a cap");
        runCalls = gauge(registry, "provider.run.calls", "calls to find an address in the latest run");
        runHitRates = gauge(registry, "provider.run.hit.rate", "hits of a hundred of these calls");
        breakEvenCalls = gauge(registry, "provider.break.even.calls", "calls in a run from which its hit rate counts");
        breakEvenHitRates =
                gauge(registry, "provider.break.even.hit.rate", "hits of a hundred calls under which it is not asked");
        stuck = gauge(
                registry,
                "provider.events.stuck",
                "events that it told and that could not be worked off again and again");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Asks who knows. */
    public void measure() {
        Collection<String> all = providers.all().keySet();
        Collection<String> purses = Providers.allPurses(providers.all());
        register(open, purses, purse -> circuits.open(purse) ? 1 : 0);
        register(refused, purses, purse -> refused(purse) ? 1 : 0);
        register(months, purses, credits::thisMonth);
        Caps limits = rules.current().caps();
        register(
                caps,
                purses.stream().filter(purse -> limits.month(purse).isPresent()).toList(),
                purse -> limits.month(purse).orElseThrow());
        Collection<String> asked = all.stream()
                .filter(name -> credits.latestTally(name).calls() > 0)
                .toList();
        register(runCalls, asked, name -> credits.latestTally(name).calls());
        register(runHitRates, asked, name -> credits.latestTally(name).hitRate());
        BreakEven least = rules.current().breakEven();
        register(breakEvenCalls, asked, name -> least.calls());
        register(breakEvenHitRates, asked, name -> least.hitsOfAHundred());
        register(
                stuck,
                all.stream()
                        .filter(name -> providers.all().get(name).webhook() != null)
                        .toList(),
                inbox::stuck);
    }

    private boolean refused(String purse) {
        return calls.last(purse.replaceFirst("\\..*", ""))
                .filter(Last::keyRefused)
                .isPresent();
    }

    private static void register(MultiGauge gauge, Collection<String> providers, Function<String, Number> value) {
        gauge.register(
                providers.stream()
                        .<Row<?>>map(name -> Row.of(Tags.of("provider", name), value.apply(name)))
                        .toList(),
                true);
    }
}
