package io.yume.env.classic;

import io.yume.env.Environment;
import io.yume.env.EnvironmentContract;

class CartPoleV1ContractTest extends EnvironmentContract {

    @Override
    protected Environment create() {
        return CartPole.v1();
    }
}
