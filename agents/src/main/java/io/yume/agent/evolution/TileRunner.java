package io.yume.agent.evolution;

import io.yume.agent.rollout.JobRunner;
import io.yume.world.dream.FeatureWorld;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/** Plays tiles of episodes with linear policies, dreamed or real ones alike; owns its world. */
public final class TileRunner implements JobRunner<TileJob, TileScore> {

    private final FeatureWorld world;
    private final LinearPolicy policy;
    private final float[] features;
    private final float[] actions;

    /** The policy must take the world's features. */
    public TileRunner(FeatureWorld world, LinearPolicy policy) {
        if (policy.features() != world.featureSize()) {
            throw new IllegalArgumentException("the policy must take the world's features: policy=" + policy.features()
                    + ", world=" + world.featureSize());
        }
        this.world = world;
        this.policy = policy;
        features = new float[world.rows() * world.featureSize()];
        actions = new float[world.rows() * world.actionSpace().size()];
    }

    @Override
    public TileScore run(TileJob job) {
        int rows = job.streams().length;
        float[][] parameters = Arrays.copyOf(job.parameters(), world.rows());
        TileScore score = new TileScore(new double[rows], new int[rows], new boolean[rows]);
        world.reset(job.streams());
        while (world.anyLive()) {
            if (Thread.interrupted()) {
                throw new CancellationException("interrupted while playing a tile");
            }
            boolean[] moves = new boolean[rows];
            for (int row = 0; row < rows; row++) {
                moves[row] = world.live(row);
            }
            world.features(features);
            policy.actions(parameters, features, actions);
            world.step(actions);
            for (int row = 0; row < rows; row++) {
                if (moves[row]) {
                    score.returns()[row] += world.reward(row);
                    score.steps()[row]++;
                    score.truncated()[row] = world.truncated(row);
                    if (!world.live(row)) {
                        parameters[row] = null;
                    }
                }
            }
        }
        return score;
    }

    @Override
    public void close() {
        world.close();
    }
}
