package io.yume.env.pixel;

import io.yume.env.Environment;
import io.yume.env.gym.client.GymClientOptions;
import io.yume.env.gym.client.ServedEnvironments;

class TakeCoverOverHttpContractTest extends TakeCoverContractTest {

    @Override
    protected Environment create() {
        return ServedEnvironments.alone("take-cover", GymClientOptions.defaults());
    }
}
