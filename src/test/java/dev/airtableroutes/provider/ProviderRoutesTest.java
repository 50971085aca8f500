package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider's two files, which speak of each other. */
class ProviderRoutesTest {

    @TempDir
    Path directory;

    private Map<String, Provider> acme() {
        return ProvidersDirectory.at(directory)
                .file("acme.yaml", ProvidersDirectory.ACME)
                .load(Map.of());
    }

    @Test
    void oneConsumerIsOneAtOnce() {
        assertThat(ProviderRoutes.check(acme(), Map.of("acme-find", "1"), Map.of()))
                .isEmpty();
        assertThat(ProviderRoutes.check(acme(), Map.of("acme-find", "{{acme.consumers}}"), Map.of()))
                .isEmpty();
    }

    @Test
    void routesWithoutAnyProviderWaitForNobody() {
        assertThat(ProviderRoutes.check(Map.of(), Map.of("acme-find", "1"), Map.of()))
                .isEmpty();
    }

    @Test
    void tellsWhatDoesNotFit() {
        assertThat(ProviderRoutes.check(acme(), Map.of("acme-find", "3"), Map.of()))
                .singleElement()
                .asString()
                .startsWith("routes/integrations/acme.camel.yaml: acme-find takes 3 turns at once, and ")
                .endsWith("acme.yaml says atOnce: 1; the two must agree.");
        assertThat(ProviderRoutes.check(acme(), Map.of("acme-verify", "1"), Map.of()))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith(
                                        "routes/integrations/acme.camel.yaml: there is no route acme-find, so that"),
                        second -> assertThat(second)
                                .isEqualTo("routes/integrations: the route acme-verify waits for turns of an operation"
                                        + " that no file of mappings/integrations has."));
    }

    @Test
    void tellsThatAnOperationIsPaidFromAnotherPurse() {
        Map<String, Provider> acme = ProvidersDirectory.at(directory)
                .file("acme.yaml", ProvidersDirectory.ACME.replace("    price: 1", "    price: 1\n    purse: finder"))
                .load(Map.of());

        assertThat(ProviderRoutes.check(acme, Map.of("acme-find", "1"), Map.of("acme-find", "finder")))
                .isEmpty();
        assertThat(ProviderRoutes.check(acme, Map.of("acme-find", "1"), Map.of()))
                .singleElement()
                .asString()
                .startsWith("routes/integrations/acme.camel.yaml: acme-find calls from the purse credits, and ")
                .endsWith(
                        "acme.yaml says purse: finder of find; the two must agree, or its circuit would be another's.");
    }
}
