package io.yume.env.gym.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Gzip;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.http.HttpRequest;

/** Reads the bodies of requests. */
final class Bodies {

    private final long limit;

    Bodies(long limit) {
        this.limit = limit;
    }

    /** The body as it was before it was made smaller. */
    byte[] plain(HttpRequest request) {
        String encoding = request.headers().get("Content-Encoding");
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return request.body();
        }
        if (!encoding.equalsIgnoreCase("gzip")) {
            throw Refusal.of(415, "unsupported_media_type", "Content-Encoding must be gzip: value=" + encoding);
        }
        try {
            return Gzip.inflate(request.body(), limit);
        } catch (Gzip.TooLarge e) {
            throw Refusal.of(413, "too_large", e.getMessage());
        } catch (GymProtocolException e) {
            throw Refusal.of(400, "bad_request", e.getMessage());
        }
    }

    /** The JSON object that a route needs. */
    JsonNode required(HttpRequest request) {
        String type = request.headers().contentType();
        if (!type.equals(Replies.JSON)) {
            throw Refusal.of(
                    415,
                    "unsupported_media_type",
                    "Content-Type must be application/json: value=" + (type.isEmpty() ? "none" : type));
        }
        return object(read(plain(request)));
    }

    /** The JSON object, or an empty one where there is no JSON, or null, which the classic client in Python sends for nothing. */
    JsonNode optional(HttpRequest request) {
        boolean json = request.headers().contentType().equals(Replies.JSON) && request.body().length > 0;
        if (!json) {
            return Json.object();
        }
        JsonNode node = read(plain(request));
        return node.isNull() ? Json.object() : object(node);
    }

    private static JsonNode read(byte[] body) {
        try {
            return Json.read(body, "the request");
        } catch (GymProtocolException e) {
            throw Refusal.of(400, "bad_json", "Request is not a valid json: " + e.getMessage());
        }
    }

    private static JsonNode object(JsonNode node) {
        if (!node.isObject()) {
            throw Refusal.of(400, "bad_json", "Request is not a valid json");
        }
        return node;
    }

    /** The frame, or null if the body is of another type. */
    Frame frame(HttpRequest request) {
        return request.headers().contentType().equals(Frame.TYPE) ? Frame.read(plain(request)) : null;
    }
}
