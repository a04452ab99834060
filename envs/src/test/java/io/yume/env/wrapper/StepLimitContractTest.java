package io.yume.env.wrapper;

import io.yume.env.Environment;
import io.yume.env.EnvironmentContract;
import io.yume.env.Environments;

class StepLimitContractTest extends EnvironmentContract {

    @Override
    protected Environment create() {
        return new StepLimit(Environments.make("Pendulum-v1"), 50);
    }
}
