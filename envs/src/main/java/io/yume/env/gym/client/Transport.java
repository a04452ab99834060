package io.yume.env.gym.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.gym.GymConnectionException;
import io.yume.env.gym.GymConnectionException.Reason;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.GymStatusException;
import io.yume.env.gym.internal.Gzip;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.http.ClientConnection;
import io.yume.env.gym.internal.http.Headers;
import io.yume.env.gym.internal.http.HttpProblem;
import io.yume.env.gym.internal.http.HttpResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Sends requests over kept connections. Thread-safe: each request has a connection of its own while it lasts.
 *
 * <p>A request that breaks is sent a second time only if it is {@link Call#repeatable}; a step without an id never is.
 */
final class Transport implements AutoCloseable {

    private static final int EXCERPT = 2048;
    private static final int MAX_REDIRECTS = 3;
    private static final int MAX_IDLE = 64;
    private static final long MAX_INFLATED = 1L << 30;

    private final GymAddress address;
    private final GymClientOptions options;
    private final ConcurrentLinkedDeque<ClientConnection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Transport(GymAddress address, GymClientOptions options) {
        this.address = address;
        this.options = options;
    }

    /**
     * Sends a request and returns the reply to it, whose status is below 300.
     *
     * @throws GymStatusException if the status is another
     * @throws GymConnectionException if there is no reply
     * @throws GymProtocolException if the reply is not HTTP
     */
    HttpResponse send(Call call) {
        Call current = call;
        for (int redirects = 0; ; redirects++) {
            HttpResponse response = attempt(current);
            int status = response.status();
            if (status < 300) {
                return inflated(current, response);
            }
            String location = response.headers().get("Location");
            boolean keepsMethod = status == 307
                    || status == 308
                    || ((status == 301 || status == 302) && current.method().equals("GET"));
            String path = keepsMethod && location != null ? pathHere(location) : null;
            if (path == null || redirects == MAX_REDIRECTS) {
                throw failure(current, inflated(current, response), location);
            }
            current = current.to(path);
        }
    }

    /** The path of a redirection after our base address, or null if it leads elsewhere. */
    private String pathHere(String location) {
        String base = "http://" + address.authority();
        String path = location.startsWith(base) ? location.substring(base.length()) : location;
        String rest = path.startsWith(address.path() + "/")
                ? path.substring(address.path().length())
                : "";
        return rest.startsWith("/v1/") ? rest : null;
    }

    private HttpResponse attempt(Call call) {
        try {
            return once(call);
        } catch (GymConnectionException e) {
            if (e.reason() != Reason.BROKEN || !call.repeatable()) {
                throw e;
            }
            try {
                return once(call);
            } catch (GymConnectionException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
    }

    private HttpResponse once(Call call) {
        if (closed) {
            throw new IllegalStateException(call + " needs an open client: it is closed");
        }
        ClientConnection connection = take(call);
        boolean kept = false;
        try {
            HttpResponse response = connection.exchange(
                    ClientConnection.head(call.method(), address.path() + call.path(), headers(call)),
                    call.body(),
                    call.timeout().toNanos());
            kept = giveBack(connection);
            return response;
        } catch (InterruptedIOException e) {
            throw e instanceof SocketTimeoutException
                    ? new GymConnectionException(
                            Reason.TIMEOUT,
                            call + " to " + address + " must be answered within "
                                    + call.timeout().toMillis() + " ms",
                            e)
                    : interrupted(call, e);
        } catch (HttpProblem e) {
            throw new GymProtocolException(
                    call + " to " + address + " was answered with rubbish: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new GymConnectionException(
                    Reason.BROKEN,
                    "the connection to " + address + " broke during " + call
                            + (call.repeatable() ? "" : ", which is not repeated since the server may have taken it")
                            + ": "
                            + e.getMessage(),
                    e);
        } finally {
            if (!kept) {
                connection.close();
            }
        }
    }

    private GymConnectionException interrupted(Call call, IOException cause) {
        Thread.currentThread().interrupt();
        return new GymConnectionException(
                Reason.INTERRUPTED, "interrupted while waiting for " + address + " to answer " + call, cause);
    }

    private ClientConnection take(Call call) {
        ClientConnection connection = idle.pollFirst();
        while (connection != null) {
            if (!connection.stale()) {
                return connection;
            }
            connection.close();
            connection = idle.pollFirst();
        }
        try {
            return new ClientConnection(
                    address.resolve(), options.connectTimeout().toNanos());
        } catch (SocketTimeoutException e) {
            throw new GymConnectionException(
                    Reason.UNREACHABLE,
                    "no server answers at " + address + " within "
                            + options.connectTimeout().toMillis() + " ms",
                    e);
        } catch (InterruptedIOException e) {
            throw interrupted(call, e);
        } catch (IOException e) {
            throw new GymConnectionException(
                    Reason.UNREACHABLE, "no server can be reached at " + address + ": " + e.getMessage(), e);
        }
    }

    private boolean giveBack(ClientConnection connection) {
        if (!connection.open() || idle.size() >= MAX_IDLE) {
            return false;
        }
        idle.addFirst(connection);
        // Closing empties the deque once: whoever comes later empties it again.
        if (closed) {
            closeIdle();
        }
        return true;
    }

    private Headers headers(Call call) {
        Headers headers = new Headers();
        headers.add("Host", address.authority());
        headers.add("X-Gym-Protocol", "2");
        if (call.contentType() != null) {
            headers.add("Content-Type", call.contentType());
        }
        if (!call.method().equals("GET")) {
            headers.add("Content-Length", Integer.toString(call.body().length));
        }
        headers.add("Accept", call.accept() == null ? "application/json" : call.accept());
        if (options.gzip()) {
            headers.add("Accept-Encoding", "gzip");
        }
        options.token().ifPresent(token -> headers.add("Authorization", "Bearer " + token));
        return headers;
    }

    private static HttpResponse inflated(Call call, HttpResponse response) {
        String encoding = response.headers().get("Content-Encoding");
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return response;
        }
        if (!encoding.equalsIgnoreCase("gzip")) {
            throw new GymProtocolException(call + " was answered in an unknown encoding: " + encoding);
        }
        try {
            byte[] body = Gzip.inflate(response.body(), MAX_INFLATED);
            return new HttpResponse(response.status(), response.headers(), body, response.keepAlive());
        } catch (Gzip.TooLarge e) {
            throw new GymProtocolException(call + " was answered too largely: " + e.getMessage(), e);
        }
    }

    private static GymStatusException failure(Call call, HttpResponse response, String location) {
        byte[] body = response.body();
        String excerpt = new String(body, 0, Math.min(body.length, EXCERPT), UTF_8);
        String message = location == null ? "" : "the server redirects to " + location;
        String code = "";
        if (response.headers().contentType().equals("application/json")) {
            try {
                JsonNode json = Json.read(body, "an error");
                message = json.path("message").asText(message);
                code = json.path("code").asText("");
            } catch (GymProtocolException e) {
                // The status says more than the defect of its explanation.
                message = "(the explanation is damaged: " + e.getMessage() + ")";
            }
        }
        return new GymStatusException(call.toString(), response.status(), code, message, excerpt);
    }

    private void closeIdle() {
        ClientConnection connection = idle.pollFirst();
        while (connection != null) {
            connection.close();
            connection = idle.pollFirst();
        }
    }

    /** Refuses further requests and closes idle connections; requests in work end by themselves. */
    @Override
    public void close() {
        closed = true;
        closeIdle();
    }
}
