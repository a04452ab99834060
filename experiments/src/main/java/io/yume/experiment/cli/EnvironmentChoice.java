package io.yume.experiment.cli;

import io.yume.env.Environment;
import io.yume.env.gym.client.GymClientOptions;
import io.yume.env.gym.client.GymReference;
import io.yume.env.wrapper.CroppedFrames;
import io.yume.env.wrapper.Resampling;
import io.yume.env.wrapper.StepLimit;
import io.yume.experiment.bench.Peers;
import io.yume.experiment.gym.GymSource;
import io.yume.experiment.gym.PythonGym;
import io.yume.experiment.gym.PythonGymServer;
import io.yume.experiment.run.AdaptedSource;
import io.yume.experiment.run.EnvironmentSource;
import io.yume.experiment.run.Nearest;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.UsageException;
import io.yume.world.vision.VisionConfig;
import java.io.IOException;
import java.util.List;

/** What {@code --env} means. */
final class EnvironmentChoice {

    static final String FORMS = "gym:ID and gym:ID@URL name environments of Gym servers";

    /** Beside its tile a worker has one environment to record with, and one may be on its way out. */
    private static final int MORE_PER_WORKER = 2;

    private EnvironmentChoice() {}

    /** @throws UsageException if no environment can have this name */
    static void requireKnown(String env, List<String> known) {
        if (GymReference.matches(env)) {
            try {
                GymReference.parse(env);
            } catch (IllegalArgumentException e) {
                throw new UsageException(e.getMessage() + "; " + FORMS, e);
            }
        } else if (!known.contains(env)) {
            throw new UsageException("unknown environment: " + env
                    + Nearest.to(env, known)
                            .map(name -> "; did you mean " + name + "?")
                            .orElse("")
                    + " " + FORMS);
        }
    }

    /** The environments of a run; a Gym server that has to be started is started with the first of them. */
    static EnvironmentSource open(RunConfig config) {
        EnvironmentSource source = source(config);
        int limit = config.maxSteps();
        return limit == 0
                ? source
                : new AdaptedSource(source, made -> limit < made.maxSteps() ? new StepLimit(made, limit) : made);
    }

    private static EnvironmentSource source(RunConfig config) {
        boolean inverted = config.vision().inverted();
        if (!GymReference.matches(config.env())) {
            EnvironmentSource registered = EnvironmentSource.registered(config.env());
            return inverted ? new AdaptedSource(registered, EnvironmentChoice::inverted) : registered;
        }
        GymClientOptions options = GymClientOptions.defaults();
        return new GymSource(
                GymReference.parse(config.env()),
                GymToken.of(System.getenv()).map(options::withToken).orElse(options),
                inverted,
                () -> start(config));
    }

    private static Environment inverted(Environment made) {
        return new CroppedFrames(made, VisionConfig.SIDE, VisionConfig.SIDE, VisionConfig.SIDE, Resampling.AREA, true);
    }

    private static PythonGymServer start(RunConfig config) throws IOException, InterruptedException {
        int perWorker = config.vision().tile() + MORE_PER_WORKER;
        // One set more: a pool that is replaced may not have ended yet.
        String most = Integer.toString((config.workers() + 1) * perWorker);
        List<String> options = List.of("--port", "0", "--max-instances", most, "--max-workers", most);
        return PythonGymServer.start(
                PythonGym.find(PythonGym.folder(), Peers.cache()), options, GymServePythonCommand.PATIENCE);
    }
}
