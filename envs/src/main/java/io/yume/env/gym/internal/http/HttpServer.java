package io.yume.env.gym.internal.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP/1.1 server: one thread per connection, which reads a request, answers it and writes the reply in one go. All
 * threads are daemons; {@link #close} ends them.
 */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BACKLOG = 512;
    private static final long GRACE_MILLIS = 5_000;

    private final ServerSocketChannel listener;
    private final InetSocketAddress address;
    private final HttpLimits limits;
    private final HttpHandler handler;
    private final Map<ServerConnection, Thread> connections = new ConcurrentHashMap<>();
    private final Thread acceptor;
    private volatile boolean closed;

    private HttpServer(ServerSocketChannel listener, HttpLimits limits, HttpHandler handler) throws IOException {
        this.listener = listener;
        this.address = (InetSocketAddress) listener.getLocalAddress();
        this.limits = limits;
        this.handler = handler;
        acceptor = new Thread(this::accept, "http-accept-" + address.getPort());
        acceptor.setDaemon(true);
    }

    /**
     * Starts to listen; port 0 takes a free one.
     *
     * @throws IOException if the address cannot be listened on
     */
    public static HttpServer start(InetSocketAddress address, HttpLimits limits, HttpHandler handler)
            throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.bind(address, BACKLOG);
            HttpServer server = new HttpServer(listener, limits, handler);
            server.acceptor.start();
            return server;
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    private void accept() {
        while (!closed) {
            try {
                serve(listener.accept());
            } catch (ClosedChannelException e) {
                LOG.debug("no longer listening on {}", address, e);
                return;
            } catch (IOException e) {
                LOG.warn("a connection was not accepted", e);
                pause();
            }
        }
    }

    /** Running out of file descriptors must not become a busy loop. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        ServerConnection connection;
        try {
            connection = new ServerConnection(channel, limits, handler);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        boolean full = connections.size() >= limits.connections();
        Thread thread = new Thread(
                () -> {
                    try {
                        if (full) {
                            connection.turnAway(
                                    "the server must have a free connection: limit=" + limits.connections());
                        } else {
                            connection.serve();
                        }
                    } finally {
                        connections.remove(connection);
                    }
                },
                "http-" + address.getPort());
        thread.setDaemon(true);
        connections.put(connection, thread);
        if (closed) {
            connection.close();
        }
        thread.start();
    }

    /** Stops listening, lets requests in work be answered for up to five seconds, and ends all threads. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            LOG.warn("the listening socket did not close", e);
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        connections.keySet().forEach(ServerConnection::stop);
        boolean interrupted = !join(acceptor, deadline);
        for (Map.Entry<ServerConnection, Thread> entry : connections.entrySet()) {
            // A request may ask for the shutdown itself.
            if (entry.getValue() != Thread.currentThread()) {
                interrupted |= !join(entry.getValue(), deadline);
                entry.getKey().close();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a thread; false if interrupted. */
    private static boolean join(Thread thread, long deadline) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (millis <= 0) {
            return true;
        }
        try {
            thread.join(millis);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
