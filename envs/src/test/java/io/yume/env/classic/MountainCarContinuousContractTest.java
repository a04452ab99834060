package io.yume.env.classic;

import io.yume.env.Environment;
import io.yume.env.EnvironmentContract;

class MountainCarContinuousContractTest extends EnvironmentContract {

    @Override
    protected Environment create() {
        return new MountainCarContinuous();
    }
}
