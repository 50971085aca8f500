package dev.airtableroutes.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {

    private static final UnaryOperator<String> ENVIRONMENT = Map.of("SET", "appSet$1", "EMPTY", "")::get;

    @ParameterizedTest
    @CsvSource({
        "'',''",
        "no placeholder $ {here},no placeholder $ {here}",
        "${SET},appSet$1",
        "${SET:other},appSet$1",
        "${UNSET:other},other",
        "${UNSET:},''",
        "${UNSET:Members: all of them},Members: all of them",
        "${EMPTY:other},other",
        "$${SET},${SET}",
        "a $${SET:x} ${SET} $${,a ${SET:x} appSet$1 ${",
        "$$${SET},$${SET}",
        "a ${SET} b ${UNSET:c} d,a appSet$1 b c d",
    })
    void takesTheVariableAndElseTheDefault(String text, String expected) {
        assertThat(Placeholders.resolve(text, ENVIRONMENT)).isEqualTo(expected);
    }

    @Test
    void saysWhichVariableIsMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Placeholders.resolve("${UNSET}", ENVIRONMENT))
                .withMessage("The environment variable UNSET is not set and ${UNSET} has no default: "
                        + "set it, or write ${UNSET:default}.");
    }

    @Test
    void goesThroughMapsAndListsAndLeavesTheRest() {
        Map<String, Object> file = Map.of("a", Map.of("b", List.of("${SET}", 1)), "${SET}", true);

        assertThat(Placeholders.resolve(file, ENVIRONMENT))
                .isEqualTo(Map.of("a", Map.of("b", List.of("appSet$1", 1)), "${SET}", true));
    }
}
