package dev.airtableroutes.provider;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.DefaultRegistry;
import org.springframework.stereotype.Component;

/**
 * What the routes of a provider name: {@code <provider>.<purse>-circuit} and
 * {@code <provider>-http}. They are there for any
 * provider, so that a route loads before its mapping does, and without one: nothing is asked then.
 */
@Component
class ProviderBeans implements CamelContextConfiguration, BeanRepository {

    private static final String CIRCUIT = "-circuit";
    private static final String HTTP = "-http";

    private final Providers providers;
    private final Circuits circuits;
    private final Map<String, ProviderHttp> clients = new ConcurrentHashMap<>();
    private CamelContext camel;

    ProviderBeans(Providers providers, Circuits circuits) {
        this.providers = providers;
        this.circuits = circuits;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        this.camel = camel;
        ((DefaultRegistry) camel.getRegistry()).addBeanRepository(this);
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}

    @Override
    public Object lookupByName(String name) {
        if (name.endsWith(CIRCUIT)) {
            return circuits.breaker(purse(without(CIRCUIT, name)), CircuitLimits.of(camel));
        }
        return name.endsWith(HTTP)
                ? clients.computeIfAbsent(without(HTTP, name), provider -> new ProviderHttp(provider, providers))
                : null;
    }

    /** As {@link Provider#purse} has it. */
    private static String purse(String named) {
        String own = "." + Operation.CREDITS;
        return named.endsWith(own) ? without(own, named) : named;
    }

    private static String without(String end, String name) {
        return name.substring(0, name.length() - end.length());
    }

    @Override
    public <T> T lookupByNameAndType(String name, Class<T> type) {
        Object bean = lookupByName(name);
        return type.isInstance(bean) ? type.cast(bean) : null;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return Map.of();
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.of();
    }
}
