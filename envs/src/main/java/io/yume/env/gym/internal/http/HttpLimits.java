package io.yume.env.gym.internal.http;

import java.time.Duration;

/**
 * What a server puts up with.
 *
 * @param connections connections at a time; more are answered 503
 * @param body bytes of a request body
 * @param idle how long a connection may stay open without a request
 * @param request how long a request may take to arrive, and its reply to leave
 */
public record HttpLimits(int connections, long body, Duration idle, Duration request) {

    static final int HEAD = 1 << 15;
}
