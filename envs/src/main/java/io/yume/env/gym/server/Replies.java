package io.yume.env.gym.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.http.Headers;
import io.yume.env.gym.internal.http.HttpRequest;
import io.yume.env.gym.internal.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Makes replies with what every one of them has. */
final class Replies {

    static final String JSON = "application/json";
    static final String PROTOCOL_HEADER = "X-Gym-Protocol";
    static final String PROTOCOL = "2";

    private static final int WORTH_GZIP = 1024;

    private Replies() {}

    /** Whether the client understands strings for non-finite numbers. */
    static boolean strings(HttpRequest request) {
        return PROTOCOL.equals(request.headers().get(PROTOCOL_HEADER));
    }

    static HttpResponse json(HttpRequest request, int status, JsonNode body) {
        return HttpResponse.of(status, JSON, Json.write(body, strings(request)));
    }

    static HttpResponse refusal(Refusal refusal, String instanceId) {
        HttpResponse response = HttpResponse.of(refusal.status(), JSON, Json.write(refusal.toJson(instanceId), true));
        if (refusal.status() == 401) {
            response.headers().add("WWW-Authenticate", "Bearer");
        }
        return response;
    }

    /** The reply with the protocol's header, and smaller if the client likes that and it helps. */
    static HttpResponse finish(HttpRequest request, HttpResponse response) {
        Headers headers = new Headers();
        byte[] body = response.body();
        if (body.length > WORTH_GZIP && request.headers().lists("Accept-Encoding", "gzip")) {
            byte[] smaller = gzip(body);
            if (smaller.length < body.length) {
                body = smaller;
                headers.add("Content-Encoding", "gzip");
            }
        }
        response.headers().copyTo(headers);
        headers.add(PROTOCOL_HEADER, PROTOCOL);
        return new HttpResponse(response.status(), headers, body, response.keepAlive());
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2);
        try (OutputStream gzip = new FastGzip(bytes)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Speed matters more than the last byte. */
    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
