package dev.airtableroutes.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.Duplicates;
import dev.airtableroutes.MemoryMongo;
import dev.airtableroutes.deadletter.Again;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Asked;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.ReplayLocks;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ReplayOutcomesTest {

    private final MongoDatabase state = MemoryMongo.database();
    private final DeadLetters deadLetters = new DeadLetters(state);
    private final ReplayLocks locks = new ReplayLocks(deadLetters, state);
    private final ReplayHistory history = new ReplayHistory(state);
    private final ReplayOutcomes outcomes = new ReplayOutcomes(locks, history, false);

    private DeadLetter letter(String lead) {
        return deadLetters.store(DeadLetter.of(
                new Asked("hunter", "find", lead), lead, Kind.EXHAUSTED, Map.of(), null, "UNKNOWN", "Nobody knows."));
    }

    private Letter find(DeadLetter letter) {
        return deadLetters.find(letter.id()).orElseThrow();
    }

    @Test
    void linesOfAReplayNameIt() {
        Replay replay = new Replay(LetterFilter.ALL, null, true, "Ada");

        assertThat(replay.traces()).isEqualTo(Map.of("replay", replay.id()));
    }

    /** Its answer is on its way, and resolves it. */
    @Test
    void aReplayThatBreaksOffLeavesUnderWayWhatWasAskedAlready() {
        DeadLetter asked = letter("a");
        DeadLetter behind = letter("b");
        Replay replay = new Replay(LetterFilter.ALL, null, false, "Ada");
        LettersInHand inHand = new LettersInHand(replay, locks.take(List.of(find(asked), find(behind)), "Ada"), null);

        outcomes.asked(Again.underWay("Hunter is asked again.", BigDecimal.ONE), find(asked), inHand);
        assertThat(replay.awaited()).containsExactly(asked.id());
        assertThat(history.find(replay.id()).orElseThrow())
                .as("known also when the application is killed now")
                .extracting(Replay.Progress::tried, Replay.Progress::underWay, Replay.Progress::credits)
                .containsExactly(1L, 1L, BigDecimal.ONE);
        outcomes.fail(replay, inHand, new IllegalStateException("Broken."));

        assertThat(find(asked).state()).isEqualTo(State.REPLAYED);
        assertThat(find(behind).state()).isEqualTo(State.OPEN);
        assertThat(find(behind).history()).last().extracting(Letter.Event::note).isEqualTo("Broken.");
    }

    @Test
    void whyAReplayFailedNamesNobodyInTheLog(CapturedOutput output) {
        for (Exception cause : List.of(
                new IllegalStateException("no key for jane@acme.com"),
                new IllegalStateException(Duplicates.of("jane@acme.com")))) {
            outcomes.fail(new Replay(LetterFilter.ALL, null, false, "Ada"), null, cause);
        }

        assertThat(output)
                .contains("failed: Something unexpected happened, IllegalStateException in ReplayOutcomesTest.java:")
                .contains("failed: MongoDB refuses a command (error 11000)")
                .doesNotContain("jane@acme.com");
    }
}
