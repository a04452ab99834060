package io.yume.env.pixel;

import io.yume.env.Environment;
import io.yume.env.EnvironmentContract;
import java.util.ArrayList;
import java.util.List;

class TakeCoverContractTest extends EnvironmentContract {

    @Override
    protected Environment create() {
        return new TakeCover();
    }

    /** Nobody gets this far by luck, but a player who sees the true state does. */
    @Override
    protected List<float[]> actionsToLimit(long seed) {
        List<float[]> actions = new ArrayList<>();
        try (TakeCover game = new TakeCover()) {
            game.reset(seed);
            do {
                actions.add(new float[] {ScriptedDodger.choose(game.state())});
            } while (!game.step(actions.get(actions.size() - 1)).last());
        }
        return actions;
    }
}
