package io.yume.env.gym.client;

import io.yume.env.gym.internal.http.Headers;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link GymClient} talks to its server.
 *
 * @param connectTimeout how long a connection may take to come about
 * @param replyTimeout how long a reply may take
 * @param createTimeout how long the reply to a creation may take; a 3D game loads its maps then
 * @param lease how long the server keeps an instance that nobody uses, if it is a superset server
 * @param token sent as {@code Authorization: Bearer}
 * @param gzip whether replies may be compressed; worth it on slow networks only
 * @param frames whether arrays travel in binary, if the server can
 * @param classicSeeds how episodes get their seeds on a classic server
 */
public record GymClientOptions(
        Duration connectTimeout,
        Duration replyTimeout,
        Duration createTimeout,
        Duration lease,
        Optional<String> token,
        boolean gzip,
        boolean frames,
        ClassicSeeds classicSeeds) {

    /** How episodes get their seeds on a classic server, which takes one at creation only. */
    public enum ClassicSeeds {
        /** Each reset makes a new instance with the seed; 0, which such a server ignores, is sent as {@code 2^31 - 1}. */
        RECREATE,
        /** Seeds are not sent: episodes cannot be repeated. */
        IGNORE
    }

    /** @throws IllegalArgumentException if a time is not positive, the lease is not 1 second to 1 day, or the token cannot be sent */
    public GymClientOptions {
        token.ifPresent(Headers::requireToken);
        Objects.requireNonNull(classicSeeds, "classicSeeds");
        requirePositive("connectTimeout", connectTimeout);
        requirePositive("replyTimeout", replyTimeout);
        requirePositive("createTimeout", createTimeout);
        if (lease.toSeconds() < 1 || lease.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("lease must be 1 second to 1 day: lease=" + lease);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be > 0: " + name + "=" + value);
        }
    }

    /** 10 seconds to connect, a minute to reply, two to create, ten to be forgotten; binary, without gzip. */
    public static GymClientOptions defaults() {
        return new GymClientOptions(
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Optional.empty(),
                false,
                true,
                ClassicSeeds.RECREATE);
    }

    /** The same with another patience for connections. */
    public GymClientOptions withConnectTimeout(Duration time) {
        return new GymClientOptions(time, replyTimeout, createTimeout, lease, token, gzip, frames, classicSeeds);
    }

    /** The same with another patience for replies. */
    public GymClientOptions withReplyTimeout(Duration time) {
        return new GymClientOptions(connectTimeout, time, createTimeout, lease, token, gzip, frames, classicSeeds);
    }

    /** The same with another lease. */
    public GymClientOptions withLease(Duration time) {
        return new GymClientOptions(
                connectTimeout, replyTimeout, createTimeout, time, token, gzip, frames, classicSeeds);
    }

    /** The same with a token. */
    public GymClientOptions withToken(String secret) {
        return new GymClientOptions(
                connectTimeout, replyTimeout, createTimeout, lease, Optional.of(secret), gzip, frames, classicSeeds);
    }

    /** The same with or without compression. */
    public GymClientOptions withGzip(boolean wanted) {
        return new GymClientOptions(
                connectTimeout, replyTimeout, createTimeout, lease, token, wanted, frames, classicSeeds);
    }

    /** The same with or without binary frames. */
    public GymClientOptions withFrames(boolean wanted) {
        return new GymClientOptions(
                connectTimeout, replyTimeout, createTimeout, lease, token, gzip, wanted, classicSeeds);
    }

    /** The same with another way to seed classic servers. */
    public GymClientOptions withClassicSeeds(ClassicSeeds way) {
        return new GymClientOptions(connectTimeout, replyTimeout, createTimeout, lease, token, gzip, frames, way);
    }
}
