package io.yume.env;

import java.util.Arrays;

/** Turns levels in {@code [0, 1]} into members of a bounded action space. */
final class ActionLevels {

    private final float[] low;
    private final float[] high;
    private final int choices;

    /** @throws IllegalArgumentException if the space is pixels or an unbounded box */
    ActionLevels(Space space) {
        if (space instanceof Discrete discrete) {
            choices = discrete.n();
            low = new float[] {0};
            high = new float[] {choices - 1};
        } else if (space instanceof Box box) {
            choices = 0;
            low = box.low();
            high = box.high();
            for (int i = 0; i < low.length; i++) {
                if (Float.isInfinite(low[i]) || Float.isInfinite(high[i])) {
                    throw new IllegalArgumentException("an open-loop policy needs bounded actions: index=" + i
                            + ", low=" + low[i] + ", high=" + high[i]);
                }
            }
        } else {
            throw new IllegalArgumentException(
                    "an open-loop policy needs Discrete or Box actions: space=" + space.describe());
        }
    }

    int size() {
        return low.length;
    }

    void writeAll(double level, float[] action) {
        requireSize(action);
        for (int i = 0; i < low.length; i++) {
            action[i] = value(i, level);
        }
    }

    void write(double[] levels, float[] action) {
        requireSize(action);
        for (int i = 0; i < low.length; i++) {
            action[i] = value(i, levels[i]);
        }
    }

    private float value(int i, double level) {
        if (choices > 0) {
            return Math.min(choices - 1, (int) (level * choices));
        }
        // Rounding may step over a bound.
        return Math.max(low[i], Math.min(high[i], (float) (low[i] + level * ((double) high[i] - low[i]))));
    }

    private void requireSize(float[] action) {
        if (action.length != low.length) {
            throw new IllegalArgumentException("action shape must match the space: expected=[" + low.length
                    + "], actual=" + Arrays.toString(new int[] {action.length}));
        }
    }
}
