package dev.airtableroutes.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayHistoryTest {

    private static final Instant BEGIN = Instant.parse("2026-05-01T12:00:00Z");
    private static MongoServer server;
    private static MongoClient client;
    private ReplayHistory history;

    @BeforeAll
    static void start() {
        server = new MongoServer(new MemoryBackend());
        client = MongoClients.create("mongodb://localhost:" + server.bind().getPort());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.shutdownNow();
    }

    @BeforeEach
    void empty() {
        MongoDatabase state = client.getDatabase("state");
        state.drop();
        history = new ReplayHistory(state);
    }

    private static Replay.Progress replay(int number, String state) {
        return new Replay.Progress(
                "r" + number,
                state,
                false,
                "Ada",
                BEGIN.plusSeconds(number),
                null,
                8,
                5,
                2,
                1,
                new BigDecimal("0.5"),
                1,
                0,
                null,
                null,
                List.of());
    }

    @Test
    void aServerThatStartsDoesNotEndTheReplayOfACommand() {
        history.store(replay(1, "running"));
        new ReplayHistory(client.getDatabase("state"), false).store(replay(2, "running"));

        history.endOfServer();

        assertThat(history.find("r1").orElseThrow().state()).isEqualTo("failed");
        assertThat(history.find("r2").orElseThrow().state()).isEqualTo("running");
    }

    @Test
    void oneThatNobodyGoesOnWithWasCutShort() {
        history.store(replay(1, "running"));
        history.store(replay(2, "done"));

        history.endOlderThan(Duration.ofHours(1));
        assertThat(history.find("r1").orElseThrow().state()).isEqualTo("running");

        history.endOlderThan(Duration.ZERO);
        assertThat(history.find("r1").orElseThrow())
                .returns("failed", Replay.Progress::state)
                .satisfies(replay -> assertThat(replay.ended()).isNotNull())
                .satisfies(
                        replay -> assertThat(replay.sentence())
                                .isEqualTo(
                                        "8 letters replayed: 5 resolved, 2 open, 1 on their way for up to 0.5 credits (of a search its first page), 1 skipped. Not finished: The application"
                                                + " stopped during the replay; what it had not come to is open, replay it again."));
        assertThat(history.find("r2")).contains(replay(2, "done"));
    }

    @Test
    void theLatestHundredAreKept() {
        IntStream.range(0, 103).forEach(number -> history.store(replay(number, "done")));

        history.keepLatest();

        assertThat(history.latest())
                .hasSize(100)
                .startsWith(replay(102, "done"))
                .endsWith(replay(3, "done"));
        assertThat(history.find("r2")).isEmpty();
    }
}
