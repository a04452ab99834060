package io.yume.world.dream;

import io.yume.env.Box;
import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import io.yume.graph.Seed;

/** One dream as an {@link Environment} over features: whatever learns in environments can learn here. */
public final class DreamEnvironment implements Environment {

    private final DreamWorld world;
    private final Box observations;
    private final int maxSteps;
    private final float[] features;
    private final float[] actions;
    private boolean started;
    private boolean running;
    private boolean closed;

    /**
     * Wraps the first row of a dream tile, which it owns from now on; the other rows are padding.
     *
     * @param maxSteps the step at which the dreams of {@code world} are cut
     * @throws IllegalArgumentException if they are cut at another step
     */
    public DreamEnvironment(DreamWorld world, int maxSteps) {
        if (maxSteps != world.maxSteps()) {
            throw new IllegalArgumentException(
                    "maxSteps must be those of the dream: expected=" + world.maxSteps() + ", actual=" + maxSteps);
        }
        this.world = world;
        this.maxSteps = maxSteps;
        observations = Box.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, world.featureSize());
        features = new float[world.rows() * world.featureSize()];
        actions = new float[world.rows() * world.actionSpace().size()];
    }

    @Override
    public String id() {
        return "dream";
    }

    @Override
    public Space observationSpace() {
        return observations;
    }

    @Override
    public Space actionSpace() {
        return world.actionSpace();
    }

    @Override
    public int maxSteps() {
        return maxSteps;
    }

    @Override
    public void reset(long seed) {
        if (closed) {
            throw new IllegalStateException("an environment was used after close: id=" + id());
        }
        if (seed < 0) {
            throw new IllegalArgumentException("seed must be >= 0: seed=" + seed);
        }
        world.reset(Seed.root(seed).split("dream").value());
        started = true;
        running = true;
    }

    @Override
    public TimeStep step(float[] action) {
        if (closed || !running) {
            throw new IllegalStateException("step needs a running episode: call reset first");
        }
        if (action.length != world.actionSpace().size()) {
            throw new IllegalArgumentException("action shape must match the space: expected=["
                    + world.actionSpace().size() + "], actual=[" + action.length + "]");
        }
        System.arraycopy(action, 0, actions, 0, action.length);
        world.step(actions);
        running = world.live(0);
        return new TimeStep(world.reward(0), world.terminated(0), world.truncated(0));
    }

    @Override
    public void observe(float[] into) {
        if (closed || !started) {
            throw new IllegalStateException("observe needs an episode: call reset first");
        }
        if (into.length != world.featureSize()) {
            throw new IllegalArgumentException("the buffer must fit the observation: expected=[" + world.featureSize()
                    + "], actual=[" + into.length + "]");
        }
        world.features(features);
        System.arraycopy(features, 0, into, 0, into.length);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            world.close();
        }
    }
}
