package io.yume.env.gym.client;

import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.TimeStep;

/** An environment that closes its client, too. */
record OwnClient(GymClient client, GymEnvironment environment) implements Environment {

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
        return environment.step(action);
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
        try {
            environment.close();
        } finally {
            client.close();
        }
    }
}
