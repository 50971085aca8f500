package dev.airtableroutes.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alert rules in Prometheus' own hands. That their meters exist, {@code HealthTest} proves. */
class AlertsTest {

    @Test
    void eachFiresForItsTroubleAndForThatAlone() throws Exception {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool"))),
                "Skipped: there is no promtool on the path. On Debian: apt-get install prometheus");
        Process promtool = new ProcessBuilder(
                        "promtool", "test", "rules", "src/test/resources/prometheus/alerts.test.yaml")
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes());
        assertThat(promtool.waitFor()).as(said).isZero();
    }
}
