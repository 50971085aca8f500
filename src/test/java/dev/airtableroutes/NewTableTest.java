package dev.airtableroutes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.MappingTests;
import dev.airtableroutes.route.RouteChecks;
import dev.airtableroutes.route.RouteFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A new table is two files and no Java: the two that routes/README.md shows. */
class NewTableTest {

    private static final Pattern FILE = Pattern.compile("`(\\S+\\.yaml)`:\\n\\n```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @BeforeEach
    void addTwoFilesToACopy() throws IOException {
        for (String name : List.of("routes", "mappings")) {
            copy(Path.of(name), directory.resolve(name));
        }
        Matcher shown = FILE.matcher(Files.readString(Path.of("routes/README.md")));
        while (shown.find()) {
            write(shown.group(1), shown.group(2));
        }
        assertThat(directory.resolve("routes/tables/presence/help_desk.camel.yaml"))
                .exists();
    }

    @Test
    void theRouteRuns() throws IOException {
        assertThat(RouteChecks.check(directory.resolve("routes"))).isEmpty();
        try (ConfigurableApplicationContext application = start()) {
            CamelContext camel = application.getBean(CamelContext.class);
            Route route = camel.getRoute("presence-help_desk");

            assertThat(application.getBean(RouteFiles.class).broken()).isEmpty();
            assertThat(MappingTests.run(application.getBean(Catalog.class))).isEmpty();
            assertThat(application
                            .getBean(Catalog.class)
                            .mappings()
                            .get("presence/help_desk")
                            .tests())
                    .isNotEmpty();
            assertThat(route.getGroup()).isEqualTo("presence");
            assertThat(route.getDescription())
                    .isEqualTo("Keeps Airtable's Help Desk Prompts in step with the MongoDB collection help_desk");
            assertThat(camel.getRouteController().getRouteStatus("presence-help_desk"))
                    .isEqualTo(ServiceStatus.Started);
            assertThat(camel.getRoutes())
                    .allSatisfy(other -> assertThat(camel.getRouteController().getRouteStatus(other.getRouteId()))
                            .isEqualTo(ServiceStatus.Started))
                    .extracting(Route::getRouteId)
                    .contains("cuculi-users", "cuculi-events", "cuculi-messages", "airtable-request");
        }
    }

    /** The whole application as a one-shot starts it; nothing in it connects before a pass is asked for. */
    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(AirtableRoutes.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--routes.directory=" + directory.resolve("routes"),
                        "--mappings.directory=" + directory.resolve("mappings"),
                        "--sync.serve=false",
                        "--airtable.api-url=http://localhost:1",
                        "--mongodb.uri=mongodb://localhost:1/nowhere");
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
