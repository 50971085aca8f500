package dev.airtableroutes.provider;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.Resilience4jConfigurationDefinition;

/**
 * The limits that stand at the circuit breaker of the kamelet, in Camel's own words; Camel itself passes over them where the
 * EIP names a bean.
 *
 * @param said by option, those that are given
 */
record CircuitLimits(Map<String, String> said) {

    /** Those of Resilience4j. */
    static final CircuitLimits NONE = new CircuitLimits(Map.of());

    private static final String KAMELET = "provider-call-action";

    CircuitLimits {
        said = Map.copyOf(said);
    }

    /** As they stand now: none before the kamelet is there. */
    static CircuitLimits of(CamelContext camel) {
        return Optional.ofNullable(camel.getCamelContextExtension().getContextPlugin(Model.class))
                .map(model -> model.getRouteTemplateDefinition(KAMELET))
                .flatMap(kamelet ->
                        ProcessorDefinitionHelper.filterTypeInOutputs(
                                        kamelet.getRoute().getOutputs(), CircuitBreakerDefinition.class)
                                .stream()
                                .findFirst())
                .map(CircuitBreakerDefinition::getResilience4jConfiguration)
                .map(eip -> of(camel, eip))
                .orElse(NONE);
    }

    private static CircuitLimits of(CamelContext camel, Resilience4jConfigurationDefinition eip) {
        Map<String, String> given = new TreeMap<>();
        given.put("slidingWindowType", eip.getSlidingWindowType());
        given.put("slidingWindowSize", eip.getSlidingWindowSize());
        given.put("minimumNumberOfCalls", eip.getMinimumNumberOfCalls());
        given.put("failureRateThreshold", eip.getFailureRateThreshold());
        given.put("slowCallDurationThreshold", eip.getSlowCallDurationThreshold());
        given.put("slowCallRateThreshold", eip.getSlowCallRateThreshold());
        given.put("waitDurationInOpenState", eip.getWaitDurationInOpenState());
        given.put("permittedNumberOfCallsInHalfOpenState", eip.getPermittedNumberOfCallsInHalfOpenState());
        given.values().removeIf(value -> value == null);
        given.replaceAll((option, value) -> camel.resolvePropertyPlaceholders(value));
        return new CircuitLimits(given);
    }

    CircuitBreakerConfig.Builder builder() {
        CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.custom();
        set("slidingWindowType", value -> builder.slidingWindowType(SlidingWindowType.valueOf(value)));
        set("slidingWindowSize", value -> builder.slidingWindowSize(Integer.parseInt(value)));
        set("minimumNumberOfCalls", value -> builder.minimumNumberOfCalls(Integer.parseInt(value)));
        set("failureRateThreshold", value -> builder.failureRateThreshold(Float.parseFloat(value)));
        set("slowCallDurationThreshold", value -> builder.slowCallDurationThreshold(seconds(value)));
        set("slowCallRateThreshold", value -> builder.slowCallRateThreshold(Float.parseFloat(value)));
        set("waitDurationInOpenState", value -> builder.waitDurationInOpenState(seconds(value)));
        set(
                "permittedNumberOfCallsInHalfOpenState",
                value -> builder.permittedNumberOfCallsInHalfOpenState(Integer.parseInt(value)));
        return builder;
    }

    private void set(String option, Consumer<String> how) {
        String value = said.get(option);
        if (value != null) {
            how.accept(value);
        }
    }

    private static Duration seconds(String value) {
        return Duration.ofSeconds(Long.parseLong(value));
    }
}
