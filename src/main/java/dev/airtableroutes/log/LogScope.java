package dev.airtableroutes.log;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.MDC;

/** As long as it is open, the lines of this thread carry more; what they carried before comes back. */
public final class LogScope implements AutoCloseable {

    private final Map<String, String> before = new HashMap<>();

    private LogScope(Map<String, String> traces) {
        traces.forEach((name, value) -> {
            String was = MDC.get(name);
            if (!value.equals(was)) {
                before.put(name, was);
                MDC.put(name, value);
            }
        });
    }

    static LogScope of(Map<String, String> traces) {
        return new LogScope(traces);
    }

    /** Lines about one document, lead, search or push. */
    public static LogScope document(Object id) {
        return of(Map.of("document", String.valueOf(id)));
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value == null) {
                MDC.remove(name);
            } else {
                MDC.put(name, value);
            }
        });
    }
}
