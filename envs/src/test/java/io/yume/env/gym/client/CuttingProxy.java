package io.yume.env.gym.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes on between clients and a server, and can lose a reply together with its connection. */
final class CuttingProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    /** How many replies are still to be lost. */
    final AtomicInteger losing = new AtomicInteger();

    CuttingProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                start(() -> pass(client, server, false));
                start(() -> pass(server, client, true));
            }
        } catch (IOException e) {
            assert listener.isClosed() : e;
        }
    }

    private void pass(Socket from, Socket to, boolean replies) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[1 << 16];
            int read = in.read(piece);
            while (read > 0) {
                if (replies && losing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    return;
                }
                out.write(piece, 0, read);
                read = in.read(piece);
            }
        } catch (IOException e) {
            assert from.isClosed() || to.isClosed() : e;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
