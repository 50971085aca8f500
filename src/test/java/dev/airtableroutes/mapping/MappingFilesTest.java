package dev.airtableroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The files of {@code mappings/}: in order, and doing what their own tests say. */
class MappingFilesTest {

    private final Catalog catalog = Catalog.load(Path.of("mappings"), name -> null);

    private Stream<Mapping> all() {
        return Stream.concat(catalog.mappings().values().stream(), catalog.off().values().stream());
    }

    @Test
    void theTablesOfABaseWithoutAnIdAreOffAndSaySo() {
        assertThat(catalog.mappings()).doesNotContainKey("lead-generation/leads");
        assertThat(catalog.off()).containsKey("lead-generation/leads");
        assertThat(catalog.offSentences())
                .containsExactly("The tables of base lead-generation are off: set LEAD_GENERATION_BASE_ID.");
        Catalog with = Catalog.load(Path.of("mappings"), Map.of("LEAD_GENERATION_BASE_ID", "app0123456789abcd")::get);
        assertThat(with.mappings()).containsKey("lead-generation/leads");
        assertThat(with.offSentences()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> testsInTheMappings() {
        return all().flatMap(mapping -> mapping.tests().stream()
                .map(test -> DynamicTest.dynamicTest(
                        mapping.table() + ": " + test.name(), () -> assertThat(MappingTests.run(catalog, mapping, test))
                                .isEmpty())));
    }

    @Test
    void everyMappingHasTests() {
        assertThat(all()).isNotEmpty().allSatisfy(mapping -> assertThat(mapping.tests())
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

    /** The application itself writes these collections, and knows them by one name. */
    @Test
    void theCollectionsOfLeadsAreNowhereElse() {
        Catalog moved = Catalog.load(
                Path.of("mappings"),
                name -> name.matches("LEAD_GENERATION_\\w+_COLLECTION")
                        ? "elsewhere"
                        : "LEAD_GENERATION_BASE_ID".equals(name) ? "app0123456789abcd" : null);
        assertThat(moved.mappings().values())
                .extracting(Mapping::collection)
                .contains("leads", "contacts", "campaigns", "campaign_events")
                .doesNotContain("elsewhere");
    }
}
