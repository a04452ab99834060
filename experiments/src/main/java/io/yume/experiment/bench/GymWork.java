package io.yume.experiment.bench;

import io.yume.env.Autoreset;
import io.yume.env.Discrete;
import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.Space;
import io.yume.env.VectorEnvironment;
import io.yume.env.gym.client.GymClient;
import io.yume.env.gym.client.GymMakeOptions;
import io.yume.env.gym.server.GymServer;
import io.yume.env.gym.server.GymServerOptions;
import io.yume.experiment.gym.PythonGym;
import io.yume.experiment.gym.PythonGymServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Steps one environment, or a vector of them, on a Gym server on this machine: a request for each step. */
final class GymWork implements Workload {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int DIFFERENT_ACTIONS = 1000;

    /** What steps are made of. */
    private interface Stepping {
        void step(float[] actions);
    }

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Stepping stepping;
    private final float[][] actions = new float[DIFFERENT_ACTIONS][];
    private int next;

    private GymWork(String id, int rows, AutoCloseable server, String url) {
        opened.push(server);
        try {
            GymClient client = opening(GymClient.of(url));
            stepping = rows == 1 ? single(client, id) : vector(client, id, rows);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** On our own server, in this process. */
    static GymWork onJava(String id, int rows) {
        try {
            GymServer server = GymServer.start(GymServerOptions.defaults().withPort(0));
            return new GymWork(id, rows, server, server.url());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * On the server in Python, in a process of its own.
     *
     * @throws IllegalStateException if it is not installed or cannot be started, with the reason
     */
    static GymWork onPython(String id, int rows) {
        try {
            PythonGymServer server = PythonGymServer.start(
                    PythonGym.find(PythonGym.folder(), Peers.cache()), List.of("--port", "0"), PATIENCE);
            return new GymWork(id, rows, server, server.address().toString());
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the Gym server started", e);
        }
    }

    private <T extends AutoCloseable> T opening(T opening) {
        opened.push(opening);
        return opening;
    }

    private Stepping single(GymClient client, String id) {
        Environment environment = opening(client.make(id));
        draw(environment.actionSpace(), 1);
        environment.reset(0);
        Runnable look = looking(environment.observationSpace(), 1, environment::observe, environment::observe);
        return new Stepping() {
            private long episode;

            @Override
            public void step(float[] action) {
                if (environment.step(action).last()) {
                    environment.reset(++episode);
                }
                look.run();
            }
        };
    }

    private Stepping vector(GymClient client, String id, int rows) {
        VectorEnvironment environment =
                opening(client.makeVector(id, rows, Autoreset.NEXT_STEP, GymMakeOptions.defaults()));
        draw(environment.actionSpace(), rows);
        environment.reset(LongStream.range(0, rows).toArray());
        Runnable look = looking(environment.observationSpace(), rows, environment::observe, environment::observe);
        return action -> {
            environment.step(action);
            look.run();
        };
    }

    /** Fetches the observations of all rows, for which a step is made. */
    private static Runnable looking(Space space, int rows, Consumer<byte[]> intoPixels, Consumer<float[]> intoVectors) {
        if (space instanceof Pixels) {
            byte[] pixels = new byte[rows * space.size()];
            return () -> intoPixels.accept(pixels);
        }
        float[] vectors = new float[rows * space.size()];
        return () -> intoVectors.accept(vectors);
    }

    /**
     * In CarRacing a car that neither brakes nor spins shows the frames that driving shows. The peers draw the same, by congruences that
     * are easily written in any language: which way a car drives decides how long its frames take.
     */
    private void draw(Space space, int rows) {
        long state = 1;
        for (int i = 0; i < actions.length; i++) {
            actions[i] = new float[rows * space.size()];
            for (int k = 0; k < actions[i].length; k++) {
                state = (1103515245 * state + 12345) & 0x7fffffff;
                double draw = state / 0x1p31;
                boolean discrete = space instanceof Discrete;
                int element = k % space.size();
                actions[i][k] = discrete
                        ? (float) Math.floor(draw * ((Discrete) space).n())
                        : (float) (element == 0 ? 2 * draw - 1 : draw * (element == 1 ? 0.5 : 0.2));
            }
        }
    }

    @Override
    public void step() {
        stepping.step(actions[next++ % actions.length]);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("an environment over HTTP did not close", e);
            }
        }
    }
}
