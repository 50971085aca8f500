package dev.airtableroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The files of {@code mappings/}: in order, and doing what their own tests say. */
class MappingFilesTest {

    private final Catalog catalog = Catalog.load(Path.of("mappings"), name -> null);

    @TestFactory
    Stream<DynamicTest> testsInTheMappings() {
        return catalog.mappings().values().stream().flatMap(mapping -> mapping.tests().stream()
                .map(test -> DynamicTest.dynamicTest(
                        mapping.table() + ": " + test.name(), () -> assertThat(MappingTests.run(catalog, mapping, test))
                                .isEmpty())));
    }

    @Test
    void everyMappingHasTests() {
        assertThat(catalog.mappings().values()).isNotEmpty().allSatisfy(mapping -> assertThat(mapping.tests())
                .as(mapping.file())
                .isNotEmpty());
    }

    @Test
    void usersAndEventsComeBeforeTheMessagesThatLinkToThem() {
        assertThat(catalog.inLinkOrder())
                .extracting(Mapping::table)
                .containsSubsequence("cuculi/users", "cuculi/messages");
        assertThat(catalog.inLinkOrder())
                .extracting(Mapping::table)
                .containsSubsequence("cuculi/events", "cuculi/messages");
    }
}
