package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Tables;
import dev.airtableroutes.sync.Totals;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Passes that somebody has asked for, when they cannot run or do not come to their end. */
class PassRequestsTest {

    @RegisterExtension
    static final Stage stage = Stage.open(Map.of("sync.every", "0s"));

    @BeforeEach
    void oneUser() {
        stage.insert("user", new Document("_id", "u1").append("email", "noor@example.com"));
    }

    @Test
    void aPassThatWasAskedForBeforeItsTableWasPausedDoesNotRun() {
        Tables tables = stage.bean(Tables.class);
        Passes passes = stage.bean(Passes.class);
        tables.pause(USERS, "Bo");
        // as when a file of the table is saved meanwhile
        passes.hold(USERS, new WaitException("The route changes."));
        passes.release(USERS);
        try {
            for (Mode mode : Mode.values()) {
                PassReport report = mode == Mode.HINTS
                        ? stage.hint(USERS, "u1")
                        : stage.run(mode, false, USERS).get(0);

                assertThat(report.failure()).isEqualTo("The table was paused by Bo; it goes on when it is resumed.");
                assertThat(report.state()).isEqualTo(PassReport.WAITING);
            }
            assertThat(stage.table(USERS).records()).isEmpty();
            assertThat(stage.run(Mode.CHANGED, true, USERS))
                    .as("a plan writes nothing")
                    .allMatch(PassReport::done);
        } finally {
            tables.resume(USERS);
        }
        assertThat(stage.sync(USERS).created()).isEqualTo(1);
    }

    @Test
    void everythingStaysWantedUntilAPassOverEverythingHasEnded() {
        assertThat(stage.sync(USERS).created()).isEqualTo(1);
        stage.bean(Tables.class).soon(USERS);
        assertThat(next()).isEqualTo(Mode.FULL);
        stage.change("user", "u1", "firstName", "Noor");
        stage.airtable.faults().add(Fault.status(403).method("PATCH"));
        assertThat(stage.run(Mode.FULL, false, USERS)).noneMatch(PassReport::done);

        assertThat(next()).as("the one before failed").isEqualTo(Mode.FULL);
        stage.airtable.faults().clear();
        stage.sync(USERS);
        assertThat(next()).as("the one before did not look at all").isEqualTo(Mode.FULL);
        assertThat(stage.run(Mode.FULL, true, USERS)).allMatch(PassReport::done);
        assertThat(next()).as("the one before was a plan").isEqualTo(Mode.FULL);

        stage.sync(Mode.FULL, USERS);

        assertThat(next()).isEqualTo(Mode.CHANGED);
    }

    @Test
    void everythingThatIsWantedDuringAPassIsForTheNext() {
        stage.airtable.faults().add(Fault.delay(3_000).method("PATCH"));
        CompletableFuture<Totals> pass = CompletableFuture.supplyAsync(() -> stage.sync(Mode.FULL, USERS));
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> stage.bean(Passes.class).running(USERS).isPresent());
        stage.bean(Tables.class).soon(USERS);
        stage.airtable.faults().clear();

        assertThat(pass.join().created()).isEqualTo(1);

        assertThat(next()).isEqualTo(Mode.FULL);
        stage.sync(Mode.FULL, USERS);
    }

    private static Mode next() {
        return stage.bean(Tables.class).due().stream()
                .filter(request -> request.table().equals(USERS))
                .findFirst()
                .orElseThrow()
                .mode();
    }
}
