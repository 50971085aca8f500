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
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.ProviderCalls;
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
}
