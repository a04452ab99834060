package io.yume.env.gym.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Bytes to a server and the bytes that come back, without any of the code under test. */
final class RawHttp implements AutoCloseable {

    /** A reply; {@code head} has the status line and the fields. */
    record Reply(int status, String head, byte[] bytes) {

        String body() {
            return new String(bytes, UTF_8);
        }
    }

    private final Socket socket;

    RawHttp(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(60_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request on a connection of its own. */
    static Reply call(int port, String method, String path, String body, String... fields) {
        return bytes(port, method, path, body == null ? null : body.getBytes(UTF_8), fields);
    }

    static Reply bytes(int port, String method, String path, byte[] body, String... fields) {
        try (RawHttp http = new RawHttp(port)) {
            StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
            List<String> all = new ArrayList<>(List.of(fields));
            if (body != null) {
                all.add("Content-Length: " + body.length);
                if (all.stream().noneMatch(field -> field.startsWith("Content-Type"))) {
                    all.add("Content-Type: application/json");
                }
            }
            all.forEach(field -> head.append(field).append("\r\n"));
            http.send(head + "\r\n");
            if (body != null) {
                http.send(body);
            }
            return http.receive();
        }
    }

    void send(String text) {
        send(text.getBytes(ISO_8859_1));
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply receive() {
        try {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new UncheckedIOException(new IOException("no reply: " + head.toString(ISO_8859_1)));
                }
                head.write(next);
            }
            String text = head.toString(ISO_8859_1);
            int length = 0;
            for (String field : text.split("\r\n", -1)) {
                if (field.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(field.substring(16));
                }
            }
            return new Reply(Integer.parseInt(text.substring(9, 12)), text, in.readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server hangs up. */
    boolean ends() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
