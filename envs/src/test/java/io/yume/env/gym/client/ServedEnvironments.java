package io.yume.env.gym.client;

import io.yume.env.Environment;
import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
import io.yume.env.wrapper.EnvironmentWrapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A server on a free port of this machine, and a client of it, that end together with the environment they are for. */
public final class ServedEnvironments {

    private ServedEnvironments() {}

    public static GymServer server() {
        return server(GymServerOptions.defaults());
    }

    public static GymServer server(GymServerOptions options) {
        try {
            return GymServer.start(options.withPort(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An environment with a server of its own, which ends when it is closed. */
    public static Environment alone(String id, GymClientOptions options) {
        GymServer server = server();
        GymClient client = GymClient.of(server.url(), options);
        return new WithServer(client.make(id), client, server);
    }

    private static final class WithServer extends EnvironmentWrapper {

        private final GymClient client;
        private final GymServer server;

        WithServer(Environment inner, GymClient client, GymServer server) {
            super(inner);
            this.client = client;
            this.server = server;
        }

        @Override
        public void close() {
            super.close();
            client.close();
            server.close();
        }
    }
}
