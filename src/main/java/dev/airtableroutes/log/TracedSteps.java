package dev.airtableroutes.log;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.stereotype.Component;

/**
 * Every step of every route writes its log lines under the work that its exchange is about, on whatever thread it runs.
 * Camel's own MDC service would do for plain texts in properties, and adds seven fields to each line.
 */
@Component
class TracedSteps implements InterceptStrategy {

    /** The properties in which routes keep what they work on; later ones say more. */
    private static final List<String> PROPERTIES = List.of("replay", "request", "pass", "turn");

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext camel, NamedNode definition, Processor step, Processor nextStep) {
        return new DelegateAsyncProcessor(step) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                try (LogScope ofTheStep = LogScope.of(traces(exchange))) {
                    return super.process(exchange, callback);
                }
            }
        };
    }

    private static Map<String, String> traces(Exchange exchange) {
        Map<String, String> traces = new HashMap<>();
        for (String property : PROPERTIES) {
            if (exchange.getProperty(property) instanceof Traced work) {
                traces.putAll(work.traces());
            }
        }
        if (exchange.getMessage().getBody() instanceof Traced work) {
            traces.putAll(work.traces());
        }
        return traces;
    }
}
