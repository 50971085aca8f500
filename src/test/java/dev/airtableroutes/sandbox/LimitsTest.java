package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LimitsTest extends SandboxFixture {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void fiveInAnySlidingSecondThenClosedForThirty() {
        Limits limits = new Limits();
        for (int i = 0; i < 5; i++) {
            assertThat(limits.arrive("app", "pat", true, SECOND - 5 + i)).isNull();
        }
        assertThat(limits.arrive("other", "pat", true, SECOND))
                .as("another base")
                .isNull();
        assertThat(limits.arrive("app", "pat", true, 2 * SECOND - 5))
                .as("the first is a second old")
                .isNull();
        assertThat(limits.arrive("app", "pat", true, 2 * SECOND - 5))
                .as("the second is not")
                .isNotNull();
        assertThat(limits.arrive("app", "pat", true, 31 * SECOND))
                .as("closed, not prolonged")
                .isNotNull();
        assertThat(limits.arrive("app", "pat", true, 32 * SECOND - 5)).isNull();
    }

    @Test
    void fiftyForATokenOverAllBases() {
        Limits limits = new Limits();
        for (int i = 0; i < 50; i++) {
            assertThat(limits.arrive("app" + i / 5, "pat", true, i)).isNull();
        }
        assertThat(limits.arrive(null, "pat", false, 50)).isNotNull();
        assertThat(limits.arrive(null, "patOther", false, 50)).isNull();
    }

    @Test
    void aLockedBaseAnswers429UntilItsTimeIsOver() throws IOException {
        // what is used for the first time takes long
        assertThat(create("{}").status()).isEqualTo(200);
        airtable.reset();
        airtable.limits().enabled(true).perBase(1).lockout(Duration.ofSeconds(3));
        assertThat(create("{}").status()).isEqualTo(200);
        Client.Answer second = create("{}");
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.text())
                .contains("{\"errors\":[{")
                .contains("\"error\":\"RATE_LIMIT_REACHED\"")
                .contains("\"message\":\"Rate limit exceeded. Please try again later\"");
        airtable.limits().errorShape(1);
        assertThat(client.get("/v0/meta/bases/" + SmallBase.ID + "/tables").error())
                .isEqualTo("RATE_LIMIT_REACHED");
        assertThat(client.get("/v0/meta/whoami").status()).isEqualTo(200);

        await().pollInterval(Duration.ofMillis(100))
                .until(() -> client.get(PEOPLE).status() == 200);
        assertThat(people().size()).isEqualTo(2);
        Stats stats = airtable.stats();
        assertThat(stats.maxInOneSecond().get("small")).isGreaterThanOrEqualTo(2);
        assertThat(stats.statuses().get("small")).containsEntry(200, 2L).containsEntry(429, stats.rejected());
        assertThat(airtable.arrivals())
                .extracting(Arrival::table)
                .startsWith("people")
                .contains("-");
    }

    @Test
    void delayComesBeforeTheArrivalIsCounted() throws IOException {
        airtable.network().delay(Duration.ofMillis(50), Duration.ofMillis(60)).work(Duration.ofMillis(40));
        long before = System.nanoTime();
        create("{}");
        long after = System.nanoTime();
        long arrived = airtable.arrivals().get(0).nanos();
        assertThat(arrived - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(50));
        assertThat(after - arrived).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(40));
    }

    @Test
    void theQuotaStopsRecordsAndLeavesTheMetadata() throws IOException {
        airtable.limits().quotaExceeded(true);
        assertThat(client.get(PEOPLE).json().at("/errors/0/error").asText())
                .isEqualTo("PUBLIC_API_BILLING_LIMIT_EXCEEDED");
        assertThat(client.get(PEOPLE).status()).isEqualTo(429);
        assertThat(client.get("/v0/meta/bases").status()).isEqualTo(200);
        airtable.limits().quotaExceeded(false);
        assertThat(client.get(PEOPLE).status()).isEqualTo(200);
    }
}
