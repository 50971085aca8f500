package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Arrival;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Airtable's limits, at their real size of five requests in any second. */
class RateTest {

    private static final Duration LOCKOUT = Duration.ofSeconds(3);
    private static final int PER_SECOND = 5;

    /** Whoever else uses the base; on connections that are there before they count. */
    private static final HttpClient SOMEBODY = HttpClient.newHttpClient();

    private static Cuculi cuculi;
    private static Product product;

    @BeforeAll
    static void start() {
        cuculi = new Cuculi();
        cuculi.airtable.network().delay(Duration.ofMillis(20), Duration.ofMillis(120));
        product = Product.start(cuculi.airtable, cuculi.uri(), Map.of("airtable.lockout", LOCKOUT));
    }

    @AfterAll
    static void stop() {
        product.close();
        cuculi.close();
    }

    @Test
    void neverMoreThanFiveRequestsArriveInASecondHoweverUnevenTheWay() {
        cuculi.scene(200, 5, 60);
        cuculi.airtable.limits().enabled(true);
        product.sync();
        assertThat(cuculi.airtable.stats().rejected()).isZero();
        assertThat(cuculi.airtable.stats().maxInOneSecond()).containsEntry("cuculi", 5);
        cuculi.assertArrived();
    }

    @Test
    void aBaseThatOthersHaveLockedIsLeftAloneUntilItOpens() throws Exception {
        // the product has something to do for long enough, and the others can lock the base at once
        cuculi.scene(300, 5, 20);
        product.sync(Mode.CHANGED, true);
        somebodyElseTakesTheBudget();
        cuculi.airtable.reset();
        cuculi.airtable.limits().enabled(true).lockout(LOCKOUT);
        CompletableFuture<?> run = CompletableFuture.runAsync(product::sync);
        Awaitility.await().until(() -> cuculi.records("users").size() >= 20);
        somebodyElseTakesTheBudget();
        run.join();

        List<Arrival> ours = cuculi.airtable.arrivals().stream()
                .filter(arrival -> !arrival.target().contains("somebody"))
                .toList();
        long refused = ours.stream()
                .filter(arrival -> arrival.status() == 429)
                .mapToLong(Arrival::nanos)
                .findFirst()
                .orElseThrow();
        assertThat(ours)
                .as("each of those that were under way learns of it by itself at the latest, and sends no other")
                .filteredOn(arrival -> arrival.nanos() > refused && arrival.nanos() < refused + LOCKOUT.toNanos())
                .hasSizeLessThan(PER_SECOND);
        assertThat(ours).filteredOn(arrival -> arrival.status() == 429).hasSizeLessThanOrEqualTo(PER_SECOND);
        cuculi.assertArrived();
    }

    private static void somebodyElseTakesTheBudget() throws Exception {
        String base = cuculi.airtable.arrivals().stream()
                .map(Arrival::target)
                .filter(target -> target.startsWith("/v0/app"))
                .findFirst()
                .orElseThrow()
                .split("/")[2];
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(cuculi.airtable.url() + "/v0/" + base + "/Users?pageSize=1&view=somebody"))
                .header("Authorization", "Bearer patTESTsomebody")
                .build();
        Stream.generate(() -> SOMEBODY.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .limit(PER_SECOND + 1)
                .toList()
                .forEach(CompletableFuture::join);
    }
}
