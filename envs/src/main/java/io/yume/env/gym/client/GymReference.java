package io.yume.env.gym.client;

import java.util.Objects;
import java.util.Optional;

/**
 * An environment on a Gym HTTP server as users write it: {@code gym:CarRacing-v3} or
 * {@code gym:CarRacing-v3@http://127.0.0.1:5000}.
 *
 * @param id the registered name
 * @param url where the server is; empty to have one started
 */
public record GymReference(String id, Optional<String> url) {

    private static final String PREFIX = "gym:";

    /** @throws IllegalArgumentException if the id is no plain name, or the address none of a server */
    public GymReference {
        Objects.requireNonNull(url, "url");
        if (id.indexOf(':') >= 0) {
            // Gymnasium would import such a module.
            throw new IllegalArgumentException("environment must not name a module: id=" + id);
        }
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9_.\\-]*(/[A-Za-z0-9_.\\-]+)?")) {
            throw new IllegalArgumentException("environment must be a name such as CartPole-v1: id=" + id);
        }
        url.ifPresent(GymAddress::parse);
    }

    /** Whether a text begins like one. */
    public static boolean matches(String text) {
        return text.startsWith(PREFIX);
    }

    /**
     * Reads {@code gym:ID} or {@code gym:ID@URL}.
     *
     * @throws IllegalArgumentException if the text is another
     */
    public static GymReference parse(String text) {
        if (!matches(text)) {
            throw new IllegalArgumentException("environment must be gym:ID or gym:ID@URL: environment=" + text);
        }
        String rest = text.substring(PREFIX.length());
        int at = rest.indexOf('@');
        return at < 0
                ? new GymReference(rest, Optional.empty())
                : new GymReference(rest.substring(0, at), Optional.of(rest.substring(at + 1)));
    }

    @Override
    public String toString() {
        return PREFIX + id + url.map(address -> "@" + address).orElse("");
    }
}
