package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.airtableroutes.failure.ConfigurationException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesFileTest {

    private static final List<String> PROVIDERS = List.of("hunter", "findymail", "anymailfinder");

    @TempDir
    private Path mappings;

    private Rules read(String text) throws IOException {
        Files.writeString(mappings.resolve("leads.yaml"), text);
        return RulesFile.load(mappings, PROVIDERS, Map.of("LEADS_AUTOMATIC", "true", "RUN", "12.5")::get);
    }

    @Test
    void withoutAFileNobodyIsAsked() {
        Rules rules = RulesFile.load(mappings, PROVIDERS, name -> null);

        assertThat(rules.usual().find()).isEmpty();
        assertThat(rules.automatic()).isFalse();
    }

    @Test
    void theEnvironmentFillsIn() throws IOException {
        Rules rules = read("""
                automatic: ${LEADS_AUTOMATIC:false}
                find: [hunter, findymail]
                verify: [findymail]
                segments:
                  enterprise: {find: [findymail]}
                  nobody: {find: [findymail], verify: []}
                caps: {lead: 5, run: "${RUN:100}", months: {hunter: 2000}}
                breakEven: {calls: 50, hitsOfAHundred: 2.5}
                cache: {found: 30d, missed: 12h}
                """);

        assertThat(rules.automatic()).isTrue();
        assertThat(rules.waterfall("enterprise").find()).containsExactly("findymail");
        assertThat(rules.waterfall("enterprise").verify())
                .as("who verifies is said once for all")
                .containsExactly("findymail");
        assertThat(rules.waterfall("nobody").verify()).isEmpty();
        assertThat(rules.waterfall("another")).isEqualTo(rules.usual());
        assertThat(rules.waterfall(null).find()).containsExactly("hunter", "findymail");
        assertThat(rules.caps().run()).isEqualByComparingTo(new BigDecimal("12.5"));
        assertThat(rules.caps().months()).containsEntry("hunter", new BigDecimal("2000"));
        assertThat(rules.breakEven().hitsOfAHundred()).isEqualTo(2.5);
        assertThat(rules.foundFor()).isEqualTo(Duration.ofDays(30));
        assertThat(rules.missedFor()).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void everyMistakeIsToldWithItsLine() {
        assertThatThrownBy(() -> read("""
                        find: [huntr, findymail]
                        segments:
                          enterprise: {find: [apollo]}
                        caps:
                          months: {findymial: 5}
                        """))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("leads.yaml:1: find[0]: there is no provider \"huntr\"; did you mean \"hunter\"?")
                .hasMessageContaining("leads.yaml:3: segments.enterprise.find[0]: there is no provider \"apollo\"")
                .hasMessageContaining("leads.yaml:5: caps.months.findymial")
                .hasMessageContaining("did you mean \"findymail\"?");
    }

    @Test
    void whatTheSchemaObjectsToIsToldToo() {
        assertThatThrownBy(() -> read("""
                        find: [hunter]
                        trise: 3
                        cache: {found: two months}
                        """))
                .hasMessageContaining("leads.yaml:2: ")
                .hasMessageContaining("did you mean \"tries\"?")
                .hasMessageContaining("leads.yaml:3: cache.found");
    }

    @Test
    void aCapMayBeOfOnePurseOfAProviderAlone() throws IOException {
        Path file = mappings.resolve(RulesFile.NAME);
        Files.writeString(file, "find: [hunter]\ncaps: {months: {findymail: 9, findymail.verifier: 5}}");
        List<String> purses = List.of("findymail", "findymail.verifier", "hunter");

        Rules rules = RulesFile.load(mappings, purses, name -> null);

        assertThat(rules.caps().month("findymail")).contains(new BigDecimal("9"));
        assertThat(rules.caps().month("findymail.verifier")).contains(new BigDecimal("5"));
        Files.writeString(file, "find: [findymail.verifier]\ncaps: {months: {findymail.verifyer: 5}}");
        assertThatThrownBy(() -> RulesFile.load(mappings, purses, name -> null))
                .hasMessageContaining("leads.yaml:1: find[0]: there is no provider \"findymail.verifier\"")
                .hasMessageContaining("did you mean \"findymail.verifier\"?");
    }

    /** The file of the product is right for the providers of the product. */
    @Test
    void theProductsOwnFileIsRight() throws IOException {
        Path product = Path.of("mappings");
        List<String> providers;
        try (var files = Files.list(product.resolve("integrations"))) {
            providers = files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .toList();
        }

        Rules rules = RulesFile.load(product, providers, name -> null);

        assertThat(rules.usual().find()).isNotEmpty();
        assertThat(rules.automatic())
                .as("money is spent only when somebody says so")
                .isFalse();
    }
}
