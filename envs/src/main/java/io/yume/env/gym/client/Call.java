package io.yume.env.gym.client;

import java.time.Duration;

/**
 * One request.
 *
 * @param path what comes after the base address, such as {@code /v1/envs/}
 * @param contentType of the body, or null where there is none
 * @param accept the wanted type, or null for JSON
 * @param repeatable whether the server may get it twice without harm
 * @param timeout how long the reply may take
 */
record Call(
        String method,
        String path,
        byte[] body,
        String contentType,
        String accept,
        boolean repeatable,
        Duration timeout) {

    private static final byte[] NOTHING = {};

    static Call get(String path, Duration timeout) {
        return new Call("GET", path, NOTHING, null, null, true, timeout);
    }

    static Call post(String path, Duration timeout) {
        return new Call("POST", path, NOTHING, null, null, false, timeout);
    }

    Call with(String type, byte[] bytes) {
        return new Call(method, path, bytes, type, accept, repeatable, timeout);
    }

    Call accepting(String type) {
        return new Call(method, path, body, contentType, type, repeatable, timeout);
    }

    Call repeatableIf(boolean may) {
        return new Call(method, path, body, contentType, accept, may, timeout);
    }

    Call to(String otherPath) {
        return new Call(method, otherPath, body, contentType, accept, repeatable, timeout);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
