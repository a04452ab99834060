package io.yume.env.gym.client;

import io.yume.env.Environment;
import io.yume.env.EnvironmentContract;

class PendulumOverJsonContractTest extends EnvironmentContract {

    @Override
    protected Environment create() {
        return ServedEnvironments.alone(
                "Pendulum-v1", GymClientOptions.defaults().withFrames(false).withGzip(true));
    }
}
