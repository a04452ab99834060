package io.yume.env.gym.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's end of a connection: reads requests and answers them until either end has enough. */
final class ServerConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);
    private static final Pattern REQUEST_LINE =
            Pattern.compile("([A-Z]{1,16}) (?:http://[^/ ]*)?(/[^ ?]*)(?:\\?[^ ]*)? HTTP/1\\.([01])");
    private static final Pattern OTHER_VERSION = Pattern.compile("[A-Z]+ [^ ]+ HTTP/[0-9.]+");
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1);
    private static final byte[] NOTHING = {};
    private static final long DRAIN_NANOS = 1_000_000_000;
    private static final int DRAIN_BYTES = 1 << 24;
    /** Many connections that announce much and send little must not fill the memory. */
    private static final int TRUSTED = 1 << 16;

    private final Wire wire;
    private final HttpLimits limits;
    private final HttpHandler handler;
    private volatile boolean stopping;
    private volatile boolean busy;

    ServerConnection(SocketChannel channel, HttpLimits limits, HttpHandler handler) throws IOException {
        this.wire = new Wire(channel);
        this.limits = limits;
        this.handler = handler;
    }

    /** Answers requests until the connection ends. */
    void serve() {
        try {
            boolean more = true;
            while (more && !stopping) {
                more = serveOne();
                busy = false;
            }
        } catch (HttpProblem e) {
            refuse(e.status(), e.getMessage());
        } catch (SocketTimeoutException e) {
            if (busy) {
                refuse(408, "a request must arrive within " + limits.request().toMillis() + " ms");
            }
        } catch (EOFException | ClosedChannelException e) {
            LOG.debug("a connection ended", e);
        } catch (IOException e) {
            LOG.debug("a connection broke", e);
        } finally {
            wire.close();
        }
    }

    /** Turns the client away. */
    void turnAway(String message) {
        refuse(503, message);
        wire.close();
    }

    private boolean serveOne() throws IOException {
        HeadReader reader = new HeadReader(wire, HttpLimits.HEAD);
        String line = reader.startLine(System.nanoTime() + limits.idle().toNanos());
        if (line == null) {
            return false;
        }
        busy = true;
        long deadline = System.nanoTime() + limits.request().toNanos();
        Matcher parts = REQUEST_LINE.matcher(line);
        if (!parts.matches()) {
            throw new HttpProblem(
                    OTHER_VERSION.matcher(line).matches() ? 505 : 400,
                    "a request must begin with 'METHOD /path HTTP/1.1': line=" + Excerpt.of(line));
        }
        Headers headers = reader.headers(deadline);
        boolean recent = parts.group(3).equals("1");
        boolean keepAlive = recent ? !headers.lists("Connection", "close") : headers.lists("Connection", "keep-alive");
        if (recent && headers.lists("Expect", "100-continue")) {
            wire.write(CONTINUE, NOTHING, deadline);
        }
        byte[] body = new BodyReader(wire, limits.body(), TRUSTED).read(headers, false, deadline);
        HttpResponse response = handler.handle(
                new HttpRequest(parts.group(1), parts.group(2), headers, body, keepAlive, wire.fromThisMachine()));
        boolean keep = keepAlive && response.keepAlive() && !stopping;
        send(response, keep, !parts.group(1).equals("HEAD"));
        return keep;
    }

    private void send(HttpResponse response, boolean keep, boolean withBody) throws IOException {
        StringBuilder head = new StringBuilder(192);
        head.append("HTTP/1.1 ")
                .append(response.status())
                .append(' ')
                .append(HttpResponse.reason(response.status()))
                .append("\r\n");
        response.headers().writeTo(head);
        if (response.status() != 204) {
            head.append("Content-Length: ").append(response.body().length).append("\r\n");
        }
        head.append(keep ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
        wire.write(
                head.toString().getBytes(ISO_8859_1),
                withBody ? response.body() : NOTHING,
                System.nanoTime() + limits.request().toNanos());
    }

    /** Says why, and then reads on for a while: closing with unread bytes would take the reason back. */
    private void refuse(int status, String message) {
        try {
            send(handler.refuse(status, message), false, true);
            wire.shutdownOutput();
            long deadline = System.nanoTime() + DRAIN_NANOS;
            byte[] piece = new byte[1 << 14];
            int left = DRAIN_BYTES;
            while (left > 0) {
                int read = wire.read(piece, 0, piece.length, deadline);
                left = read < 0 ? 0 : left - read;
            }
        } catch (IOException e) {
            LOG.debug("a refused connection ended", e);
        }
    }

    /** Lets a request in work be answered, and ends the connection after it; at once if there is none. */
    void stop() {
        stopping = true;
        if (!busy) {
            wire.close();
        }
    }

    @Override
    public void close() {
        stopping = true;
        wire.close();
    }
}
