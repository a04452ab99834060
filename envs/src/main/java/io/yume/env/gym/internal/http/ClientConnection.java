package io.yume.env.gym.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * The client's end of a connection: one request, then its reply, and so on. Not thread-safe; {@link #close} may come
 * from any thread.
 */
public final class ClientConnection implements AutoCloseable {

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?");
    private static final int MAX_HEAD = 1 << 16;
    private static final long MAX_REPLY = 1L << 30;
    /** Frames of a vector of games come as one piece, without copies in between. */
    private static final int TRUSTED = 1 << 24;

    private static final long END_PATIENCE_NANOS = 50_000_000;

    private final Wire wire;
    private boolean used;
    private boolean replyBegun;
    private boolean open = true;

    /** @throws java.net.SocketTimeoutException if the address does not answer in time */
    public ClientConnection(InetSocketAddress address, long timeoutNanos) throws IOException {
        wire = Wire.connect(address, timeoutNanos);
    }

    /** Whether a request went through before. */
    public boolean used() {
        return used;
    }

    /** Whether the server has hung up in the meantime. */
    public boolean stale() {
        return wire.stale();
    }

    /** Whether a byte of the reply to the latest request has come. */
    public boolean replyBegun() {
        return replyBegun;
    }

    /** Whether another request may be sent. */
    public boolean open() {
        return open;
    }

    /** Sends a request and reads its reply. */
    public HttpResponse exchange(byte[] head, byte[] body, long timeoutNanos) throws IOException {
        send(head, body, timeoutNanos);
        return receive(timeoutNanos);
    }

    /** Sends a request; {@link #receive} must follow. */
    public void send(byte[] head, byte[] body, long timeoutNanos) throws IOException {
        replyBegun = false;
        try {
            wire.write(head, body, System.nanoTime() + timeoutNanos);
        } catch (IOException e) {
            // A server may refuse a request before it has read all of it: its reason says more than a broken pipe.
            if (!wire.stale() || !wire.hasUnread()) {
                throw e;
            }
        }
    }

    /** Reads the reply to the request that was sent. */
    public HttpResponse receive(long timeoutNanos) throws IOException {
        long deadline = System.nanoTime() + timeoutNanos;
        HeadReader reader = new HeadReader(wire, MAX_HEAD);
        while (true) {
            String line = reader.startLine(deadline);
            if (line == null) {
                throw new EOFException("the server closed the connection without a reply");
            }
            replyBegun = true;
            int status = status(line);
            Headers headers = reader.headers(deadline);
            if (status >= 200) {
                return finish(line, status, headers, deadline);
            }
        }
    }

    private HttpResponse finish(String line, int status, Headers headers, long deadline) throws IOException {
        boolean bodiless = status == 204 || status == 304;
        byte[] body = bodiless ? new byte[0] : new BodyReader(wire, MAX_REPLY, TRUSTED).read(headers, true, deadline);
        boolean keep = line.startsWith("HTTP/1.0")
                ? headers.lists("Connection", "keep-alive")
                : !headers.lists("Connection", "close");
        boolean told = bodiless || headers.get("Content-Length") != null || headers.get("Transfer-Encoding") != null;
        open = keep && told;
        used = true;
        if (!open && told) {
            wire.awaitEnd(END_PATIENCE_NANOS);
        }
        return new HttpResponse(status, headers, body, open);
    }

    private static int status(String line) throws HttpProblem {
        if (!STATUS_LINE.matcher(line).matches()) {
            throw new HttpProblem(0, "the server must speak HTTP/1.x: line=" + Excerpt.of(line));
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** The bytes of a request's head. */
    public static byte[] head(String method, String target, Headers headers) {
        StringBuilder text = new StringBuilder(256);
        text.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.writeTo(text);
        return text.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    @Override
    public void close() {
        open = false;
        wire.close();
    }
}
