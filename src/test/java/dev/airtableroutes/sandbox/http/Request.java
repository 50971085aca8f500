package dev.airtableroutes.sandbox.http;

import java.util.Map;

/**
 * One HTTP request.
 *
 * @param target path and query as they came, percent signs included
 * @param headers by lower-case name
 * @param firstByte {@link System#nanoTime()} when its first byte was there
 */
public record Request(String method, String target, Map<String, String> headers, byte[] body, long firstByte) {

    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    public String query() {
        int question = target.indexOf('?');
        return question < 0 ? "" : target.substring(question + 1);
    }
}
