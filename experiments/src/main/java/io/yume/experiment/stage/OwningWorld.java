package io.yume.experiment.stage;

import io.yume.env.Space;
import io.yume.world.dream.FeatureWorld;
import io.yume.world.dream.Rows;
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
    public Rows episodes() {
        return world.episodes();
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
