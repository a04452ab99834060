package io.yume.env.wrapper;

import io.yume.env.Environment;

/** The two games of Ha and Schmidhuber, "World Models" (2018) as their pipeline sees them: 64x64 frames, their actions. */
public final class Preprocessing {

    /** Steps of a Take Cover episode at most. */
    public static final int DOOM_MAX_STEPS = 2100;

    private Preprocessing() {}

    /**
     * CarRacing: without the indicators, three actions in [-1, 1].
     *
     * @param inner observes 96x96 RGB; taken over
     * @param inverted whether frames are inverted, as theirs were
     */
    public static Environment carRacing(Environment inner, boolean inverted) {
        return CarRacingActions.of(CroppedFrames.carRacing(inner, inverted));
    }

    /**
     * ViZDoom's Take Cover: without the status bar, no black last frame, left, stay and right, at most 2100 steps.
     *
     * @param inner observes RGB of any size, with the actions stay, right and left; taken over
     * @param inverted whether frames are inverted, as theirs were
     */
    public static Environment doomTakeCover(Environment inner, boolean inverted) {
        Environment limited = inner.maxSteps() > DOOM_MAX_STEPS ? new StepLimit(inner, DOOM_MAX_STEPS) : inner;
        return ReorderedActions.takeCover(CroppedFrames.doom(new LastFrameKept(limited), inverted));
    }
}
