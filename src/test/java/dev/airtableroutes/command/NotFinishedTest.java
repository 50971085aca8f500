package dev.airtableroutes.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

/** What a one-shot says that could not go on. */
class NotFinishedTest {

    private static String said(RuntimeException failure) {
        Typed.Result result = Typed.failing(failure, "dead-letters", "list");
        assertThat(result.exit()).isEqualTo(Commands.NOT_FINISHED);
        return result.err().strip();
    }

    @Test
    void aMongoDbThatBreaksOffIsNotAirtable() {
        assertThat(said(new MongoSocketReadException(
                        "Exception receiving message",
                        new ServerAddress("db.internal", 27017),
                        new IOException("Connection reset"))))
                .startsWith("Not finished: MongoDB does not answer")
                .contains("Exception receiving message")
                .doesNotContain("Airtable");
    }

    @Test
    void anAirtableThatIsAwayIsNamed() {
        assertThat(said(new UncheckedIOException(new ConnectException("Connection refused"))))
                .isEqualTo("Not finished: Airtable cannot be reached: Connection refused");
    }
}
