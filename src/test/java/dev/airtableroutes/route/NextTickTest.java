package dev.airtableroutes.route;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.MongoSocketReadException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.ServerAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.camel.Body;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The policy of what starts by itself: nothing ends it, and whoever has to see to it is told. */
class NextTickTest {

    private static final String ROUTE = """
            - route:
                id: ticks
                routeConfigurationId: next-tick
                from:
                  uri: direct:ticks
                  steps:
                    - split:
                        simple: ${body}
                        steps:
                          - bean:
                              ref: work
            """;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("ticks");
    private final Work work = new Work();

    /** Fails when it is given a failure. */
    public static final class Work {

        private final List<Object> done = new ArrayList<>();

        public void take(@Body Object body) throws Exception {
            if (body instanceof Exception failure) {
                throw failure;
            }
            done.add(body);
        }
    }

    @BeforeEach
    void start() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("airtable.redelivery-delay", "1");
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getRegistry().bind("work", work);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(
                        ResourceHelper.resolveMandatoryResource(camel, "file:routes/error-handling.camel.yaml"),
                        ResourceHelper.fromString("ticks.yaml", ROUTE));
        camel.start();
        log.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
        camel.stop();
    }

    private void tick(Object... bodies) {
        camel.createFluentProducerTemplate()
                .to("direct:ticks")
                .withBody(List.of(bodies))
                .send();
    }

    private List<String> told() {
        return log.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Test
    void aFaultIsToldAndTheOthersHaveTheirTurn() {
        tick(1, new IllegalStateException("no campaign"), 2);

        assertThat(work.done).containsExactly(1, 2);
        assertThat(told()).satisfiesExactly(NextTickTest::aFaultWithoutItsWords, NextTickTest::itsWords);
    }

    @Test
    void aFaultThatStaysIsNotToldWithEveryTick() {
        for (int i = 0; i < 20; i++) {
            tick(new IllegalStateException("no campaign"), i);
        }

        assertThat(work.done).hasSize(20);
        assertThat(told()).satisfiesExactly(NextTickTest::aFaultWithoutItsWords, NextTickTest::itsWords);
    }

    @Test
    void ofAMongoDbThatIsAwayItsHealthTells() {
        tick(1, new MongoTimeoutException("away"), 2);

        assertThat(work.done).containsExactly(1, 2);
        assertThat(told()).containsExactly("DEBUG ticks: away");
    }

    @Test
    void norOfAConnectionToItThatBreaks() {
        ServerAddress mongo = new ServerAddress("db.internal", 27017);

        tick(new MongoSocketReadException("Exception receiving message", mongo, new IOException("Connection reset")));

        assertThat(told()).containsExactly("DEBUG ticks: Exception receiving message");
    }

    /** They may name somebody. */
    private static void aFaultWithoutItsWords(String line) {
        assertThat(line)
                .startsWith("ERROR ticks: Something unexpected happened, IllegalStateException in NextTickTest.java:");
    }

    private static void itsWords(String line) {
        assertThat(line).isEqualTo("DEBUG ticks: no campaign");
    }
}
