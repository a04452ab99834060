package io.yume.env.gym.server;

import io.yume.env.Environment;
import io.yume.env.Environments;
import io.yume.env.gym.internal.http.Headers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * How a {@link GymServer} is run. {@link #defaults()} is safe: this machine only, the native environments only.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param token what clients must bring as {@code Authorization: Bearer}; not empty
 * @param environments what may be created, by id; nothing else can be
 * @param seed decides the seeds of instances that were created without one
 * @param limits what clients may use up
 */
public record GymServerOptions(
        String host,
        int port,
        Optional<String> token,
        Map<String, Supplier<Environment>> environments,
        long seed,
        Limits limits) {

    /** The port of the classic server. */
    public static final int DEFAULT_PORT = 5000;

    /**
     * What clients may use up.
     *
     * @param instances instances at a time
     * @param rows environments of one vector instance
     * @param body bytes of a request
     * @param connections connections at a time
     * @param lease how long an instance lives that nobody uses, where the client does not say
     * @param idle how long a connection stays open without a request
     * @param request how long a request may take to arrive
     */
    public record Limits(
            int instances, int rows, long body, int connections, Duration lease, Duration idle, Duration request) {

        /** 64 instances of up to 1024 rows, 64 MiB, 256 connections, an hour, five minutes, half a minute. */
        public static final Limits DEFAULTS =
                new Limits(64, 1024, 1L << 26, 256, Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofSeconds(30));

        /** @throws IllegalArgumentException if a limit is not positive or leases are beyond a day */
        public Limits {
            if (instances < 1 || rows < 1 || body < 1 || connections < 1) {
                throw new IllegalArgumentException("limits must be >= 1: instances=" + instances + ", rows=" + rows
                        + ", body=" + body + ", connections=" + connections);
            }
            requirePositive("lease", lease);
            requirePositive("idle", idle);
            requirePositive("request", request);
            if (lease.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("lease must be at most a day: lease=" + lease);
            }
        }

        private static void requirePositive(String name, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(name + " must be > 0: " + name + "=" + value);
            }
        }

        /** The same with another number of instances. */
        public Limits withInstances(int count) {
            return new Limits(count, rows, body, connections, lease, idle, request);
        }

        /** The same with another size of requests. */
        public Limits withBody(long bytes) {
            return new Limits(instances, rows, bytes, connections, lease, idle, request);
        }

        /** The same with another lease. */
        public Limits withLease(Duration duration) {
            return new Limits(instances, rows, body, connections, duration, idle, request);
        }

        /** The same with another patience with quiet connections. */
        public Limits withIdle(Duration duration) {
            return new Limits(instances, rows, body, connections, lease, duration, request);
        }
    }

    /** @throws IllegalArgumentException if the port is none, the token is empty, or there is nothing to serve */
    public GymServerOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(limits, "limits");
        environments = Map.copyOf(environments);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be in 0..65535: port=" + port);
        }
        token.ifPresent(Headers::requireToken);
        if (environments.isEmpty()) {
            throw new IllegalArgumentException("there must be an environment to serve");
        }
    }

    /** All native environments on port 5000 of this machine, without a token. */
    public static GymServerOptions defaults() {
        Map<String, Supplier<Environment>> all = new TreeMap<>();
        for (String id : Environments.ids()) {
            all.put(id, () -> Environments.make(id));
        }
        return new GymServerOptions("127.0.0.1", DEFAULT_PORT, Optional.empty(), all, 0, Limits.DEFAULTS);
    }

    /** The same on another address. */
    public GymServerOptions withHost(String address) {
        return new GymServerOptions(address, port, token, environments, seed, limits);
    }

    /** The same on another port. */
    public GymServerOptions withPort(int number) {
        return new GymServerOptions(host, number, token, environments, seed, limits);
    }

    /** The same with a token. */
    public GymServerOptions withToken(String secret) {
        return new GymServerOptions(host, port, Optional.of(secret), environments, seed, limits);
    }

    /** The same with other environments. */
    public GymServerOptions withEnvironments(Map<String, Supplier<Environment>> byId) {
        return new GymServerOptions(host, port, token, byId, seed, limits);
    }

    /** The same with another seed for instances without one. */
    public GymServerOptions withSeed(long number) {
        return new GymServerOptions(host, port, token, environments, number, limits);
    }

    /** The same with other limits. */
    public GymServerOptions withLimits(Limits other) {
        return new GymServerOptions(host, port, token, environments, seed, other);
    }
}
