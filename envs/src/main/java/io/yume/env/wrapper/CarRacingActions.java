package io.yume.env.wrapper;

import io.yume.env.Box;
import io.yume.env.Environment;
import io.yume.env.Space;
import io.yume.env.TimeStep;

/**
 * Drives CarRacing as Ha and Schmidhuber, "World Models" (2018) did: of three numbers in [-1, 1], which a policy gets from
 * {@code tanh}, the first steers, the second is the gas from none at -1 to full at 1, and the third brakes where positive.
 */
public final class CarRacingActions extends EnvironmentWrapper {

    private static final int SIZE = 3;
    private static final Box SPACE = Box.of(-1, 1, SIZE);

    private final boolean squash;

    private CarRacingActions(Environment inner, boolean squash) {
        super(inner);
        if (!(inner.actionSpace() instanceof Box box) || box.size() != SIZE) {
            throw new IllegalArgumentException("actions must be steering, gas and brake: environment=" + inner.id()
                    + ", space=" + inner.actionSpace().describe());
        }
        this.squash = squash;
    }

    /**
     * Takes actions in [-1, 1]; what lies beyond is clipped.
     *
     * @throws IllegalArgumentException if the environment does not take three numbers
     */
    public static CarRacingActions of(Environment inner) {
        return new CarRacingActions(inner, false);
    }

    /**
     * Takes any three numbers and squashes each by {@code tanh}.
     *
     * @throws IllegalArgumentException if the environment does not take three numbers
     */
    public static CarRacingActions squashing(Environment inner) {
        return new CarRacingActions(inner, true);
    }

    @Override
    public Space actionSpace() {
        return squash ? Box.of(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, SIZE) : SPACE;
    }

    @Override
    public TimeStep step(float[] action) {
        SPACE.requireShape("action", action);
        return inner().step(new float[] {
            (float) squashed(action[0]),
            (float) ((squashed(action[1]) + 1) / 2),
            (float) Math.max(0, squashed(action[2]))
        });
    }

    private double squashed(float value) {
        return squash ? StrictMath.tanh(value) : Math.max(-1, Math.min(1, value));
    }
}
