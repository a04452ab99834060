package io.yume.experiment.gym;

import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.gym.UnsupportedSpaceException;
import io.yume.env.gym.client.GymClient;
import io.yume.env.gym.client.GymMakeOptions;
import io.yume.env.wrapper.CroppedFrames;
import io.yume.env.wrapper.Preprocessing;
import io.yume.env.wrapper.Resampling;

/** Makes environments on a Gym server so that they show what Vision reads: 64x64 RGB frames. */
final class FramesForVision {

    private static final int SIDE = 64;
    private static final int COLOURS = 3;
    /** The limit under which CarRacing is registered; a classic server does not tell it. */
    private static final int CAR_RACING_MAX_STEPS = 1000;

    private FramesForVision() {}

    /**
     * CarRacing and ViZDoom's Take Cover as in Ha and Schmidhuber, "World Models" (2018); other frames are resized as a
     * whole.
     *
     * @param inverted whether each byte of a frame becomes 255 minus itself, as theirs did
     * @throws IllegalArgumentException if the environment does not show RGB frames
     */
    static Environment make(GymClient client, String id, boolean inverted) {
        String name = id.substring(id.lastIndexOf('/') + 1);
        GymMakeOptions options = GymMakeOptions.defaults();
        boolean racing = name.startsWith("CarRacing");
        boolean doom = name.startsWith("Vizdoom");
        boolean cover = doom && name.contains("TakeCover");
        if (racing) {
            options = options.withMaxSteps(CAR_RACING_MAX_STEPS);
        }
        if (doom) {
            options = options.withObservationKey("screen");
        }
        if (cover) {
            options = options.withMaxSteps(Preprocessing.DOOM_MAX_STEPS);
        }
        Environment made = open(client, id, options);
        try {
            requireColours(made);
            if (racing) {
                return Preprocessing.carRacing(made, inverted);
            }
            return cover ? Preprocessing.doomTakeCover(made, inverted) : resized(made, inverted);
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private static Environment open(GymClient client, String id, GymMakeOptions options) {
        try {
            return client.make(id, options);
        } catch (UnsupportedSpaceException e) {
            throw new IllegalArgumentException(
                    "a world is learned from RGB frames and Discrete or Box actions: environment=gym:" + id + "; "
                            + e.getMessage(),
                    e);
        }
    }

    private static void requireColours(Environment made) {
        boolean colours = made.observationSpace() instanceof Pixels pixels && pixels.channels() == COLOURS;
        if (!colours) {
            throw new IllegalArgumentException("a world is learned from RGB frames (height x width x 3, uint8), as"
                    + " CarRacing-v3 shows them: environment=gym:" + made.id() + ", space="
                    + made.observationSpace().describe());
        }
    }

    private static Environment resized(Environment made, boolean inverted) {
        Pixels pixels = (Pixels) made.observationSpace();
        boolean fits = pixels.height() == SIDE && pixels.width() == SIDE;
        return fits && !inverted
                ? made
                : new CroppedFrames(made, pixels.height(), SIDE, SIDE, Resampling.AREA, inverted);
    }
}
