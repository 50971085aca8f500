package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Arrival;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Airtable's limits, at their real size of five requests in any second. */
class RateTest {

    private static final Duration LOCKOUT = Duration.ofMillis(1500);
    /** What had left before the refusal was known still arrives. */
    private static final long UNDER_WAY = TimeUnit.MILLISECONDS.toNanos(250);

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
        cuculi.scene(120, 5, 20);
        cuculi.airtable.limits().enabled(true).lockout(LOCKOUT);
        CompletableFuture<?> run = CompletableFuture.runAsync(product::sync);
        Awaitility.await().until(() -> cuculi.records("users").size() >= 20);
        somebodyElseTakesTheBudget();
        run.join();

        List<Arrival> arrivals = cuculi.airtable.arrivals();
        long refused = arrivals.stream()
                .filter(arrival -> arrival.status() == 429 && !arrival.target().contains("somebody"))
                .mapToLong(Arrival::nanos)
                .findFirst()
                .orElseThrow();
        assertThat(arrivals)
                .filteredOn(arrival ->
                        arrival.nanos() > refused + UNDER_WAY && arrival.nanos() < refused + LOCKOUT.toNanos())
                .isEmpty();
        assertThat(arrivals)
                .filteredOn(arrival -> arrival.status() == 429 && arrival.nanos() > refused + UNDER_WAY)
                .isEmpty();
        cuculi.assertArrived();
    }

    private static void somebodyElseTakesTheBudget() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
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
        Stream.generate(() -> client.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .limit(6)
                .toList()
                .forEach(CompletableFuture::join);
    }
}
