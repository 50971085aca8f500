package dev.airtableroutes.base;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.base.Drift.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriftTest {

    private static final Table TABLE = new Table("shop", "users", "Users", null, null, "id", Map.of());

    @ParameterizedTest
    @EnumSource
    void aFieldOfTheSameTypeAndNameHasNone(FieldType type) {
        assertThat(Drift.between(TABLE, field("Sum", type), field("Sum", type))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aFieldThatAirtableComputesCannotBeWritten(FieldType type) {
        List<Drift> drift = Drift.between(TABLE, field("Sum", FieldType.number), field("Sum", type));

        if (type.computed()) {
            assertThat(drift)
                    .singleElement()
                    .returns(Kind.COMPUTED, Drift::kind)
                    .returns(true, Drift::harmful)
                    .extracting(Drift::sentence)
                    .isEqualTo("mappings/bases/shop.yaml: field \"Sum\" of table users is a " + type
                            + " in Airtable, which computes it: it cannot be written; run `schema pull shop` to take"
                            + " over the live base.");
        } else if (type != FieldType.number) {
            assertThat(drift)
                    .singleElement()
                    .returns(Kind.TYPE, Drift::kind)
                    .returns(false, Drift::harmful)
                    .extracting(Drift::sentence)
                    .asString()
                    .contains("is " + type + " in Airtable and number in the file");
        }
    }

    @Test
    void aFieldIsRetypedAndRenamedAtOnce() {
        assertThat(Drift.between(TABLE, field("Sum", FieldType.number), field("Total", FieldType.currency)))
                .extracting(Drift::kind)
                .containsExactly(Kind.TYPE, Kind.RENAMED);
    }

    @Test
    void aSelectTellsWhichChoicesAreLost() {
        List<Drift> drift = Drift.between(TABLE, select("a", "b", "c"), select("d", "b"));

        assertThat(drift)
                .singleElement()
                .returns(Kind.CHOICES, Drift::kind)
                .extracting(Drift::sentence)
                .asString()
                .contains("\"Status\" of table users does not offer [a, c] in Airtable");
    }

    @Test
    void moreChoicesInAnotherOrderAreNoDrift() {
        assertThat(Drift.between(TABLE, select("a", "b"), select("c", "b", "a")))
                .isEmpty();
    }

    private static Field field(String name, FieldType type) {
        return new Field("sum", name, null, type, List.of(), null, Map.of());
    }

    private static Field select(String... choices) {
        return new Field("status", "Status", null, FieldType.singleSelect, List.of(choices), null, Map.of());
    }
}
