package dev.airtableroutes.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.airtableroutes.campaign.Inbox;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.lead.LeadGround;
import dev.airtableroutes.lead.Rules;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.ProviderCalls;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProviderHealthTest extends LeadGround {

    @Test
    void eventsThatCannotBeWorkedOffAreToldOfTheirPlatform() {
        Provider instantly = provider("instantly", "Instantly.ai", Map.of());
        Provider heyreach = provider("heyreach", "HeyReach", Map.of());
        restart(rules(new Rules.Waterfall(List.of(), List.of()), Map.of(), Caps.NONE, Map.of()), instantly, heyreach);
        ProviderCalls calls = mock(ProviderCalls.class);
        when(calls.last(any())).thenReturn(Optional.empty());
        Inbox inbox = mock(Inbox.class);
        when(inbox.stuck("instantly")).thenReturn(2L);

        List<Integration> now = new ProviderHealth(
                        providers, mock(Circuits.class), calls, new Credits(state, clock), current, inbox)
                .now();

        assertThat(now)
                .filteredOn(one -> one.name().equals("instantly"))
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).contains("2 events", "once a day"));
        assertThat(now)
                .filteredOn(one -> one.name().equals("heyreach"))
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).doesNotContain("event"));
    }

    @Test
    void oneWithoutCreditsForOneThingIsAskedForTheOthers() {
        Map<Verb, Operation> operations =
                Map.of(Verb.find, operation(Verb.find, "credits"), Verb.verify, operation(Verb.verify, "verifier"));
        Caps caps = new Caps(null, null, Map.of("findymail", BigDecimal.TEN, "findymail.verifier", BigDecimal.ONE));
        restart(
                rules(new Rules.Waterfall(List.of(), List.of()), Map.of(), caps, Map.of()),
                provider("findymail", "Findymail", operations));
        ProviderCalls calls = mock(ProviderCalls.class);
        when(calls.last(any())).thenReturn(Optional.empty());
        Circuits circuits = mock(Circuits.class);
        when(circuits.open("findymail.verifier")).thenReturn(true);
        when(circuits.reason("findymail.verifier")).thenReturn("Findymail has no credits left.");
        ProviderHealth health =
                new ProviderHealth(providers, circuits, calls, new Credits(state, clock), current, mock(Inbox.class));

        Integration part = health.now().get(0);

        assertThat(part.state()).isEqualTo(Integration.State.UP);
        assertThat(part.reason()).isEqualTo("Only to verify: Findymail has no credits left.");
        assertThat(part.credits().cap()).isEqualTo(BigDecimal.TEN);
        assertThat(part.credits().purses().get("verifier").cap()).isEqualTo(BigDecimal.ONE);
        when(circuits.open("findymail")).thenReturn(true);
        assertThat(health.now().get(0).state()).isEqualTo(Integration.State.DOWN);
    }

    private static Operation operation(Verb verb, String purse) {
        return new Operation(verb, 1, BigDecimal.ONE, Operation.Charged.hit, purse, false, null, null);
    }
}
