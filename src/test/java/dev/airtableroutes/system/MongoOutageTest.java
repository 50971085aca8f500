package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MongoDB goes away in mid-pass, for source and state alike, and comes back. */
class MongoOutageTest {

    private static Cuculi cuculi;
    private static Product product;

    @BeforeAll
    static void start() {
        cuculi = new Cuculi();
        product = Product.start(
                cuculi.airtable,
                cuculi.uri(),
                Map.of("airtable.requests-per-second", 1000, "airtable.token-requests-per-second", 1000));
    }

    @AfterAll
    static void stop() {
        product.close();
        cuculi.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 300, 900, 1250})
    void itIsWaitedFor(int records) {
        // several pages, none of them of whole tens in the end
        cuculi.scene(1203, 5, 204);
        cuculi.airtable.network().work(Duration.ofMillis(15));
        CompletableFuture<List<PassReport>> run =
                CompletableFuture.supplyAsync(() -> product.sync(Mode.CHANGED, false));
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> arrived() >= records);
        cuculi.mongo.stop();
        int arrivals = cuculi.airtable.arrivals().size();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> cuculi.airtable.arrivals().size() == arrivals || run.isDone());
        cuculi.mongo.startAgain();

        List<PassReport> reports = run.join();
        if (!reports.stream().allMatch(PassReport::done)) {
            assertThat(reports).extracting(PassReport::state).doesNotContain(PassReport.STOPPED);
            assertThat(reports)
                    .extracting(PassReport::failure)
                    .as("addresses are nobody's business")
                    .noneMatch(failure -> failure != null && failure.contains("127.0.0.1"));
            assertThat(product.sync(Mode.CHANGED, false)).allMatch(PassReport::done);
        }
        cuculi.assertArrived();
    }

    private static int arrived() {
        return cuculi.airtable.table("cuculi", "users").size()
                + cuculi.airtable.table("cuculi", "events").size()
                + cuculi.airtable.table("cuculi", "messages").size();
    }
}
