package dev.airtableroutes.log;

import java.util.Map;

/** Work of which log lines tell whose it is. */
public interface Traced {

    /** What lines carry that are written in its course, by name: {@code pass}, {@code table}, {@code document}, {@code turn}, {@code replay}. */
    Map<String, String> traces();
}
