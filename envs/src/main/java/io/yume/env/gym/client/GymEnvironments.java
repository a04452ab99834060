package io.yume.env.gym.client;

import io.yume.env.Environment;

/** Environments on Gym HTTP servers for who does not care about clients. */
public final class GymEnvironments {

    private GymEnvironments() {}

    /**
     * Reads {@code gym:ID} or {@code gym:ID@URL}.
     *
     * @throws IllegalArgumentException if the text is another
     */
    public static GymReference parse(String text) {
        return GymReference.parse(text);
    }

    /**
     * Makes an environment with a client of its own, which is closed with it.
     *
     * @param url the server, such as {@code http://127.0.0.1:5000}
     * @throws io.yume.env.gym.GymException if the server cannot be reached or does not make it
     */
    public static Environment make(String url, String id, GymClientOptions options, GymMakeOptions make) {
        GymClient client = GymClient.of(url, options);
        try {
            return new OwnClient(client, client.make(id, make));
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }
}
