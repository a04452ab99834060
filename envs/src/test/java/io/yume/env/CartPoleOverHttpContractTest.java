package io.yume.env;

import io.yume.env.classic.CartPole;
import io.yume.env.gym.client.GymClientOptions;
import io.yume.env.gym.client.ServedEnvironments;
import java.util.List;

class CartPoleOverHttpContractTest extends EnvironmentContract {

    @Override
    protected Environment create() {
        return ServedEnvironments.alone("CartPole-v1", GymClientOptions.defaults());
    }

    /** Found on the native one, which has snapshots. */
    @Override
    protected List<float[]> actionsToLimit(long seed) {
        return LimitSearch.find(CartPole::v1, seed);
    }
}
