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
    void aPersonIsShownWhatCanBeShown() {
        assertThat(Encoded.shown(null)).isNull();
        assertThat(Encoded.shown(Encoded.of("Ana"))).isEqualTo("Ana");
        assertThat(Encoded.shown(Encoded.of(List.of("Art", "Wine")))).isEqualTo("Art, Wine");
        assertThat(Encoded.shown(Encoded.of("x".repeat(100))))
                .isEqualTo("(long; the ledger keeps a fingerprint of it)");
        assertThat(Encoded.shown(Encoded.of(List.of(Map.of("url", "https://example.com/files/menu.pdf")))))
                .isEqualTo("menu.pdf");
        assertThat(Encoded.shown(Encoded.of(List.of(Map.of("email", "Ana@example.com")))))
                .isEqualTo("ana@example.com");
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

    @Test
    void aFileIsTheSameUnderTheAddressThatAirtableGaveIt() {
        String sent = Encoded.of(List.of(Map.of("url", "https://example.com/files/menu.pdf?v=1")));
        String listed = Encoded.listed(List.of(Map.of("url", "https://dl.airtable.test/x9", "filename", "menu.pdf")));

        assertThat(Encoded.same(sent, listed)).isTrue();
        assertThat(Encoded.same(listed, sent)).isTrue();
        assertThat(Encoded.same(sent, Encoded.of(List.of(Map.of("url", "https://example.com/new/menu.pdf")))))
                .as("the document names another file of that name")
                .isFalse();
        assertThat(Encoded.same(sent, Encoded.listed(List.of(Map.of("url", "https://x.test/wine.pdf")))))
                .isFalse();
        assertThat(Encoded.same(sent, null)).isFalse();
    }

    @Test
    void aPersonIsTheSameByWhateverBothSidesKnow() {
        String sent = Encoded.of(Map.of("email", "Ana@example.com"));
        String listed = Encoded.listed(Map.of("id", "usr1", "email", "ana@example.com"));

        assertThat(Encoded.same(sent, listed)).isTrue();
        assertThat(Encoded.same(Encoded.of(Map.of("id", "usr1")), listed)).isTrue();
        assertThat(Encoded.same(Encoded.of(Map.of("id", "usr2", "email", "ana@example.com")), listed))
                .isFalse();
        assertThat(Encoded.same(
                        Encoded.of(List.of(Map.of("email", "bo@example.com"), Map.of("email", "ana@example.com"))),
                        Encoded.listed(List.of(
                                Map.of("id", "usr1", "email", "ana@example.com"),
                                Map.of("id", "usr2", "email", "bo@example.com")))))
                .isTrue();
        assertThat(Encoded.same(Encoded.of(List.of(Map.of("email", "bo@example.com"))), listed))
                .isFalse();
    }

    @Test
    void aTextThatBeginsLikeAMarkIsNone() {
        assertThat(Encoded.same(Encoded.of("\u0002a\u0002b"), Encoded.of("\u0002a\u0002")))
                .isFalse();
        assertThat(Encoded.same(Encoded.of("\u0003"), Encoded.of("\u0003|"))).isFalse();
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
