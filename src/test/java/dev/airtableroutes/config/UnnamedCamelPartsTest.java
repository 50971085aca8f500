package dev.airtableroutes.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class UnnamedCamelPartsTest {

    private static final List<String> ALL = ImportCandidates.load(
                    AutoConfiguration.class, UnnamedCamelPartsTest.class.getClassLoader())
            .getCandidates();

    private final StandardEnvironment environment = new StandardEnvironment();
    private final UnnamedCamelParts filter = new UnnamedCamelParts();

    private List<String> leftOut() {
        filter.setEnvironment(environment);
        // Spring's own filters have taken out some before
        boolean[] wanted = filter.match(
                ALL.stream().map(name -> name.contains("Elastic") ? null : name).toArray(String[]::new), null);
        return IntStream.range(0, ALL.size())
                .filter(i -> !wanted[i])
                .mapToObj(i -> ALL.get(i).replaceFirst(".*\\.", ""))
                .toList();
    }

    private void set(String name, Object value) {
        environment.getPropertySources().addFirst(new MapPropertySource(name, Map.of(name, value)));
    }

    @Test
    void whatNoSettingNamesIsLeftOut() {
        assertThat(leftOut())
                .contains(
                        "SedaComponentAutoConfiguration",
                        "FileComponentAutoConfiguration",
                        "MockComponentConverter",
                        "SimpleLanguageAutoConfiguration",
                        "JacksonDataFormatAutoConfiguration")
                .doesNotContain(
                        "CamelAutoConfiguration", "CamelThreadPoolAutoConfiguration", "WebMvcAutoConfiguration");
    }

    @Test
    void whatASettingNamesIsNot() {
        set("camel.component.seda.default-poll-timeout", 100);
        set("camel.component.dataset-test.lazy-start-producer", true);
        set("camel.component.class.bean-info-cache-size", 3);
        set("camel.dataformat.jackson.pretty-print", true);
        set("camel.language.exchange-property.trim", false);
        set("camel.vault.aws.region", "eu-west-1");

        assertThat(leftOut())
                .contains(
                        "FileComponentAutoConfiguration",
                        "SimpleLanguageAutoConfiguration",
                        "CamelCloudAutoConfiguration")
                .doesNotContain(
                        "SedaComponentAutoConfiguration",
                        "DataSetTestComponentAutoConfiguration",
                        "DataSetTestComponentConverter",
                        "ClassComponentAutoConfiguration",
                        "JacksonDataFormatAutoConfiguration",
                        "ExchangePropertyLanguageAutoConfiguration",
                        "AwsVaultAutoConfiguration");
    }

    @Test
    void aVariableNamesItToo() {
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "systemEnvironment", Map.of("CAMEL_COMPONENT_FILE_BRIDGEERRORHANDLER", "true")));

        assertThat(leftOut())
                .contains("SedaComponentAutoConfiguration")
                .doesNotContain("FileComponentAutoConfiguration");
    }

    @Test
    void aNameThatNoClassIsCalledByLeavesNothingOut() {
        set("camel.component.data-format-of-mine.x", 1);

        assertThat(leftOut()).isEmpty();
    }
}
