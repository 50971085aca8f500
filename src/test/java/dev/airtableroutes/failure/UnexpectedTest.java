package dev.airtableroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.Duplicates;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class UnexpectedTest {

    /** As error-handling.camel.yaml asks for it. */
    @Test
    void routesSayItOfWhatTheyCaught() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(camel);
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("It was jane@acme.com."));

            assertThat(camel.resolveLanguage("simple")
                            .createExpression("${bean:type:dev.airtableroutes.failure.Unexpected?method=sentence}")
                            .evaluate(exchange, String.class))
                    .startsWith("Something unexpected happened, IllegalStateException in UnexpectedTest.java:");
        }
    }

    @Test
    void nobodyIsNamed() {
        Exception duplicate = Duplicates.of("jane@acme.com");
        assertThat(duplicate).as("what MongoDB says").hasMessageContaining("jane@acme.com");

        assertThat(Unexpected.sentence(new RuntimeException(duplicate)))
                .startsWith("MongoDB refuses a command (error 11000")
                .doesNotContain("jane");
        assertThat(Unexpected.sentence(new IllegalArgumentException("no such thing: jane@acme.com")))
                .matches("Something unexpected happened, IllegalArgumentException in UnexpectedTest.java:\\d+; "
                        + "at DEBUG the log has its words.");
        assertThat(Unexpected.sentence(new WaitException("Airtable is away."))).isEqualTo("Airtable is away.");
    }
}
