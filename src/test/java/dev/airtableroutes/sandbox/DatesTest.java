package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatesTest {

    @Property
    void anInstantIsWrittenWithMillisecondsInHoweverManyWaysItComes(
            @ForAll @LongRange(min = -62_135_596_800_000L, max = 253_402_300_799_999L) long millis) {
        String canonical = Dates.instant(millis);

        assertThat(Dates.dateTime(canonical, "utc", false)).isEqualTo(canonical);
        assertThat(Dates.dateTime(canonical.replace("Z", "+00:00"), "utc", false))
                .isEqualTo(canonical);
        assertThat(Instant.parse(canonical).toEpochMilli()).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-01-01T00:00:00.000Z",
                "2026-02-29T00:00:00.000Z",
                "2026-13-01T00:00:00.000Z",
                "2026-01-01T24:00:00.000Z",
                "2026-01-01T00:60:00.000Z",
                "2026-01-01T00:00:60.000Z",
            })
    void whatLooksLikeOneAndIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Dates.dateTime(text, "utc", false)).isInstanceOf(DateTimeException.class);
    }
}
