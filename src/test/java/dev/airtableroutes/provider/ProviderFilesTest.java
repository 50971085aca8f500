package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The files of {@code mappings/integrations/}: in order, and doing what their own tests say. */
class ProviderFilesTest {

    private final Map<String, Provider> providers = ProviderFiles.load(Path.of("mappings"), name -> null);

    @TestFactory
    Stream<DynamicTest> testsInTheFiles() {
        return providers.values().stream().flatMap(provider -> provider.operations().values().stream()
                .flatMap(operation -> operation.recipe().tests().stream()
                        .map(test -> DynamicTest.dynamicTest(
                                provider.name() + " " + operation.verb() + ": " + test.name(),
                                () -> assertThat(ProviderTests.run(provider, operation, test))
                                        .isEmpty()))));
    }

    @Test
    void everyOperationHasTestsOfAnswersAndOfARequest() {
        assertThat(providers).isNotEmpty();
        providers.values().forEach(provider -> provider.operations().values().forEach(operation -> {
            assertThat(operation.recipe().tests())
                    .as(provider.name() + " " + operation.verb())
                    .anyMatch(test -> test.given() != null)
                    .anyMatch(test -> test.sends() != null);
        }));
    }

    @Test
    void peopleHaveAccountsWhereASearchTellsThem() {
        assertThat(providers.values())
                .filteredOn(Provider::tellsAccounts)
                .extracting(Provider::name)
                .containsExactly("reddit");
    }

    @Test
    void noFileHoldsASecretAndEveryProviderIsOffWithoutOne() {
        Providers all = new Providers(providers, name -> null);
        assertThat(all.all().values()).allSatisfy(provider -> {
            assertThat(all.on(provider.name())).isFalse();
            assertThat(all.whyOff(provider.name()).orElseThrow())
                    .startsWith(provider.displayName() + " is off: put ")
                    .contains(provider.auth().variables());
        });
    }
}
