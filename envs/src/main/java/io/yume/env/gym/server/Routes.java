package io.yume.env.gym.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yume.env.gym.GymProtocolException;
import io.yume.env.gym.internal.Json;
import io.yume.env.gym.internal.http.HttpHandler;
import io.yume.env.gym.internal.http.HttpRequest;
import io.yume.env.gym.internal.http.HttpResponse;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what a request wants, and whether it may. */
final class Routes implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final String BEARER = "Bearer ";
    private static final int LONGEST_SHOWN = 200;

    private static final Pattern LOCAL_NAME =
            Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]*)?", Pattern.CASE_INSENSITIVE);

    private final Optional<String> token;
    private final boolean loopback;
    private final ServerCalls serverCalls;
    private final InstanceCalls instanceCalls;
    private final Runnable shutdown;

    /**
     * @param token what requests must carry, if anything
     * @param loopback whether only this machine can reach the server
     * @param shutdown begins to shut the server down
     */
    Routes(
            Optional<String> token,
            boolean loopback,
            ServerCalls serverCalls,
            InstanceCalls instanceCalls,
            Runnable shutdown) {
        this.token = token;
        this.loopback = loopback;
        this.serverCalls = serverCalls;
        this.instanceCalls = instanceCalls;
        this.shutdown = shutdown;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        List<String> path = segments(request.path());
        String instanceId = path.size() > 2 && path.get(1).equals("envs") ? path.get(2) : null;
        HttpResponse response;
        try {
            requireAllowed(request);
            response = route(request, path);
        } catch (Refusal e) {
            response = Replies.refusal(e, instanceId);
        } catch (GymProtocolException e) {
            response = Replies.refusal(Refusal.of(400, "bad_frame", e.getMessage()), instanceId);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.method(), request.path(), e);
            response = Replies.refusal(
                    Refusal.of(
                            500,
                            "internal",
                            "the server failed: " + e.getClass().getSimpleName()),
                    instanceId);
        }
        return Replies.finish(request, response);
    }

    @Override
    public HttpResponse refuse(int status, String message) {
        String code =
                switch (status) {
                    case 413 -> "too_large";
                    case 503 -> "capacity";
                    default -> "bad_request";
                };
        HttpResponse response = HttpResponse.of(
                status,
                Replies.JSON,
                Json.write(Refusal.of(status, code, message).toJson(null), true));
        response.headers().add(Replies.PROTOCOL_HEADER, Replies.PROTOCOL);
        return response;
    }

    /** The parts of the path; one slash at the end makes no difference. */
    private static List<String> segments(String path) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return List.of(bare.substring(Math.min(1, bare.length())).split("/", -1));
    }

    private boolean carriesToken(HttpRequest request) {
        String given = request.headers().get("Authorization");
        return token.isPresent()
                && given != null
                && given.startsWith(BEARER)
                && MessageDigest.isEqual(
                        given.substring(BEARER.length()).trim().getBytes(UTF_8),
                        token.get().getBytes(UTF_8));
    }

    private void requireAllowed(HttpRequest request) {
        if (token.isPresent()) {
            if (!carriesToken(request)) {
                throw Refusal.of(401, "unauthorized", "the request must carry the token: Authorization: Bearer ...");
            }
        } else if (request.headers().get("Origin") != null) {
            // Any page in a browser on this machine could otherwise drive the server.
            throw Refusal.of(403, "forbidden", "a server without a token takes no requests of web pages");
        } else if (loopback) {
            requireLocalName(request.headers().get("Host"));
        }
    }

    /** A web page may give this machine a name of its own, and then read replies that do not say where they are asked from. */
    private static void requireLocalName(String host) {
        if (host != null && !LOCAL_NAME.matcher(host).matches()) {
            throw Refusal.of(
                    403,
                    "forbidden",
                    "a server without a token must be called by a local name: Host="
                            + host.substring(0, Math.min(host.length(), LONGEST_SHOWN)));
        }
    }

    private HttpResponse route(HttpRequest request, List<String> path) {
        if (path.size() < 2 || !path.get(0).equals("v1")) {
            throw notFound(request);
        }
        if (path.get(1).equals("envs") && path.size() > 2) {
            return instanceCalls.handle(request, path.get(2), String.join("/", path.subList(3, path.size())));
        }
        if (path.size() != 2) {
            throw notFound(request);
        }
        return switch (path.get(1)) {
            case "health" -> serverCalls.health(requireMethod(request, "GET"));
            case "registry" -> serverCalls.registry(requireMethod(request, "GET"));
            case "envs" ->
                request.method().equals("GET")
                        ? serverCalls.list(request)
                        : serverCalls.create(requireMethod(request, "POST"));
            case "step_batch" -> instanceCalls.batch(requireMethod(request, "POST"));
            case "upload" -> {
                requireMethod(request, "POST");
                throw Refusal.of(410, "gone", "the site for uploads is gone");
            }
            case "shutdown" -> shutdown(requireMethod(request, "POST"));
            default -> throw notFound(request);
        };
    }

    static Refusal notFound(HttpRequest request) {
        return Refusal.of(404, "not_found", "there is no such route: " + request.path());
    }

    static HttpRequest requireMethod(HttpRequest request, String method) {
        if (!request.method().equals(method)) {
            throw Refusal.of(
                    405,
                    "method_not_allowed",
                    request.path() + " must be called with " + method + ": method=" + request.method());
        }
        return request;
    }

    private HttpResponse shutdown(HttpRequest request) {
        if (!request.local() && !carriesToken(request)) {
            throw Refusal.of(403, "forbidden", "only this machine, or who has the token, may shut the server down");
        }
        shutdown.run();
        HttpResponse reply = HttpResponse.of(200, "text/html; charset=utf-8", "Server shutting down".getBytes(UTF_8));
        return new HttpResponse(reply.status(), reply.headers(), reply.body(), false);
    }
}
