package io.yume.env.gym.client;

import io.yume.env.TimeStep;
import io.yume.env.gym.GymException;
import io.yume.env.wrapper.EnvironmentWrapper;

/** One row of a vector on a classic server: a failed step truncates its episode and is remembered, instead of thrown. */
final class ClassicRow extends EnvironmentWrapper {

    private static final TimeStep LOST = new TimeStep(0, false, true);

    private String failure;

    ClassicRow(GymEnvironment environment) {
        super(environment);
    }

    /** What the latest step failed with, or null; said once. */
    String takeFailure() {
        String taken = failure;
        failure = null;
        return taken;
    }

    @Override
    public TimeStep step(float[] action) {
        try {
            return super.step(action);
        } catch (GymException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failure = e.getMessage();
            return LOST;
        }
    }
}
