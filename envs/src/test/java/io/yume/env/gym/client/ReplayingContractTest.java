package io.yume.env.gym.client;

import io.yume.env.Environment;
import io.yume.env.EnvironmentContract;

class ReplayingContractTest extends EnvironmentContract {

    @Override
    protected Environment create() {
        return new ReplayingEnvironment(() -> ServedEnvironments.alone("Pendulum-v1", GymClientOptions.defaults()));
    }
}
