package dev.airtableroutes.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What lines carry inside and after a scope. */
class LogScopeTest {

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void whatWasThereBeforeComesBack() {
        try (LogScope ofThePass = LogScope.of(Map.of("pass", "p-1", "document", "a"))) {
            try (LogScope ofTheDocument = LogScope.document("b")) {
                assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("pass", "p-1", "document", "b"));
            }
            try (LogScope theSame = LogScope.of(Map.of("pass", "p-1"))) {
                assertThat(MDC.get("pass")).isEqualTo("p-1");
            }
            assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("pass", "p-1", "document", "a"));
        }
        assertThat(MDC.get("pass")).isNull();
        assertThat(MDC.get("document")).isNull();
    }
}
