package io.yume.env.wrapper;

import io.yume.env.Environment;
import io.yume.env.Pixels;
import io.yume.env.Space;

/**
 * Cuts the lower rows off the frames, resizes what is left, and inverts it if asked: how Ha and Schmidhuber, "World Models"
 * (2018) made 64x64 frames. Theirs are inverted ({@code 255 - x}).
 */
public final class CroppedFrames extends EnvironmentWrapper {

    private static final int SIDE = 64;
    private static final int CAR_RACING_ROWS = 84;
    /** Their game is 480 high and loses 80 rows, a sixth, to the status bar. */
    private static final int DOOM_KEPT_NUMERATOR = 5;

    private static final int DOOM_KEPT_DENOMINATOR = 6;

    private final Pixels space;
    private final boolean inverted;
    private final byte[] raw;
    private final Resize resize;

    /**
     * Takes over the environment.
     *
     * @param rows how many rows are kept, from the top
     * @param height height of the new frames
     * @param width width of the new frames
     * @param inverted whether each byte becomes 255 minus itself
     * @throws IllegalArgumentException if the environment does not observe pixels, or a size is not positive, or there are
     *     not so many rows
     */
    public CroppedFrames(Environment inner, int rows, int height, int width, Resampling resampling, boolean inverted) {
        super(inner);
        if (!(inner.observationSpace() instanceof Pixels pixels)) {
            throw new IllegalArgumentException("frames must be pixels: environment=" + inner.id() + ", space="
                    + inner.observationSpace().describe());
        }
        if (rows < 1 || rows > pixels.height()) {
            throw new IllegalArgumentException(
                    "rows must be in 1.." + pixels.height() + " for " + inner.id() + ": rows=" + rows);
        }
        space = new Pixels(height, width, pixels.channels());
        this.inverted = inverted;
        raw = new byte[pixels.size()];
        resize = new Resize(rows, pixels.width(), pixels.channels(), height, width, resampling);
    }

    /** CarRacing's 96x96 without the indicators at the bottom, as 64x64. */
    public static CroppedFrames carRacing(Environment inner, boolean inverted) {
        return new CroppedFrames(inner, CAR_RACING_ROWS, SIDE, SIDE, Resampling.BILINEAR, inverted);
    }

    /** Doom's frames without the lowest sixth, which is 400 of 480 rows, as 64x64. */
    public static CroppedFrames doom(Environment inner, boolean inverted) {
        int height = inner.observationSpace() instanceof Pixels pixels ? pixels.height() : 1;
        int rows = Math.max(1, height * DOOM_KEPT_NUMERATOR / DOOM_KEPT_DENOMINATOR);
        return new CroppedFrames(inner, rows, SIDE, SIDE, Resampling.BILINEAR, inverted);
    }

    @Override
    public Space observationSpace() {
        return space;
    }

    @Override
    public void observe(byte[] into) {
        if (into.length != space.size()) {
            throw new IllegalArgumentException("observation buffer must match the space: expected=[" + space.size()
                    + "], actual=[" + into.length + "]");
        }
        inner().observe(raw);
        resize.apply(raw, into);
        if (inverted) {
            for (int i = 0; i < into.length; i++) {
                into[i] = (byte) ~into[i];
            }
        }
    }
}
