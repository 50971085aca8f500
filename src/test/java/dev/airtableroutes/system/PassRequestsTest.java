package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Tables;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passes that somebody has asked for, when they cannot run or do not come to their end. */
class PassRequestsTest {

    private static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.open();
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void clear() {
        stage.clear();
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
}
