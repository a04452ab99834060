package io.yume.env.gym.client;

import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
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

    private record WithServer(Environment inner, GymClient client, GymServer server) implements Environment {

        @Override
        public String id() {
            return inner.id();
        }

        @Override
        public Space observationSpace() {
            return inner.observationSpace();
        }

        @Override
        public Space actionSpace() {
            return inner.actionSpace();
        }

        @Override
        public int maxSteps() {
            return inner.maxSteps();
        }

        @Override
        public void reset(long seed) {
            inner.reset(seed);
        }

        @Override
        public TimeStep step(float[] action) {
            return inner.step(action);
        }

        @Override
        public void observe(byte[] into) {
            inner.observe(into);
        }

        @Override
        public void observe(float[] into) {
            inner.observe(into);
        }

        @Override
        public void close() {
            inner.close();
            client.close();
            server.close();
        }
    }
}
