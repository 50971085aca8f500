package dev.airtableroutes.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection to MongoDB that breaks is not one to Airtable, and is waited for, though its cause is an IOException too. */
class BrokenMongoConnectionTest {

    private static final String ROUTES = """
            - route:
                id: work-that-needs-mongodb
                routeConfigurationId: %s
                from:
                  uri: direct:work
                  steps:
                    - bean:
                        ref: work
            - route:
                id: airtable-blame
                from:
                  uri: direct:airtable-blame
                  steps:
                    - bean:
                        ref: passes
                        method: blame
            """;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<String> called = new ArrayList<>();
    private int tried;

    /** Ends as the driver does when the network is cut. */
    public final class Work {

        public void take() {
            tried++;
            throw new MongoSocketReadException(
                    "Exception receiving message",
                    new ServerAddress("db.internal", 27017),
                    new IOException("Connection reset"));
        }
    }

    /** Stands for the beans that policies name. */
    public final class Listener {

        public void fail() {
            called.add("fail");
        }

        public void stop() {
            called.add("stop");
        }

        public void unknownOutcome() {
            called.add("unknownOutcome");
        }

        public void blame() {
            called.add("blame");
        }

        public void brokeOff() {
            called.add("brokeOff");
        }

        public void drop() {
            called.add("drop");
        }
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @ParameterizedTest
    @CsvSource({"pass, fail", "repeat-call, stop", "never-repeat-call, stop", "settle, drop"})
    void isWaitedFor(String policy, String end) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("airtable.redelivery-delay", "1");
        properties.setProperty("sync.lease-delay", "1");
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getRegistry().bind("work", new Work());
        camel.getRegistry().bind("passes", new Listener());
        camel.getRegistry().bind("inFlight", new Listener());
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(
                        ResourceHelper.resolveMandatoryResource(camel, "file:routes/error-handling.camel.yaml"),
                        ResourceHelper.fromString("work.yaml", ROUTES.formatted(policy)));
        camel.start();

        camel.createFluentProducerTemplate().to("direct:work").withBody("x").send();

        assertThat(tried).isEqualTo(9);
        assertThat(called).containsExactly(end);
    }
}
