package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.mapping.MatchKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DesiredTest {

    @Test
    void onlyWhatDiffersIsSent() {
        Desired desired = desired(cells("name", "Ada", "age", new BigDecimal("36"), "tags", List.of("a", "b")));

        assertThat(desired.differences(Map.of("name", "Ada", "age", "35", "note", "by hand")))
                .containsOnly(entry("age", new BigDecimal("36")), entry("tags", List.of("a", "b")));
    }

    @Test
    void aNullClearsWhatIsThereAndNothingElse() {
        Desired desired = desired(cells("name", null, "age", null));

        assertThat(desired.differences(Map.of("name", "Ada", "note", "x"))).containsOnly(entry("name", null));
        assertThat(desired.held(Map.of("name", "Ada", "note", "x"))).containsOnly(entry("note", "x"));
        assertThat(desired.encoded()).isEmpty();
    }

    @Test
    void clearingIsNotTheSameAsLeavingAlone() {
        assertThat(desired(cells("name", null)).fingerprint())
                .isNotEqualTo(desired(Map.of()).fingerprint());
        assertThat(desired(cells("name", null)).fingerprint())
                .isNotEqualTo(desired(cells("age", null)).fingerprint());
    }

    @Test
    void aKeyThatTheDocumentHasNothingForIsShownAsLongAsTheCellHasItHoweverItIsWritten() {
        Desired desired = Desired.of(Map.of(), List.of(new MatchKey("id", "a")));
        String text = "x".repeat(300);
        Map<String, String> held = Map.of(
                "id",
                "b",
                "email",
                " Ada@X.com",
                "number",
                Encoded.of(new BigDecimal("1E+3")),
                "long",
                Encoded.of(text),
                "name",
                "typed by a person");
        List<String> shown = List.of("email ada@x.com", "number 1000", Keys.of("long", text));
        List<String> before = new ArrayList<>(shown);
        before.addAll(List.of("id b", "name ada", "other x"));

        assertThat(desired.stillShown(before, held)).isEqualTo(shown);
        assertThat(desired.stillShown(List.of(), held)).isEmpty();
    }

    @Test
    void theFingerprintKnowsKeysAndMapping() {
        Map<String, Object> cells = Map.of("name", "Ada");
        long one = Desired.of(cells, List.of(new MatchKey("id", "a"))).fingerprint();

        assertThat(Desired.of(cells, List.of(new MatchKey("id", "a"))).fingerprint())
                .isEqualTo(one);
        assertThat(Desired.of(cells, List.of(new MatchKey("id", "b"))).fingerprint())
                .isNotEqualTo(one);
        assertThat(Desired.of(cells, List.of()).fingerprint()).isNotEqualTo(one);
    }

    @Test
    void keysAreInTheOrderOfTheMapping() {
        Desired desired = Desired.of(Map.of(), List.of(new MatchKey("id", "a"), new MatchKey("email", "x")));

        assertThat(desired.keys()).containsExactly("id a", "email x");
    }

    @Test
    void aCellIsNotTakenForTwo() {
        assertThat(desired(cells("tags", List.of("x", "name", "y"))).fingerprint())
                .isNotEqualTo(desired(cells("tags", List.of("x"), "name", "y")).fingerprint());
    }

    /** One run of the property below in some thousand found this pair. */
    @Test
    void anEmptyCellDoesNotMakeUpForAnotherValue() {
        Map<String, Object> one = cells("n", new BigDecimal("0.7"));
        one.put("ta", null);
        Map<String, Object> other = cells("n", new BigDecimal("0.2"));
        other.put("tb", null);

        assertThat(desired(one).fingerprint()).isNotEqualTo(desired(other).fingerprint());
    }

    @Property(tries = 500)
    void nothingDiffersFromItself(@ForAll("cells") Map<String, Object> cells) {
        Desired desired = desired(cells);

        assertThat(desired.differences(desired.encoded())).isEmpty();
        assertThat(desired.differences(desired.held(Map.of()))).isEmpty();
    }

    @Property(tries = 500)
    void onceWrittenNothingDiffers(
            @ForAll("cells") Map<String, Object> cells, @ForAll("cells") Map<String, Object> before) {
        Desired desired = desired(cells);
        Map<String, String> held = desired(before).encoded();
        Map<String, Object> sent = desired.differences(held);
        Map<String, String> after = desired.held(held);

        assertThat(desired.differences(after)).isEmpty();
        assertThat(cells).containsAllEntriesOf(sent);
        // what the document says nothing about stays
        held.forEach((field, value) -> {
            if (!cells.containsKey(field)) {
                assertThat(after).containsEntry(field, value);
            }
        });
        assertThat(after.keySet()).allMatch(field -> held.containsKey(field) || cells.containsKey(field));
    }

    @Property(tries = 1000)
    void fingerprintsAreEqualExactlyWhenTheCellsAre(
            @ForAll("cells") Map<String, Object> one, @ForAll("cells") Map<String, Object> other) {
        assertThat(desired(one).fingerprint() == desired(other).fingerprint()).isEqualTo(one.equals(other));
        Map<String, Object> reversed = new LinkedHashMap<>();
        List<String> fields = Arrays.asList(one.keySet().toArray(String[]::new));
        Collections.reverse(fields);
        fields.forEach(field -> reversed.put(field, one.get(field)));
        assertThat(desired(reversed).fingerprint()).isEqualTo(desired(one).fingerprint());
    }

    @Provide
    Arbitrary<Map<String, Object>> cells() {
        Arbitrary<String> texts =
                Arbitraries.strings().withChars("ab ").ofMinLength(1).ofMaxLength(3);
        // a field has one type: text in t, lists in l, numbers in n
        Arbitrary<Object> text = texts.map(value -> (Object) value).injectNull(0.2);
        Arbitrary<Object> list = texts.list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(value -> (Object) value.stream().sorted().toList())
                .injectNull(0.2);
        Arbitrary<Object> number = Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.TEN)
                .ofScale(1)
                .map(value -> (Object) value.stripTrailingZeros())
                .injectNull(0.2);
        return Combinators.combine(
                        text, text, list, number, Arbitraries.integers().between(0, 15))
                .as((a, b, l, n, present) -> {
                    Map<String, Object> cells = new HashMap<>();
                    put(cells, "ta", a, (present & 1) > 0);
                    put(cells, "tb", b, (present & 2) > 0);
                    put(cells, "l", l, (present & 4) > 0);
                    put(cells, "n", n, (present & 8) > 0);
                    return cells;
                });
    }

    private static void put(Map<String, Object> cells, String field, Object value, boolean present) {
        if (present) {
            cells.put(field, value);
        }
    }

    private static Desired desired(Map<String, Object> cells) {
        return Desired.of(cells, List.of());
    }

    private static Map<String, Object> cells(Object... pairs) {
        Map<String, Object> cells = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            cells.put((String) pairs[i], pairs[i + 1]);
        }
        return cells;
    }
}
