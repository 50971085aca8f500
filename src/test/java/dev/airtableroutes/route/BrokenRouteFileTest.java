package dev.airtableroutes.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A broken file stops neither the others nor the application, and says what is wrong with it. */
class BrokenRouteFileTest {

    private static final String GOOD = """
            - route:
                id: %s
                from:
                  uri: direct:%s
                  steps:
                    - to:
                        uri: log:letters
            """;

    @TempDir
    private Path directory;

    private final CamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void twoGoodFiles() throws IOException {
        // one is loaded before the broken file, one after it
        write("airtable/before.camel.yaml", GOOD.formatted("before", "before"));
        write("tables/after.camel.yaml", GOOD.formatted("after", "after"));
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource
    void theOthersRun(String good, String bad, String sentence) throws IOException {
        String file = "airtable/broken.camel.yaml";
        write(file, GOOD.formatted("broken", "broken").replace(good, bad));
        RouteFiles files = new RouteFiles(directory, Set.of());

        files.afterApplicationStart(camel);

        assertThat(status("before")).isEqualTo(ServiceStatus.Started);
        assertThat(status("after")).isEqualTo(ServiceStatus.Started);
        assertThat(camel.getRoute("broken")).isNull();
        assertThat(files.broken())
                .containsOnlyKeys(file)
                .containsEntry(
                        file, "routes/airtable/broken.camel.yaml is not loaded, the other routes run: " + sentence);
    }

    static Stream<Arguments> theOthersRun() {
        String log = "uri: log:letters";
        return Stream.of(
                arguments("from:", "from: [", "line 5: this is not YAML: expected ',' or ']', but got :."),
                arguments("- to:", "- too:", "line 6: from.steps: \"too\" is unknown here; did you mean \"to\"?"),
                arguments(
                        "log:letters",
                        "kamelet:airtable-tabel-sink",
                        "line 7: there is no kamelet \"airtable-tabel-sink\" in kamelets/."),
                arguments(
                        log,
                        "{uri: log:letters, parameters: {showAl: true}}",
                        "line 7: log has no option \"showAl\"; did you mean \"showAll\"?"),
                arguments(
                        log,
                        "{uri: log:letters, parameters: {showAll: perhaps}}",
                        "line 7: showAll is \"perhaps\"; expected true or false."),
                arguments(
                        "id: broken",
                        "id: broken\n    routeConfigurationId: perhaps",
                        "route broken names the policy \"perhaps\", which error-handling.camel.yaml does not have, or which is not loaded."),
                arguments(
                        "direct:broken",
                        "direct:before",
                        "Failed to start route: broken because: Multiple consumers for the same endpoint is not allowed: direct://before"));
    }

    private ServiceStatus status(String route) {
        return camel.getRouteController().getRouteStatus(route);
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
