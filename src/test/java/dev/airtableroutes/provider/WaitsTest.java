package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a question is right again. */
class WaitsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Provider reddit =
            ProviderFiles.load(Path.of("mappings"), name -> null).get("reddit");

    private Duration wait(Outcome outcome, Map<String, String> headers, int attempt, double random) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        Instant until = new Waits(Clock.fixed(NOW, ZoneOffset.UTC), () -> random)
                .until(reddit, outcome, null, Map.of(), anyCase, attempt);
        return until == null ? null : Duration.between(NOW, until);
    }

    @ParameterizedTest
    @CsvSource({
        "retry-after, 7, 7000",
        "Retry-After, ' 7.5 ', 7500",
        "Retry-After, 'Thu, 01 Jan 2026 00:01:00 GMT', 60000",
        "Retry-After, 'Wed, 31 Dec 2025 00:00:00 GMT', 0",
        "X-Ratelimit-Reset, 241, 241000",
        "x-ratelimit-reset, 1767225660, 60000",
        "X-Ratelimit-Reset, 1767225660000, 60000",
        "X-Ratelimit-Reset, 2026-01-01T00:01:00+00:00, 60000",
        "X-Ratelimit-Reset, soon, 60000",
        "Retry-After, 99999999999, 60000",
        "Retry-After, -3, 60000"
    })
    void theHeadersAreBelievedWhenTheySaySomethingSensible(String header, String value, long milliseconds) {
        assertThat(wait(Outcome.RATE_LIMITED, Map.of(header, value), 1, 0)).hasMillis(milliseconds);
    }

    @Test
    void retryAfterComesBeforeTheProvidersOwn() {
        assertThat(wait(Outcome.RATE_LIMITED, Map.of("Retry-After", "5", "X-Ratelimit-Reset", "50"), 1, 0))
                .hasSeconds(5);
    }

    @ParameterizedTest
    @CsvSource({"0, 30", "1, 30", "2, 60", "3, 120", "7, 1920", "8, 3600", "50, 3600"})
    void withoutAWordTheWaitGrowsToAnHour(int attempt, long seconds) {
        assertThat(wait(Outcome.UNAVAILABLE, Map.of(), attempt, 0)).hasSeconds(seconds);
        assertThat(wait(Outcome.UNAVAILABLE, Map.of(), attempt, 1))
                .isEqualTo(Duration.ofSeconds(seconds).multipliedBy(5).dividedBy(4));
    }

    @Test
    void whatIsSettledNeedsNoWait() {
        assertThat(wait(Outcome.MISS, Map.of("Retry-After", "5"), 1, 0)).isNull();
        assertThat(wait(Outcome.UNKNOWN, Map.of(), 1, 0)).isNull();
        assertThat(wait(Outcome.NO_CREDITS, Map.of(), 9, 1)).hasHours(1);
    }
}
