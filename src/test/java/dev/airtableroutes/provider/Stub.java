package dev.airtableroutes.provider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server on a bare socket, so that it can do what no server should: break off, stay silent, answer nonsense. */
final class Stub implements AutoCloseable {

    /** What it does with a request. */
    interface Reply {
        void to(Socket client) throws IOException;
    }

    /** What came. @param line such as {@code GET /find?domain=acme.com HTTP/1.1} @param body empty for none */
    record Request(String line, Map<String, String> headers, String body) {}

    private final ServerSocket server;
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    Stub() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Thread accepting = new Thread(this::accept, "stub");
        accepting.setDaemon(true);
        accepting.start();
    }

    String url() {
        return "http://localhost:" + server.getLocalPort();
    }

    /** The replies to the next requests, in this order. */
    Stub replies(Reply... next) {
        replies.addAll(List.of(next));
        return this;
    }

    /** In the order in which they came. */
    List<Request> requests() {
        return requests;
    }

    static Reply json(int status, String body, String... headers) {
        return text(status, "application/json", body, headers);
    }

    static Reply text(int status, String type, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " Whatever\r\nContent-Type: " + type + "\r\nContent-Length: "
                + bytes.length + "\r\nConnection: close\r\n" + String.join("", List.of(headers)) + "\r\n";
        return client -> {
            client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            client.getOutputStream().write(bytes);
            client.getOutputStream().flush();
        };
    }

    /** These bytes, and the connection is closed. */
    static Reply raw(String bytes) {
        return client -> client.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Reply reset() {
        return client -> client.setSoLinger(true, 0);
    }

    /** Nothing, until the test is over. */
    Reply silence() {
        return client -> {
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread serving = new Thread(() -> serve(client), "stub-client");
                serving.setDaemon(true);
                serving.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            requests.add(read(client.getInputStream()));
            Reply reply = replies.poll();
            if (reply != null) {
                reply.to(client);
            }
        } catch (IOException gone) {
            // the client may leave when it likes
        }
    }

    private static Request read(InputStream in) throws IOException {
        String line = line(in);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            headers.put(
                    header.substring(0, header.indexOf(':')),
                    header.substring(header.indexOf(':') + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        return new Request(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
            line.append((char) read);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        end.countDown();
        try {
            server.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
