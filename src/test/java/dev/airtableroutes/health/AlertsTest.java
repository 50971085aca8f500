package dev.airtableroutes.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alert rules and what the panels ask, in Prometheus' own hands. That their meters exist, {@code HealthTest} and
 * {@code LeadsServedTest} prove.
 */
class AlertsTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void look() {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool"))),
                "Skipped: there is no promtool on the path. On Debian: apt-get install prometheus");
    }

    private static void promtool(String... arguments) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes());
        assertThat(promtool.waitFor()).as(said).isZero();
    }

    @Test
    void eachFiresForItsTroubleAndForThatAlone() throws Exception {
        promtool("test", "rules", "src/test/resources/prometheus/alerts.test.yaml");
    }

    @Test
    void whatEachPanelAsksIsAQuestionToPrometheus() throws Exception {
        ObjectMapper json = new ObjectMapper();
        StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
        int questions = 0;
        for (JsonNode question :
                json.readTree(Path.of("docs/grafana-dashboard.json").toFile()).findValues("expr")) {
            rules.append("      - {record: question_%d, expr: %s}%n"
                    .formatted(questions++, json.writeValueAsString(question.asText())));
        }
        assertThat(questions).isGreaterThan(15);

        promtool(
                "check",
                "rules",
                Files.writeString(directory.resolve("panels.yaml"), rules).toString());
    }

    @Test
    void whatToDoForEachIsWritten() throws IOException {
        String manual = Files.readString(Path.of("docs/operations.md"));
        assertThat(Files.readAllLines(Path.of("docs/prometheus-alerts.yaml")).stream()
                        .filter(line -> line.contains("- alert: "))
                        .map(line -> line.replaceFirst(".*- alert: ", "")))
                .hasSizeGreaterThan(10)
                .allSatisfy(alert -> assertThat(manual).containsPattern("\\*\\*" + alert + "\\.?\\*\\*"));
    }
}
