package dev.airtableroutes.security;

import static org.assertj.core.api.Assertions.assertThat;

import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/** What is called in Hawtio on the application's own MBeans. */
class JmxAccessTest {

    private final JmxAccess access = new JmxAccess();

    @AfterEach
    void leave() {
        SecurityContextHolder.clearContext();
    }

    @ParameterizedTest(name = "{0}: viewer {1}")
    @CsvSource({
        "counts(), true",
        "'list(java.lang.String,java.lang.String,java.lang.String,java.lang.String,java.lang.String,int)', true",
        "show(java.lang.String), true",
        "replayProgress(java.lang.String), true",
        "'replay(java.lang.String,boolean)', false",
        "'replayAll(java.lang.String,java.lang.String,java.lang.String,java.lang.String,java.lang.String,boolean)', false",
        "discard(java.lang.String), false",
    })
    void viewersCallWhatOnlyTellsOfDeadLetters(String operation, boolean viewer) throws Exception {
        ObjectName letters = new ObjectName("dev.airtableroutes:type=DeadLetters");

        as("VIEWER");
        assertThat(access.isOperationAllowed(letters, operation)).isEqualTo(viewer);
        as("OPERATOR");
        assertThat(access.isOperationAllowed(letters, operation)).isTrue();
    }

    private static void as(String role) {
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken("somebody", "", "ROLE_" + role));
    }
}
