package dev.airtableroutes.sandbox.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * HTTP/1.1 on plain sockets, a thread for each connection.
 *
 * <p>The JDK's own server cannot reset a connection nor say when a request's first byte arrived; both are the point of a
 * sandbox. A thread for each connection also makes a simulated network delay a plain wait.
 */
public final class HttpListener implements Closeable {

    private final String name;
    private final ServerSocket server;
    private final Function<Request, Reply> handler;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();

    /**
     * @param name of what listens, for the error and the threads: {@code Airtable}
     * @param port 0 for a free one
     */
    public HttpListener(String name, int port, Function<Request, Reply> handler) {
        this.name = name;
        this.handler = handler;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The local " + name + " cannot listen on port " + port + ": " + e.getMessage()
                            + ". Choose a free one (0 lets the system choose).",
                    e);
        }
        Thread accepting = new Thread(this::accept, name + "-accept");
        accepting.setDaemon(true);
        accepting.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                HttpConnection connection = new HttpConnection(name, socket, handler, connections::remove);
                connections.add(connection);
                connection.start();
            } catch (IOException e) {
                // closed, or a client that went away before it was accepted
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(HttpConnection::reset);
    }
}
