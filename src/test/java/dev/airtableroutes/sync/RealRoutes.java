package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.AirtableRoutes;
import dev.airtableroutes.sandbox.LocalMongo;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.StreamCache;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.DisableJmx;
import org.apache.camel.test.spring.junit5.MockEndpoints;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * What the tests of single routes play on: the files of {@code routes/} as they are, with the beans of the product. Mocks
 * stand in the place of Airtable and of the queues of the tables, and listen to what goes to the dead letters. All
 * classes of a JVM share one context.
 */
@CamelSpringBootTest
// else it is switched off for every other context of this JVM
@DisableJmx(false)
@SpringBootTest(
        classes = AirtableRoutes.class,
        webEnvironment = WebEnvironment.NONE,
        properties = {
            "AIRTABLE_TOKEN=patTESTroutes",
            "AIRTABLE_API_URL=http://airtable.test",
            "airtable.requests-per-second=" + RealRoutes.REQUESTS_A_SECOND,
            "airtable.token-requests-per-second=" + RealRoutes.TOKEN_REQUESTS_A_SECOND,
            "airtable.redelivery-delay=1",
            "sync.serve=false",
            "camel.main.jmx-enabled=false",
            "spring.jmx.enabled=false",
            "routes.without=integrations,leads,tables",
            "logging.level.root=WARN"
        })
@MockEndpointsAndSkip("(http://airtable|seda://cuculi).*")
@MockEndpoints("direct:dead-letter")
abstract class RealRoutes {

    static final int REQUESTS_A_SECOND = 40;
    /** So many that what other tests sent in the last second leaves enough. */
    static final int TOKEN_REQUESTS_A_SECOND = 130;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LocalMongo MONGO = LocalMongo.start(0);

    @EndpointInject("mock:http:airtable.test")
    MockEndpoint airtable;

    @EndpointInject("mock:direct:dead-letter")
    MockEndpoint deadLetters;

    @Autowired
    CamelContext context;

    @Autowired
    ProducerTemplate camel;

    final Fixtures shop = Fixtures.shop();

    @DynamicPropertySource
    static void mongo(DynamicPropertyRegistry properties) {
        properties.add("MONGODB_URI", () -> MONGO.uri("source"));
    }

    @BeforeEach
    void forget() {
        MockEndpoint.resetMocks(context);
        airtable(request -> request.yes());
    }

    /** One request as it would have left for Airtable. */
    record Sent(String method, String path, String query, Map<String, Object> json) {

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> records() {
            return json == null ? List.of() : (List<Map<String, Object>>) json.getOrDefault("records", List.of());
        }

        @SuppressWarnings("unchecked")
        static Map<String, Object> fields(Map<String, Object> record) {
            return (Map<String, Object>) record.get("fields");
        }

        boolean holds(String id) {
            return records().stream()
                    .anyMatch(record -> id.equals(fields(record).get("id")));
        }

        /** The answer of an Airtable that takes everything; the record of a new x is rec-x. */
        Reply yes() {
            return new Reply(
                    200,
                    Map.of(
                            "records",
                            records().stream()
                                    .map(record -> Map.of(
                                            "id",
                                            record.getOrDefault(
                                                    "id",
                                                    "rec-" + fields(record).get("id")),
                                            "fields",
                                            fields(record)))
                                    .toList()));
        }

        /** For lists of requests: the ids of the records, or what else it is. */
        @Override
        public String toString() {
            return records().isEmpty()
                    ? method
                    : records().stream()
                            .map(record -> (String) fields(record).get("id"))
                            .collect(Collectors.joining(" "));
        }
    }

    record Reply(int status, Map<String, ?> json) {

        static Reply error(int status, String type, String message) {
            return new Reply(status, Map.of("error", Map.of("type", type, "message", message)));
        }

        static Reply refusal(String message) {
            return error(422, "INVALID_VALUE_FOR_COLUMN", message);
        }
    }

    interface Airtable {
        Reply answer(Sent request) throws IOException;
    }

    /** Says how Airtable answers from now on; an exception is a connection that breaks. */
    void airtable(Airtable answers) {
        airtable.whenAnyExchangeReceived(exchange -> {
            Reply reply = answers.answer(sent(exchange));
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
            exchange.getMessage().setBody(JSON.writeValueAsBytes(reply.json()));
        });
    }

    /** What has reached Airtable, in its order. */
    List<Sent> arrived() {
        return airtable.getReceivedExchanges().stream().map(RealRoutes::sent).toList();
    }

    List<String> arrivedInShort() {
        return arrived().stream().map(Sent::toString).toList();
    }

    private static Sent sent(Exchange exchange) {
        return new Sent(
                exchange.getMessage().getHeader(Exchange.HTTP_METHOD, String.class),
                exchange.getMessage().getHeader(Exchange.HTTP_PATH, String.class),
                exchange.getMessage().getHeader(Exchange.HTTP_QUERY, String.class),
                json(exchange));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(Exchange exchange) {
        try {
            if (exchange.getMessage().getBody() instanceof StreamCache read) {
                read.reset();
            }
            byte[] bytes = exchange.getMessage().getBody(byte[].class);
            return bytes == null ? null : JSON.readValue(bytes, LinkedHashMap.class);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** New users u0, u1, … in one request that finds them again by their id. */
    Batch newUsers(Pass pass, int count) {
        return new Batch(
                pass,
                Batch.Kind.UPSERT,
                IntStream.range(0, count)
                        .mapToObj(i -> Fixtures.creation("u" + i, Map.of("id", "u" + i, "name", "Ana " + i), "id"))
                        .toList());
    }

    /** Whatever becomes of a batch, it is no exception: the others of the pass go on. */
    void write(Batch batch) {
        Exchange written = camel.request("direct:airtable-batch", exchange -> {
            exchange.setProperty(Passes.PROPERTY, batch.pass());
            exchange.getMessage().setBody(batch);
        });
        assertThat(written.getException()).isNull();
    }

    /** Which of the users the ledger knows to have a record. */
    List<String> known(Pass pass, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "u" + i)
                .filter(id ->
                        shop.entry(pass, id) != null && shop.entry(pass, id).recordId() != null)
                .toList();
    }

    /** A pass that only plans. */
    Pass plan() {
        Pass real = shop.users();
        return new Pass(
                new PassRequest("plan-1", "shop/users", Mode.CHANGED, List.of(), List.of(), true),
                real.synced(),
                shop.ledger,
                new Start(shop.source.getName(), Scan.everything(), true, false, false, 0, false, null, null, null));
    }
}
