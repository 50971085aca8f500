package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoTimeoutException;
import dev.airtableroutes.Duplicates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The log runs at INFO here, as it does for an operator. */
@ExtendWith(OutputCaptureExtension.class)
class PassFailureTest {

    @Test
    void whomMongoDbQuotesIsNotNamed(CapturedOutput output) {
        assertThat(PassFailure.of(new IllegalStateException(Duplicates.of("jane@acme.com"))))
                .hasMessage("MongoDB refuses a command (error 11000); at DEBUG the log has its words.");

        assertThat(output).doesNotContain("jane@acme.com");
    }

    @Test
    void whomAFaultOfOursQuotesIsNotNamed(CapturedOutput output) {
        assertThat(PassFailure.of(new IllegalStateException("no key for jane@acme.com")))
                .hasMessageStartingWith(
                        "Something unexpected happened, IllegalStateException in PassFailureTest.java:");

        assertThat(output)
                .contains("ERROR", "PassFailureTest.java:")
                .doesNotContain("jane@acme.com")
                .doesNotContain("\tat ");
    }

    /** Whoever mends the connection needs it; it is in no report, which others read. */
    @Test
    void whereMongoDbWasSoughtIsTold(CapturedOutput output) {
        assertThat(PassFailure.of(new MongoTimeoutException("Timed out; servers=[{address=db.internal:27017}]")))
                .hasMessage("MongoDB does not answer; the log of the application says more.");

        assertThat(output).contains("WARN", "address=db.internal:27017");
    }
}
