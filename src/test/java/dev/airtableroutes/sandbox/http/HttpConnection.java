package dev.airtableroutes.sandbox.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** One kept-alive connection: request, reply, request, reply. */
final class HttpConnection extends Thread {

    private static final int LONGEST_LINE = 64 * 1024;

    private final Socket socket;
    private final Function<Request, Reply> handler;
    private final Consumer<HttpConnection> ended;
    private final byte[] line = new byte[LONGEST_LINE];

    HttpConnection(String name, Socket socket, Function<Request, Reply> handler, Consumer<HttpConnection> ended) {
        super(name + "-" + socket.getPort());
        setDaemon(true);
        this.socket = socket;
        this.handler = handler;
        this.ended = ended;
    }

    @Override
    public void run() {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
            OutputStream out = socket.getOutputStream();
            boolean open = true;
            while (open) {
                Request request = read(in, out);
                open = request != null && send(handler.apply(request), request, out);
            }
        } catch (IOException e) {
            // the client went away, or this sandbox is closing
        } finally {
            ended.accept(this);
        }
    }

    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // gone already
        }
        interrupt();
    }

    private Request read(InputStream in, OutputStream out) throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return null;
        }
        long firstByte = System.nanoTime();
        in.reset();
        String[] start = line(in).split(" ");
        if (start.length != 3 || !start[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("No HTTP/1.1 request line: " + String.join(" ", start));
        }
        Map<String, String> headers = headers(in);
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return new Request(start[0], start[1], headers, body(in, headers), firstByte);
    }

    private Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("No HTTP header: " + header);
            }
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).trim());
        }
        return headers;
    }

    private byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks(in);
        }
        return exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.write(exactly(in, size));
            line(in);
        }
        while (!line(in).isEmpty()) {
            // trailers say nothing that matters here
        }
        return body.toByteArray();
    }

    private int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";")[0].trim(), 16);
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException();
        }
        return bytes;
    }

    private String line(InputStream in) throws IOException {
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (length == line.length) {
                throw new ProtocolException("A request line or header of more than " + LONGEST_LINE + " bytes");
            }
            line[length++] = (byte) next;
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    private boolean send(Reply reply, Request request, OutputStream out) throws IOException {
        switch (reply.end()) {
            case RESET -> {
                reset();
                return false;
            }
            case CLOSE -> {
                return false;
            }
            default -> {
                boolean whole = reply.end() == Reply.End.WHOLE;
                boolean close =
                        !whole || "close".equalsIgnoreCase(request.headers().get("connection"));
                write(reply, close, whole ? reply.body().length : reply.body().length / 2, out);
                return !close;
            }
        }
    }

    private static void write(Reply reply, boolean close, int bodyBytes, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder(160)
                .append("HTTP/1.1 ")
                .append(reply.status())
                .append(" -\r\n");
        reply.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(reply.body().length).append("\r\n");
        head.append(close ? "Connection: close\r\n\r\n" : "\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + bodyBytes];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(reply.body(), 0, all, start.length, bodyBytes);
        out.write(all);
        out.flush();
    }
}
