package io.yume.env.wrapper;

import io.yume.env.Environment;
import io.yume.env.TimeStep;

/** Truncates episodes at an earlier step than the environment does, or at all where it never does. */
public final class StepLimit extends EnvironmentWrapper {

    private final int limit;
    private int steps;
    private boolean cut;

    /**
     * Takes over the environment.
     *
     * @throws IllegalArgumentException if the limit is below 1 or beyond the environment's own
     */
    public StepLimit(Environment inner, int limit) {
        super(inner);
        if (limit < 1 || limit > inner.maxSteps()) {
            throw new IllegalArgumentException(
                    "limit must be in 1.." + inner.maxSteps() + " for " + inner.id() + ": limit=" + limit);
        }
        this.limit = limit;
    }

    @Override
    public int maxSteps() {
        return limit;
    }

    @Override
    public void reset(long seed) {
        inner().reset(seed);
        steps = 0;
        cut = false;
    }

    @Override
    public TimeStep step(float[] action) {
        if (cut) {
            throw new IllegalStateException(
                    "step needs a running episode, call reset first: " + id() + " ended at step " + steps);
        }
        TimeStep step = inner().step(action);
        steps++;
        if (steps < limit) {
            return step;
        }
        cut = true;
        return new TimeStep(step.reward(), step.terminated(), true);
    }
}
