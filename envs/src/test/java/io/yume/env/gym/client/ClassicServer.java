package io.yume.env.gym.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yume.env.Box;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stand-in for the server of 2016 over native environments, written on bare sockets and with regular expressions, so that it
 * shares nothing with what is tested: one HTTP/1.0 connection per request, errors in HTML, no idea of truncation. A script can
 * answer instead.
 */
final class ClassicServer implements AutoCloseable {

    /** How connections are kept. */
    enum Dialect {
        /** One request per connection, without saying so. */
        HTTP_10,
        /** As newer versions do: HTTP/1.1 and {@code Connection: close}. */
        CLOSING,
        /** Kept, and closed without a word after some requests. */
        KEEPING
    }

    /** A request: {@code line} is such as {@code POST /v1/envs/}. */
    record Request(String line, String body) {}

    /** A reply; a null body hangs up without one. */
    record Reply(int status, String type, String body, String extra) {

        static Reply json(String body) {
            return new Reply(200, "application/json", body, "");
        }

        static Reply html(int status, String text) {
            return new Reply(
                    status,
                    "text/html; charset=utf-8",
                    "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\"><title>" + status + "</title><h1>" + text
                            + "</h1>",
                    "");
        }

        static Reply empty() {
            return new Reply(204, "", "", "");
        }

        static Reply hangUp() {
            return new Reply(0, "", null, "");
        }
    }

    private static final Pattern STEP = Pattern.compile("POST /v1/envs/(\\w+)/step/");
    private static final Pattern OTHER = Pattern.compile("(POST|GET) /v1/envs/(\\w+)/([a-z_/]+)");

    private final ServerSocket listener;
    private final Thread acceptor;
    private final Dialect dialect;
    private final Map<String, Environment> instances = new ConcurrentHashMap<>();
    private final Map<String, Long> seeds = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    final AtomicInteger connections = new AtomicInteger();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile boolean recording = true;
    /** Requests that a kept connection lasts. */
    volatile int lasting = Integer.MAX_VALUE;
    /** Answers instead, where it does not return null. */
    volatile Function<Request, Reply> script = request -> null;

    ClassicServer(Dialect dialect) {
        this(dialect, InetAddress.getLoopbackAddress());
    }

    ClassicServer(Dialect dialect, InetAddress address) {
        this.dialect = dialect;
        try {
            listener = new ServerSocket(0, 256, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = start(this::accept);
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "classic-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    int port() {
        return listener.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int instances() {
        return instances.size();
    }

    long requestsTo(String end) {
        return requests.stream().filter(r -> r.line().endsWith(end)).count();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            assert listener.isClosed() : e;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            int served = 0;
            boolean more = true;
            while (more && served < lasting) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                served++;
                more = answer(socket, request) && dialect == Dialect.KEEPING;
            }
        } catch (IOException e) {
            // The client went away, as some of the tests make it do.
            assert socket.isClosed() || !socket.isConnected() || e.getMessage() != null : e;
        } finally {
            sockets.remove(socket);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        int length = 0;
        String field = line(in);
        while (field != null && !field.isEmpty()) {
            if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(field.substring(15).trim());
            }
            field = line(in);
        }
        String body = new String(in.readNBytes(length), UTF_8);
        return new Request(first.substring(0, first.lastIndexOf(' ')), body);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next != '\n') {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.append((char) next);
            }
            next = in.read();
        }
        return line.toString();
    }

    private boolean answer(Socket socket, Request request) throws IOException {
        if (recording) {
            requests.add(request);
        }
        Reply scripted = script.apply(request);
        Reply reply = scripted == null ? route(request) : scripted;
        if (reply.body() == null) {
            return false;
        }
        byte[] body = reply.body().getBytes(UTF_8);
        StringBuilder head = new StringBuilder(dialect == Dialect.HTTP_10 ? "HTTP/1.0 " : "HTTP/1.1 ");
        head.append(reply.status()).append(" WHATEVER\r\n");
        if (!reply.type().isEmpty()) {
            head.append("Content-Type: ").append(reply.type()).append("\r\n");
        }
        head.append("Content-Length: ").append(body.length).append("\r\n").append(reply.extra());
        if (dialect == Dialect.CLOSING) {
            head.append("Connection: close\r\n");
        }
        head.append("Server: Werkzeug/0.11.15 Python/2.7.12\r\n\r\n");
        byte[] all = (head + reply.body()).getBytes(UTF_8);
        socket.getOutputStream().write(all);
        return true;
    }

    private Reply route(Request request) {
        try {
            return handle(request);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Reply.html(500, "Internal Server Error");
        }
    }

    private Reply handle(Request request) {
        String line = request.line();
        if (line.equals("POST /v1/envs/")) {
            return create(request.body());
        }
        if (line.equals("GET /v1/envs/")) {
            StringBuilder all = new StringBuilder();
            instances.forEach((id, environment) ->
                    all.append(all.isEmpty() ? "" : ", ").append('"' + id + "\": \"" + environment.id() + '"'));
            return Reply.json("{\"all_envs\": {" + all + "}}");
        }
        if (line.equals("POST /v1/shutdown/")) {
            return new Reply(200, "text/html; charset=utf-8", "Server shutting down", "");
        }
        Matcher step = STEP.matcher(line);
        Matcher other = OTHER.matcher(line);
        if (!step.matches() && !other.matches()) {
            return Reply.html(404, "Not Found");
        }
        String id = step.matches() ? step.group(1) : other.group(2);
        Environment environment = instances.get(id);
        if (environment == null) {
            return new Reply(400, "application/json", "{\"message\": \"Instance_id " + id + " unknown\"}", "");
        }
        return step.matches() ? step(environment, request.body()) : other(environment, id, other.group(3));
    }

    private Reply create(String body) {
        String id = first(body, "\"env_id\"\\s*:\\s*\"([^\"]*)\"");
        if (!Environments.ids().contains(id)) {
            return new Reply(
                    400,
                    "application/json",
                    "{\"message\": \"Attempted to look up malformed environment ID '" + id + "'\"}",
                    "");
        }
        String seed = first(body, "\"seed\"\\s*:\\s*(\\d+)");
        String instance = String.format(Locale.ROOT, "%08x", 0x3c657dbc + made.getAndIncrement());
        instances.put(instance, Environments.make(id));
        seeds.put(instance, seed.isEmpty() ? 1234L : Long.parseLong(seed));
        return Reply.json("{\"instance_id\": \"" + instance + "\"}");
    }

    private Reply step(Environment environment, String body) {
        String action = first(body, "\"action\"\\s*:\\s*(\\[[^\\]]*\\]|[^,}]+)").trim();
        float[] values;
        if (environment.actionSpace() instanceof Discrete) {
            if (!action.matches("-?\\d+")) {
                return Reply.html(500, "Internal Server Error");
            }
            values = new float[] {Integer.parseInt(action)};
        } else {
            if (!action.startsWith("[")) {
                return Reply.html(500, "Internal Server Error");
            }
            String[] parts = action.substring(1, action.length() - 1).split(",", -1);
            values = new float[parts.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Double.parseDouble(parts[i].trim());
            }
        }
        TimeStep step = environment.step(values);
        return Reply.json("{\"done\": " + step.last() + ", \"info\": {}, \"observation\": " + observation(environment)
                + ", \"reward\": " + step.reward() + "}");
    }

    private static String first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    private Reply other(Environment environment, String id, String what) {
        switch (what) {
            case "reset/" -> {
                environment.reset(seeds.merge(id, 0L, (old, zero) -> old));
                seeds.merge(id, 1L, Long::sum);
                return Reply.json("{\"observation\": " + observation(environment) + "}");
            }
            case "close/" -> {
                instances.remove(id).close();
                return Reply.empty();
            }
            case "action_space/" -> {
                return Reply.json("{\"info\": " + describe(environment.actionSpace()) + "}");
            }
            case "observation_space/" -> {
                return Reply.json("{\"info\": " + describe(environment.observationSpace()) + "}");
            }
            default -> {
                return Reply.html(404, "Not Found");
            }
        }
    }

    private static String describe(Space space) {
        if (space instanceof Discrete discrete) {
            return "{\"n\": " + discrete.n() + ", \"name\": \"Discrete\"}";
        }
        Box box = (Box) space;
        return "{\"high\": " + bounds(box.high()) + ", \"low\": " + bounds(box.low())
                + ", \"name\": \"Box\", \"shape\": [" + box.size() + "]}";
    }

    private static String bounds(float[] bounds) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < bounds.length; i++) {
            double wide = Math.max(-1e100, Math.min(1e100, bounds[i]));
            text.append(i == 0 ? "" : ", ").append(wide);
        }
        return text.append("]").toString();
    }

    private static String observation(Environment environment) {
        float[] values = new float[environment.observationSpace().size()];
        environment.observe(values);
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < values.length; i++) {
            text.append(i == 0 ? "" : ", ").append((double) values[i]);
        }
        return text.append("]").toString();
    }

    /** Closes what clients think is open. */
    void dropConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            // The port is given back when the thread that waits on it has noticed, not before.
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dropConnections();
    }
}
