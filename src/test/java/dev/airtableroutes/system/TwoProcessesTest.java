package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two applications on one state database, as {@code serve} and a {@code sync} beside it; records without a key. */
class TwoProcessesTest {

    private static final int PEOPLE = 84;

    private static Cuculi cuculi;
    private static Product one;
    private static Product other;
    private static Product impatient;

    @BeforeAll
    static void start(@TempDir Path mappings) {
        Keyless.mappings(mappings);
        cuculi = new Cuculi();
        // half a second is what it is by default: long enough for whatever the other has to do
        one = product(mappings, 500);
        other = product(mappings, 500);
        impatient = product(mappings, 1);
    }

    private static Product product(Path mappings, int leaseDelay) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "MAPPINGS_DIR",
                mappings,
                "airtable.requests-per-second",
                1000,
                "airtable.token-requests-per-second",
                1000,
                "sync.lease-delay",
                leaseDelay));
        return Product.start(cuculi.airtable, cuculi.uri(), settings);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        impatient.close();
        cuculi.close();
    }

    @BeforeEach
    void people() {
        cuculi.scene(0, 0, 0);
        cuculi.collection("user").insertMany(Keyless.people(PEOPLE));
    }

    @Test
    void nothingIsWrittenTwice() {
        cuculi.airtable.network().work(Duration.ofMillis(30));

        CompletableFuture<List<PassReport>> first = CompletableFuture.supplyAsync(() -> one.sync(Mode.CHANGED, false));
        List<PassReport> second = other.sync(Mode.RECONCILE, false);

        assertThat(first.join()).allMatch(PassReport::done);
        assertThat(second).allMatch(PassReport::done);
        Keyless.assertOnce(cuculi.airtable, PEOPLE);
        assertThat(cuculi.deadLetters()).isEmpty();
        assertThat(cuculi.state("leases").countDocuments()).isZero();
    }

    @Test
    void whoHasWaitedInVainSaysForWhomAndADryRunWaitsForNobody() {
        // whoever waits in vain has read the schema before, so as not to lose the time for it
        impatient.bean(Run.class).of(List.of("cuculi/users"), Mode.CHANGED, true);
        cuculi.airtable.network().work(Duration.ofSeconds(3));
        CompletableFuture<List<PassReport>> first = CompletableFuture.supplyAsync(() -> one.sync(Mode.CHANGED, false));
        Awaitility.await().until(() -> cuculi.state("leases").countDocuments() > 0);

        PassReport waited = impatient
                .bean(Run.class)
                .of(List.of("cuculi/users"), Mode.CHANGED, false)
                .get(0);

        assertThat(first).isNotDone();
        assertThat(waited.state()).isEqualTo(PassReport.WAITING);
        assertThat(waited.failure()).contains("Another airtable-routes (process ", "is in a pass over cuculi/users");
        cuculi.airtable.network().work(Duration.ZERO);
        assertThat(impatient.bean(Run.class).of(List.of("cuculi/users"), Mode.CHANGED, true))
                .allMatch(PassReport::done);
        assertThat(first.join()).allMatch(PassReport::done);
        Keyless.assertOnce(cuculi.airtable, PEOPLE);
    }
}
