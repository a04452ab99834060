package io.yume.experiment.cli;

import io.yume.env.gym.client.GymClientOptions;
import io.yume.env.gym.client.GymReference;
import io.yume.experiment.bench.Peers;
import io.yume.experiment.gym.GymSource;
import io.yume.experiment.gym.PythonGym;
import io.yume.experiment.gym.PythonGymServer;
import io.yume.experiment.run.EnvironmentSource;
import io.yume.experiment.run.Nearest;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.UsageException;
import java.io.IOException;
import java.util.List;

/** What {@code --env} means. */
final class EnvironmentChoice {

    static final String FORMS = "gym:ID and gym:ID@URL name environments of Gym servers";

    /** A worker plays a tile of 25, and records with one more. */
    private static final int MOST_PER_WORKER = 32;

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
        if (!GymReference.matches(config.env())) {
            return EnvironmentSource.registered(config.env());
        }
        GymClientOptions options = GymClientOptions.defaults();
        // The same variable gives the server in Python its token.
        String token = System.getenv().getOrDefault("YUME_GYM_TOKEN", "");
        return new GymSource(
                GymReference.parse(config.env()),
                token.isEmpty() ? options : options.withToken(token),
                () -> start(config.workers()));
    }

    private static PythonGymServer start(int workers) throws IOException, InterruptedException {
        String most = Integer.toString((workers + 1) * MOST_PER_WORKER);
        List<String> options = List.of("--port", "0", "--max-instances", most, "--max-workers", most);
        return PythonGymServer.start(
                PythonGym.find(PythonGym.folder(), Peers.cache()), options, GymServePythonCommand.PATIENCE);
    }
}
