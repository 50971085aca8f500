package dev.airtableroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "0, now",
        "1, now",
        "-1, now",
        "2, 2 s ago",
        "119, 119 s ago",
        "120, 2 min ago",
        "7199, 119 min ago",
        "7200, 2 h ago",
        "172799, 47 h ago",
        "172800, 2 d ago",
        "-90, in 90 s",
        "-3600, in 60 min",
    })
    void timesAreToldFromNow(long secondsAgo, String words) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(Words.fromNow(now.minusSeconds(secondsAgo), now)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 ms, 0.0 s", "1, 0 ms, 1.0 s", "9, 940 ms, 9.9 s", "10, 0 ms, 10 s", "7500, 0 ms, 2 h"})
    void durationsAreTold(long seconds, String millis, String words) {
        Instant from = Instant.EPOCH;
        Instant to = from.plusSeconds(seconds).plusMillis(Long.parseLong(millis.replace(" ms", "")));

        assertThat(Words.took(from, to)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 0 letters", "1 | 1 letter", "1234567 | 1,234,567 letters"})
    void countsAgreeWithWhatTheyCount(long count, String words) {
        assertThat(Words.count(count, "letter")).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 0.0", "4.84 | 4.8", "48.6 | 49", "1234 | 1,234"})
    void ratesHaveNoMoreDigitsThanMatter(double rate, String words) {
        assertThat(Words.rate(rate)).isEqualTo(words);
    }
}
