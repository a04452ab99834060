package io.yume.experiment.stage;

import io.yume.env.Space;
import io.yume.world.dream.FeatureWorld;
import java.util.List;

/** A world that also closes the models it stands on. */
record OwningWorld(FeatureWorld world, List<AutoCloseable> models) implements FeatureWorld {

    @Override
    public int rows() {
        return world.rows();
    }

    @Override
    public int featureSize() {
        return world.featureSize();
    }

    @Override
    public Space actionSpace() {
        return world.actionSpace();
    }

    @Override
    public void reset(long... streams) {
        world.reset(streams);
    }

    @Override
    public void features(float[] into) {
        world.features(into);
    }

    @Override
    public void step(float[] actions) {
        world.step(actions);
    }

    @Override
    public boolean live(int row) {
        return world.live(row);
    }

    @Override
    public double reward(int row) {
        return world.reward(row);
    }

    @Override
    public boolean terminated(int row) {
        return world.terminated(row);
    }

    @Override
    public boolean truncated(int row) {
        return world.truncated(row);
    }

    @Override
    public void close() {
        world.close();
        for (AutoCloseable model : models) {
            try {
                model.close();
            } catch (Exception e) {
                throw new IllegalStateException("a model could not be closed", e);
            }
        }
    }
}
