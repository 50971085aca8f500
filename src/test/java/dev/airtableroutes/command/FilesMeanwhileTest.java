package dev.airtableroutes.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.provider.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The files of the mappings directory, as beans of an application that starts. */
class FilesMeanwhileTest {

    /** As an argument of the jar or a configuration file sets it. */
    @Test
    void springsSettingsDecideAboutTheFiles() {
        try (GenericApplicationContext context = reading(
                Path.of("mappings"), Map.of("LEADS_CREDITS_A_RUN", "7", "CUCULI_BASE_ID", "appSetBySpring123"))) {
            context.refresh();
            assertThat(context.getBean(LeadRules.class).current().caps().run()).isEqualByComparingTo("7");
            assertThat(context.getBean(Providers.class).all()).isNotEmpty();
            assertThat(context.getBean(Catalog.class)
                            .bases()
                            .byKey()
                            .get("cuculi")
                            .id())
                    .isEqualTo("appSetBySpring123");
        }
    }

    @Test
    void allMistakesAreToldBeforeAnyBeanIsMade(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("bases"));
        Files.createDirectories(directory.resolve("tables/cuculi"));
        Files.writeString(directory.resolve("tables/cuculi/users.yaml"), "table: [");
        Files.writeString(directory.resolve("leads.yaml"), "caps: [");
        AtomicInteger made = new AtomicInteger();
        try (GenericApplicationContext context = reading(directory, Map.of())) {
            context.registerBean(AtomicInteger.class, () -> {
                made.incrementAndGet();
                return made;
            });
            assertThat(catchThrowable(context::refresh))
                    .hasCauseInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("users.yaml")
                    .hasMessageContaining("leads.yaml");
        }
        assertThat(made).hasValue(0);
    }

    private static GenericApplicationContext reading(Path mappings, Map<String, Object> settings) {
        GenericApplicationContext context = new GenericApplicationContext();
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("arguments", settings));
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("directory", Map.of("mappings.directory", mappings.toString())));
        FilesMeanwhile.read(context);
        return context;
    }
}
