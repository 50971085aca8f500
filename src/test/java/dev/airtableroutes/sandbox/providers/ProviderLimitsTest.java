package dev.airtableroutes.sandbox.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each provider lets in, and how windows count. */
class ProviderLimitsTest extends ProvidersFixture {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long NANOS = SECOND.toNanos();

    static Stream<Arguments> oneMoreIsRefused() {
        return Stream.of(
                arguments("hunter", "GET", "/email-finder?full_name=Jane+Doe&domain=a.example", null, 15, 403),
                arguments("hunter", "GET", "/email-verifier?email=a@b.example", null, 10, 403),
                arguments("serper", "POST", "/search", "{'q':'x'}", 50, 429),
                arguments("instantly", "GET", "/campaigns", null, 100, 429));
    }

    @ParameterizedTest(name = "{0} {2}: {4}")
    @MethodSource
    void oneMoreIsRefused(String provider, String method, String path, String body, int requests, int status)
            throws IOException {
        // the same limits in a longer time, since nobody knows how fast this machine is
        providers.limits(
                provider,
                providers.limits(provider).stream()
                        .map(rate -> new Rate(
                                rate.operation(), rate.requests(), rate.per().multipliedBy(60), false))
                        .toArray(Rate[]::new));
        String url = providers.url(provider) + path;
        for (int i = 0; i < requests; i++) {
            assertThat(call(method, url, body, authorization(provider)).status())
                    .as("request " + i)
                    .isEqualTo(200);
        }
        assertThat(call(method, url, body, authorization(provider)).status()).isEqualTo(status);
        providers.advance(MINUTE);
        assertThat(call(method, url, body, authorization(provider)).status()).isEqualTo(200);
    }

    @Test
    void limitsAreThoseOfTheProviders() {
        assertThat(providers.limits("hunter"))
                .contains(
                        Rate.of(15, SECOND).on("find"),
                        Rate.of(500, MINUTE).on("find"),
                        Rate.of(10, SECOND).on("verify"),
                        Rate.of(300, MINUTE).on("verify"));
        assertThat(providers.limits("tavily")).contains(Rate.of(1_000, MINUTE));
        assertThat(providers.limits("apollo")).containsExactly(Rate.fixed(1_000, MINUTE));
        assertThat(providers.limits("people-data-labs")).containsExactly(Rate.of(1_000, MINUTE));
        assertThat(providers.limits("instantly")).containsExactly(Rate.of(100, SECOND), Rate.of(6_000, MINUTE));
        assertThat(providers.limits("heyreach")).containsExactly(Rate.of(300, MINUTE));
        assertThat(providers.limits("reddit"))
                .containsExactly(Rate.fixed(1_000, Duration.ofMinutes(10)).on("search"));
        assertThat(providers.limits("anymailfinder")).isEmpty();
        assertThat(providers.limits("findymail")).isEmpty();
    }

    @Test
    void aSlidingWindowCountsAnyStretchOfItsLength() {
        Rates rates = new Rates(0);
        rates.set(List.of(Rate.of(2, SECOND)));
        assertThat(rates.enter("find", 900_000_000L)).isNull();
        assertThat(rates.enter("find", 950_000_000L)).isNull();
        assertThat(rates.enter("verify", 1_100_000_000L).reset()).isEqualTo(Duration.ofMillis(800));
        assertThat(rates.enter("find", 1_900_000_000L - 1)).isNotNull();
        assertThat(rates.enter("find", 1_900_000_000L)).isNull();
        assertThat(rates.enter("find", 1_900_000_001L)).isNotNull();
    }

    @Test
    void aFixedWindowBeginsAnewOnTheClock() {
        Rates rates = new Rates(0);
        rates.set(List.of(Rate.fixed(2, SECOND).on("find")));
        assertThat(rates.enter("find", NANOS - 2)).isNull();
        assertThat(rates.enter("find", NANOS - 1)).isNull();
        assertThat(rates.enter("find", NANOS - 1).reset()).isEqualTo(Duration.ofNanos(1));
        assertThat(rates.enter("verify", NANOS - 1)).as("not counted").isNull();
        assertThat(rates.enter("find", NANOS)).isNull();
        assertThat(rates.states("find", NANOS)).singleElement().satisfies(state -> assertThat(state.left())
                .isEqualTo(1));
        rates.forget();
        assertThat(rates.states("find", NANOS).get(0).left()).isEqualTo(2);
    }
}
