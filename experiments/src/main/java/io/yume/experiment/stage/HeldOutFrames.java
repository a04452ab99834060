package io.yume.experiment.stage;

import io.yume.env.episode.Episode;
import io.yume.experiment.run.RunContext;
import io.yume.world.vision.VisionConfig;

/** Frames that nothing was trained on: of random episodes with ids behind the collected ones. */
final class HeldOutFrames {

    /** Few of each episode, since neighbours look alike. */
    private static final int EACH = 50;

    private HeldOutFrames() {}

    /** Plays episodes and takes frames at even distances from each, row-major [count, 64, 64, 3]. */
    static byte[] record(RunContext context, int count) {
        byte[] frames = new byte[count * VisionConfig.PIXELS];
        try (CollectStage.Recorder recorder = new CollectStage.Recorder(context)) {
            for (int first = 0; first < count; first += EACH) {
                Episode episode = recorder.play(context.config().collect().episodes() + (long) first / EACH);
                for (int i = 0; i < Math.min(EACH, count - first); i++) {
                    episode.frame(i * episode.frameCount() / EACH, frames, (first + i) * VisionConfig.PIXELS);
                }
            }
        }
        return frames;
    }
}
