package dev.airtableroutes.provider;

import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/**
 * What the routes of a provider name: {@code <provider>-circuit} and {@code <provider>-http}. Those of a new provider are
 * there before its route is loaded.
 */
@Component
class ProviderBeans implements CamelContextConfiguration {

    private final Providers providers;
    private final Circuits circuits;

    ProviderBeans(Providers providers, Circuits circuits) {
        this.providers = providers;
        this.circuits = circuits;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        bind(camel);
        providers.follow(() -> bind(camel));
    }

    private void bind(CamelContext camel) {
        for (String name : providers.all().keySet()) {
            if (camel.getRegistry().lookupByName(name + "-circuit") == null) {
                camel.getRegistry().bind(name + "-circuit", circuits.breaker(name));
                camel.getRegistry().bind(name + "-http", new ProviderHttp(name, providers));
            }
        }
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}
}
