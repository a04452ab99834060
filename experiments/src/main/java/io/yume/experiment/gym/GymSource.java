package io.yume.experiment.gym;

import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.gym.client.GymClient;
import io.yume.env.gym.client.GymClientOptions;
import io.yume.env.gym.client.GymReference;
import io.yume.env.gym.client.ReplayingEnvironment;
import io.yume.experiment.run.EnvironmentSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environments of a Gym server, which is started with the first of them where the reference names none, and stopped by
 * {@link #close}. An episode that is lost is played again ({@link ReplayingEnvironment}); a server that was started here and
 * has died is started again.
 */
public final class GymSource implements EnvironmentSource {

    /** Starts a server. */
    @FunctionalInterface
    public interface Starter {

        /** @throws IOException if it cannot be started */
        PythonGymServer start() throws IOException, InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(GymSource.class);

    private final GymReference reference;
    private final GymClientOptions options;
    private final boolean inverted;
    private final Starter starter;
    private PythonGymServer server;
    private GymClient client;
    private Space actionSpace;
    private boolean closed;

    /**
     * Nothing is started or asked yet.
     *
     * @param inverted whether each byte of a frame becomes 255 minus itself
     * @param starter used only if the reference has no address: for the first environment, and after a server has died
     */
    public GymSource(GymReference reference, GymClientOptions options, boolean inverted, Starter starter) {
        this.reference = reference;
        this.options = options;
        this.inverted = inverted;
        this.starter = starter;
    }

    /**
     * @throws IllegalArgumentException if the environment does not show RGB frames
     * @throws io.yume.env.gym.GymException if the server cannot be reached or does not make it
     * @throws UncheckedIOException if the server cannot be started
     */
    @Override
    public Environment make() {
        return new ReplayingEnvironment(() -> FramesForVision.make(client(), reference.id(), inverted));
    }

    @Override
    public synchronized Space actionSpace() {
        if (actionSpace == null) {
            actionSpace = EnvironmentSource.super.actionSpace();
        }
        return actionSpace;
    }

    @Override
    public void requireUsable() {
        actionSpace();
    }

    private synchronized GymClient client() {
        if (closed) {
            throw new IllegalStateException("environments need an open source: " + reference + " is closed");
        }
        if (server != null && !server.runs()) {
            LOG.warn("the Gym server for {} has ended and is started again", reference);
            if (client != null) {
                client.close();
                client = null;
            }
            server.close();
        }
        if (client == null) {
            client = GymClient.of(reference.url().orElseGet(this::start), options);
        }
        return client;
    }

    private String start() {
        try {
            server = starter.start();
            return server.address().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException)
                    new CancellationException("interrupted while the Gym server started").initCause(e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (client != null) {
                client.close();
            }
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }
}
