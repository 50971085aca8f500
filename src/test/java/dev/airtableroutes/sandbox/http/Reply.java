package dev.airtableroutes.sandbox.http;

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

    public static Reply none(End end) {
        return new Reply(0, Map.of(), new byte[0], end);
    }

    public Reply ending(End other) {
        return new Reply(status, headers, body, other);
    }
}
