package io.yume.env.wrapper;

import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.TimeStep;

/**
 * Shows the last real frame again where the environment ends with an all-zero one, as ViZDoom does when the player dies: a
 * black picture that nobody ever sees must be learned neither by Vision nor by Memory. {@link #blank} says when.
 *
 * <p>The frame after each step is fetched, since it is the one to be shown if the next is blank.
 */
public final class LastFrameKept extends EnvironmentWrapper {

    private final byte[] kept;
    private final byte[] next;
    private boolean begun;
    private boolean blank;

    /**
     * Takes over the environment.
     *
     * @throws IllegalArgumentException if it does not observe pixels
     */
    public LastFrameKept(Environment inner) {
        super(inner);
        if (!(inner.observationSpace() instanceof Pixels pixels)) {
            throw new IllegalArgumentException("frames must be pixels: environment=" + inner.id() + ", space="
                    + inner.observationSpace().describe());
        }
        kept = new byte[pixels.size()];
        next = new byte[pixels.size()];
    }

    /** Whether the episode ended without a last frame, and the one before is shown in its place. */
    public boolean blank() {
        return blank;
    }

    @Override
    public void reset(long seed) {
        inner().reset(seed);
        inner().observe(kept);
        blank = false;
        begun = true;
    }

    @Override
    public TimeStep step(float[] action) {
        TimeStep step = inner().step(action);
        inner().observe(next);
        blank = step.last() && isZero(next);
        if (!blank) {
            System.arraycopy(next, 0, kept, 0, kept.length);
        }
        return step;
    }

    private static boolean isZero(byte[] frame) {
        for (byte value : frame) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void observe(byte[] into) {
        if (!begun || !blank) {
            inner().observe(into);
            return;
        }
        // The environment refuses what it must, such as a closed world or a buffer of another length.
        inner().observe(into);
        System.arraycopy(kept, 0, into, 0, into.length);
    }
}
