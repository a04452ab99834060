package io.yume.env.gym.internal.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of one TCP connection, with deadlines. The channel does not block, and waiting is done by a selector: so a wait
 * ends at its deadline or when the thread is interrupted, and whether the other end has hung up costs one system call.
 * One thread at a time; {@link #close} may come from any.
 */
final class Wire implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int BUFFER = 1 << 16;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    /** Position to limit: read from the socket and not yet taken. */
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);

    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
    private final Asking asking = Asking.onThisMachine();

    Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        selector = Selector.open();
        try {
            key = channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException | RuntimeException e) {
            selector.close();
            throw e;
        }
    }

    /** @throws SocketTimeoutException if the address does not answer in time */
    static Wire connect(InetSocketAddress address, long timeoutNanos) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            Wire wire = new Wire(channel);
            try {
                wire.finishConnect(address, System.nanoTime() + timeoutNanos);
                return wire;
            } catch (IOException | RuntimeException e) {
                wire.selector.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void finishConnect(InetSocketAddress address, long deadline) throws IOException {
        if (!channel.connect(address)) {
            while (!channel.finishConnect()) {
                await(SelectionKey.OP_CONNECT, deadline, "connect to " + address);
            }
        }
    }

    /** Waits until the channel is ready for an operation. */
    private void await(int operation, long deadline, String what) throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("timed out: " + what);
        }
        try {
            key.interestOps(operation);
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            selector.selectedKeys().clear();
        } catch (CancelledKeyException | ClosedSelectorException e) {
            throw closed(e);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted: " + what);
        }
    }

    private static ClosedChannelException closed(RuntimeException cause) {
        ClosedChannelException exception = new ClosedChannelException();
        exception.initCause(cause);
        return exception;
    }

    /** Whether the other end has hung up, or sent something that nobody asked for; asks the socket and does not wait. */
    boolean stale() {
        if (in.hasRemaining()) {
            return true;
        }
        try {
            in.clear();
            int read = channel.read(in);
            in.flip();
            return read != 0;
        } catch (IOException e) {
            in.limit(0);
            return true;
        }
    }

    /** Waits for the other end to hang up, a short while at most, so that its side keeps the closed port and not ours. */
    void awaitEnd(long patienceNanos) {
        long deadline = System.nanoTime() + patienceNanos;
        try {
            while (fill(deadline)) {
                in.position(in.limit());
            }
        } catch (IOException e) {
            abort();
        }
    }

    /** Reads more; returns false at the end of the stream. Call only when everything was taken. */
    private boolean fill(long deadline) throws IOException {
        in.clear();
        try {
            int read = channel.read(in);
            if (read == 0 && asking.begin()) {
                long end = System.nanoTime() + Asking.MOST_NANOS;
                do {
                    Thread.onSpinWait();
                    read = channel.read(in);
                } while (read == 0 && System.nanoTime() < end);
                asking.end(read != 0);
            }
            while (read == 0) {
                await(SelectionKey.OP_READ, deadline, "wait for bytes");
                read = channel.read(in);
            }
            return read > 0;
        } finally {
            in.flip();
        }
    }

    /** The next byte, or -1 at the end of the stream. */
    int read(long deadline) throws IOException {
        if (!in.hasRemaining() && !fill(deadline)) {
            return -1;
        }
        return in.get() & 0xff;
    }

    /** Reads some bytes; returns how many, or -1 at the end of the stream. */
    int read(byte[] into, int from, int length, long deadline) throws IOException {
        if (!in.hasRemaining() && !fill(deadline)) {
            return -1;
        }
        int count = Math.min(length, in.remaining());
        in.get(into, from, count);
        return count;
    }

    /** @throws EOFException if the stream ends before */
    void readFully(byte[] into, int from, int length, long deadline) throws IOException {
        int have = 0;
        while (have < length) {
            int read = read(into, from + have, length - have, deadline);
            if (read < 0) {
                throw new EOFException("the connection ended in a body: expected bytes=" + length + ", actual=" + have);
            }
            have += read;
        }
    }

    /** Writes head and body, in one go as far as they fit. */
    void write(byte[] head, byte[] body, long deadline) throws IOException {
        out.clear();
        put(head, deadline);
        put(body, deadline);
        flush(deadline);
    }

    private void put(byte[] bytes, long deadline) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            if (!out.hasRemaining()) {
                flush(deadline);
                out.clear();
            }
            int count = Math.min(out.remaining(), bytes.length - from);
            out.put(bytes, from, count);
            from += count;
        }
    }

    private void flush(long deadline) throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                await(SelectionKey.OP_WRITE, deadline, "send bytes");
            }
        }
    }

    /** Whether bytes have come that were not taken yet. */
    boolean hasUnread() {
        return in.hasRemaining();
    }

    boolean fromThisMachine() {
        return channel.socket().getInetAddress() != null
                && channel.socket().getInetAddress().isLoopbackAddress();
    }

    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Closes at once without keeping the port. */
    private void abort() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.debug("a socket was closed already", e);
        }
        close();
    }

    /** Ends the connection; a thread that waits on it fails with a {@link ClosedChannelException}. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("a socket did not close", e);
        }
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("a selector did not close", e);
        }
    }
}
