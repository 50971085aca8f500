package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container is stopped with SIGTERM, and killed when that takes too long. */
class StopIT {

    private static final int TERMINATED = 128 + 15;

    private final Cuculi cuculi = new Cuculi();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        cuculi.close();
    }

    @Test
    void batchesUnderWayAreFinishedAndWrittenDown() throws Exception {
        cuculi.scene(800, 25, 400);
        cuculi.airtable.network().work(Duration.ofMillis(150));
        Path err = directory.resolve("err");
        Process process = Jar.of(cuculi).start(directory.resolve("out"), err, "--server.port=0");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> cuculi.records("users").size() >= 100);

        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("stopped in time").isTrue();

        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(Files.readString(err)).doesNotContain("\tat ");
        int arrived = List.of("users", "events", "messages").stream()
                .mapToInt(table -> cuculi.records(table).size())
                .sum();
        assertThat(cuculi.records("users").size())
                .as("it stopped in the middle of the pass")
                .isLessThan(800);
        assertThat(cuculi.knownRecords()).as("whatever Airtable has is known").isEqualTo(arrived);

        assertThat(Jar.of(cuculi).run("sync").readable().exit()).isZero();
        cuculi.assertArrived();
    }
}
