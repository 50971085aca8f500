package dev.airtableroutes.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What goes back on a connection, and how the connection ends. */
public record Reply(int status, Map<String, String> headers, byte[] body, End end) {

    public enum End {
        /** The whole reply; the connection stays open. */
        WHOLE,
        /** Status, headers and half of the body, then the connection is closed. */
        CUT,
        /** Nothing but a TCP reset. */
        RESET,
        /** Nothing; the connection is closed politely. */
        CLOSE
    }

    public static Reply json(int status, byte[] body) {
        return new Reply(status, Map.of("Content-Type", "application/json; charset=utf-8"), body, End.WHOLE);
    }

    public static Reply json(int status, Object body) {
        return json(status, Json.bytes(body));
    }

    public static Reply text(int status, String text) {
        return of(status, "text/plain", text);
    }

    /** A page of HTML as a proxy in between sends it. */
    public static Reply page(int status) {
        return of(
                status,
                "text/html",
                "<html><head><title>" + status + "</title></head><body><h1>" + status
                        + " from a proxy in between</h1></body></html>");
    }

    private static Reply of(int status, String type, String text) {
        return new Reply(
                status,
                Map.of("Content-Type", type + "; charset=utf-8"),
                text.getBytes(StandardCharsets.UTF_8),
                End.WHOLE);
    }

    public static Reply none(End end) {
        return new Reply(0, Map.of(), new byte[0], end);
    }

    public Reply ending(End other) {
        return new Reply(status, headers, body, other);
    }

    /** The same with a body that stops halfway, though the HTTP is whole. */
    public Reply half() {
        return new Reply(status, headers, Arrays.copyOf(body, body.length / 2), End.WHOLE);
    }

    /** The same with headers added; null for none. */
    public Reply with(Map<String, String> added) {
        if (added == null || added.isEmpty()) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(added);
        return new Reply(status, all, body, end);
    }
}
