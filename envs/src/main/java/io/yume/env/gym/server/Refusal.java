package io.yume.env.gym.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.env.gym.internal.Json;

/** A request that is answered with an error; says what the client reads. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    private Refusal(int status, String code, String message, Throwable cause) {
        // Part of the normal course: the stack is of no use.
        super(message, cause, false, false);
        this.status = status;
        this.code = code;
    }

    static Refusal of(int status, String code, String message) {
        return new Refusal(status, code, message, null);
    }

    static Refusal unknownInstance(String id) {
        return of(400, "unknown_instance", "Instance_id " + id + " unknown");
    }

    static Refusal parameter(String message) {
        return of(400, "invalid_parameter", message);
    }

    static Refusal action(String message) {
        return of(400, "invalid_action", message);
    }

    static Refusal failed(String id, RuntimeException cause) {
        return new Refusal(
                500,
                "environment_failed",
                id + " failed: " + cause.getClass().getSimpleName() + ": " + cause.getMessage(),
                cause);
    }

    /** Whether the environment was at it and broke. */
    boolean environmentFailed() {
        return status == 500 && code.equals("environment_failed");
    }

    int status() {
        return status;
    }

    String type() {
        return switch (status) {
            case 500 -> environmentFailed() ? "EnvError" : "ServerError";
            case 401, 403 -> "AccessDenied";
            default -> "InvalidUsage";
        };
    }

    ObjectNode toJson(String instanceId) {
        ObjectNode json = Json.object();
        json.put("message", getMessage());
        json.put("code", code);
        json.put("type", type());
        if (instanceId != null) {
            json.put("instance_id", instanceId);
        }
        return json;
    }
}
