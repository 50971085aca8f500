package dev.airtableroutes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.route.RouteChecks;
import dev.airtableroutes.route.RouteFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** A new table is two files and no Java. The files are those of routes/README.md. */
class NewTableTest {

    private static final String ROUTE = """
            - route:
                id: presence-help_desk
                group: presence
                description: Keeps Airtable's Help Desk Prompts in step with the MongoDB collection help_desk
                routeConfigurationId: pass
                from:
                  id: presence-help_desk-documents
                  uri: kamelet:collection-source
                  parameters:
                    table: presence/help_desk
                  steps:
                    - to:
                        id: presence-help_desk-records
                        uri: kamelet:airtable-table-sink
            """;

    private static final String MAPPING = """
            # yaml-language-server: $schema=../../schema/table.schema.json
            table: presence/help_desk
            collection: help_desk
            match: [topic]
            fields:
              topic: topic
              category: category
              default_response: [response, default_response]
              active_status: active
            tests:
              - name: a prompt goes out with its answer
                given: {topic: Lost key, category: member, response: Call us., active: "yes"}
                expect: {topic: Lost key, category: Member, default_response: Call us., active_status: true}
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void addTwoFilesToACopy() throws IOException {
        for (String name : List.of("routes", "mappings")) {
            copy(Path.of(name), directory.resolve(name));
        }
        write("routes/tables/presence/help_desk.camel.yaml", ROUTE);
        write("mappings/tables/presence/help_desk.yaml", MAPPING);
    }

    @Test
    void theRouteRuns() throws IOException {
        assertThat(RouteChecks.check(directory.resolve("routes"))).isEmpty();
        try (ConfigurableApplicationContext application = start()) {
            CamelContext camel = application.getBean(CamelContext.class);
            Route route = camel.getRoute("presence-help_desk");

            assertThat(application.getBean(RouteFiles.class).broken()).isEmpty();
            assertThat(application.getBean(Catalog.class).mappings()).containsKey("presence/help_desk");
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
