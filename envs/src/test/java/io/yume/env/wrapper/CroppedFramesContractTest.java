package io.yume.env.wrapper;

import io.yume.env.Environment;
import io.yume.env.EnvironmentContract;
import io.yume.env.Environments;

class CroppedFramesContractTest extends EnvironmentContract {

    @Override
    protected Environment create() {
        Environment frames = new CroppedFrames(Environments.make("take-cover"), 60, 20, 24, Resampling.AREA, true);
        return new ReorderedActions(new StepLimit(new LastFrameKept(frames), 20), 2, 0, 1);
    }
}
