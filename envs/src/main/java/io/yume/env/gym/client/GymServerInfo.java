package io.yume.env.gym.client;

import java.util.Set;

/**
 * What a server said of itself.
 *
 * @param protocol 1 for a classic server, which says nothing, else 2 or more
 * @param server its name, empty for a classic one
 * @param features what it can beyond the classic protocol
 */
public record GymServerInfo(int protocol, String server, Set<String> features) {

    /** A server that only knows the API of 2016. */
    public static final GymServerInfo CLASSIC = new GymServerInfo(1, "", Set.of());

    public GymServerInfo {
        features = Set.copyOf(features);
    }

    /** Whether it only knows the API of 2016. */
    public boolean classic() {
        return protocol < 2;
    }
}
