package dev.airtableroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EncodedTest {

    @Test
    void nothingIsNothing() {
        assertThat(Encoded.of(null)).isNull();
    }

    @Test
    void shortValuesStayReadable() {
        assertThat(Encoded.of("שלום 🔁")).isEqualTo("שלום 🔁");
        assertThat(Encoded.of(new BigDecimal("12.5"))).isEqualTo("12.5");
        assertThat(Encoded.of(true)).isEqualTo("true");
        assertThat(Encoded.of("x".repeat(64))).isEqualTo("x".repeat(64));
    }

    @Test
    void longValuesBecomeADigest() {
        String cell = "x".repeat(100_000);

        assertThat(Encoded.of(cell)).hasSize(23).isEqualTo(Encoded.of("x".repeat(100_000)));
        assertThat(Encoded.of(cell)).isNotEqualTo(Encoded.of(cell + "x"));
        assertThat(Encoded.of("x".repeat(65))).hasSize(23);
    }

    @Test
    void aMapIsTheSameInAnyOrder() {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("url", "https://example.com/a.png");
        one.put("filename", "a.png");
        Map<String, String> other = new LinkedHashMap<>();
        other.put("filename", "a.png");
        other.put("url", "https://example.com/a.png");

        assertThat(Encoded.of(List.of(one))).isEqualTo(Encoded.of(List.of(other)));
    }

    @Property(tries = 300)
    void textIsTheSameExactlyWhenTheValueIs(
            @ForAll @StringLength(max = 70) @AlphaChars String one,
            @ForAll @StringLength(max = 70) @AlphaChars String other) {
        assertThat(Encoded.of(one).equals(Encoded.of(other))).isEqualTo(one.equals(other));
        assertThat(Encoded.of(new String(one))).isEqualTo(Encoded.of(one));
    }

    @Property(tries = 300)
    void aListIsTheSameExactlyWhenItsElementsAre(
            @ForAll List<@AlphaChars @StringLength(max = 3) String> one,
            @ForAll List<@AlphaChars @StringLength(max = 3) String> other) {
        // a list without elements, or of nothing, is no value
        List<String> some = one.stream().filter(text -> !text.isEmpty()).toList();
        List<String> others = other.stream().filter(text -> !text.isEmpty()).toList();

        assertThat(Encoded.of(some).equals(Encoded.of(others))).isEqualTo(some.equals(others));
    }
}
