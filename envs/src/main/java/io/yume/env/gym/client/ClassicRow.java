package io.yume.env.gym.client;

import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.TimeStep;
import io.yume.env.gym.GymException;

/** One row of a vector on a classic server: a failed step truncates its episode and is remembered, instead of thrown. */
final class ClassicRow implements Environment {

    private static final TimeStep LOST = new TimeStep(0, false, true);

    private final GymEnvironment environment;
    private String failure;

    ClassicRow(GymEnvironment environment) {
        this.environment = environment;
    }

    /** What the latest step failed with, or null; said once. */
    String takeFailure() {
        String taken = failure;
        failure = null;
        return taken;
    }

    @Override
    public String id() {
        return environment.id();
    }

    @Override
    public Space observationSpace() {
        return environment.observationSpace();
    }

    @Override
    public Space actionSpace() {
        return environment.actionSpace();
    }

    @Override
    public int maxSteps() {
        return environment.maxSteps();
    }

    @Override
    public void reset(long seed) {
        environment.reset(seed);
    }

    @Override
    public TimeStep step(float[] action) {
        try {
            return environment.step(action);
        } catch (GymException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failure = e.getMessage();
            return LOST;
        }
    }

    @Override
    public void observe(byte[] into) {
        environment.observe(into);
    }

    @Override
    public void observe(float[] into) {
        environment.observe(into);
    }

    @Override
    public void close() {
        environment.close();
    }
}
