package io.yume.data;

import io.yume.graph.Normals;
import java.util.SplittableRandom;

/**
 * Points {@code x} of the plane on two half circles that reach into each other, with normal noise. Examples are drawn anew in each epoch.
 */
public final class TwoMoons extends Drawn {

    /** The entropy of a point with a noise of 0.1, in nats: no model's negative log-likelihood is lower. */
    public static final double ENTROPY = 2.3939;

    private static final double SCALE = 2;
    private static final double NOISE = 0.1;

    private TwoMoons(int examples) {
        super(examples, 2);
    }

    /**
     * Half circles with a radius of 2 and a noise of 0.1 radii.
     *
     * @param examples in an epoch
     * @throws IllegalArgumentException if there is none
     */
    public static TwoMoons of(int examples) {
        return new TwoMoons(examples);
    }

    @Override
    void draw(SplittableRandom random, float[] into, int at) {
        boolean upper = random.nextDouble() < 0.5;
        double angle = Math.PI * random.nextDouble();
        double radius = NOISE * Normals.radius(random);
        double direction = 2 * Math.PI * random.nextDouble();
        double x = StrictMath.cos(angle);
        double y = StrictMath.sin(angle);
        // The lower moon is the upper one, turned and moved by (1, 0.5); then the middle of both is moved near the
        // origin.
        double first = (upper ? x : 1 - x) + radius * StrictMath.cos(direction) - 0.5;
        double second = (upper ? y : 0.5 - y) + radius * StrictMath.sin(direction) - 0.1;
        into[at] = (float) (SCALE * first);
        into[at + 1] = (float) (SCALE * second);
    }
}
