package io.yume.experiment.stage;

import io.yume.agent.evolution.LinearPolicy;
import io.yume.agent.rollout.JobRunner;
import io.yume.env.Environment;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.episode.Episode;
import io.yume.env.episode.EpisodeRecorder;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;
import io.yume.world.dream.FeatureWorld;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/**
 * Plays tiles of real episodes with a round's controller and some random play, on a worker's thread. An episode is played
 * twice: in a tile with others, since the controller sees through Vision and Memory, and then again from its seed and its
 * actions alone to record its frames, so that memory holds the frames of one episode and not those of a tile.
 */
final class Explorer implements JobRunner<Long, List<Recording.Recorded>> {

    private final RunConfig config;
    private final Seed seed;
    private final Environment environment;
    private final EpisodeRecorder recorder = new EpisodeRecorder();
    private final FeatureWorld world;
    private final LinearPolicy policy;
    private final float[] controller;

    Explorer(RunContext context, Pass round) throws IOException {
        config = context.config();
        seed = round.seed(context, CollectStage.NAME);
        Worlds worlds = EvolveStage.worlds(config, round).inReality();
        policy = worlds.policy(context);
        controller = EvolveStage.controller(context, round);
        world = worlds.open(context, null);
        environment = new Parts(context).environment();
    }

    @Override
    public List<Recording.Recorded> run(Long first) {
        int count = (int) Math.min(world.rows(), config.explore().episodes() - first);
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            rows.add(new Row(seed.split("episode", first + row)));
        }
        play(rows);
        List<Recording.Recorded> recorded = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            recorded.add(Recording.Recorded.of(replay(first + row, rows.get(row))));
        }
        return recorded;
    }

    private void play(List<Row> rows) {
        int size = world.actionSpace().size();
        float[] features = new float[world.rows() * world.featureSize()];
        float[] actions = new float[world.rows() * size];
        world.reset(rows.stream().mapToLong(row -> row.seed.value()).toArray());
        while (world.anyLive()) {
            if (Thread.interrupted()) {
                throw new CancellationException("interrupted while playing a tile");
            }
            world.features(features);
            policy.actions(controller, world.rows(), features, actions);
            for (int row = 0; row < rows.size(); row++) {
                if (world.live(row)) {
                    rows.get(row).decide(actions, row * size, size);
                }
            }
            world.step(actions);
        }
    }

    private Episode replay(long id, Row row) {
        Episode episode = recorder.record(
                environment, id, row.seed.environmentSeed(), (step, into) -> row.repeat(id, step, into));
        if (episode.steps() != row.taken.size()) {
            throw notRepeated(id);
        }
        return episode;
    }

    private static IllegalStateException notRepeated(long id) {
        return new IllegalStateException(
                "exploring needs an environment that repeats an episode from its seed and actions: episode=" + id);
    }

    @Override
    public void close() {
        environment.close();
        world.close();
    }

    /** One episode: stretches as long as random play holds an action, some of them random, the others the controller's. */
    private final class Row {

        private final Seed seed;
        private final OpenLoopPolicy.Run randomPlay;
        private final SplittableRandom random;
        private final List<float[]> taken = new ArrayList<>();
        private int left;
        private boolean follows;

        Row(Seed seed) {
            this.seed = seed;
            randomPlay = CollectStage.play(config)
                    .start(world.actionSpace(), seed.split("policy").environmentSeed());
            random = seed.split("stretches").generator();
        }

        /** Replaces the controller's action where this stretch is random, and remembers what was done. */
        private void decide(float[] actions, int at, int size) {
            if (left == 0) {
                left = random.nextInt(
                        config.collect().holdMin(), config.collect().holdMax() + 1);
                follows = random.nextDouble() >= config.explore().randomShare();
            }
            left--;
            float[] action = new float[size];
            randomPlay.next(action);
            if (follows) {
                System.arraycopy(actions, at, action, 0, size);
            } else {
                System.arraycopy(action, 0, actions, at, size);
            }
            taken.add(action);
        }

        private void repeat(long id, int step, float[] into) {
            if (step >= taken.size()) {
                throw notRepeated(id);
            }
            float[] action = taken.get(step);
            System.arraycopy(action, 0, into, 0, action.length);
        }
    }
}
