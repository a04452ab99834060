package io.yume.agent.evolution;

import io.yume.graph.Seed;
import java.util.SplittableRandom;

/** Standard normal vectors that a seed alone decides, by Marsaglia's polar method with reproducible logarithms. */
final class Gaussians {

    private Gaussians() {}

    static double[] draw(Seed seed, int length) {
        SplittableRandom random = seed.generator();
        double[] values = new double[length];
        for (int i = 0; i < length; i += 2) {
            double u;
            double v;
            double squares;
            do {
                u = 2 * random.nextDouble() - 1;
                v = 2 * random.nextDouble() - 1;
                squares = u * u + v * v;
            } while (squares >= 1 || squares == 0);
            double factor = StrictMath.sqrt(-2 * StrictMath.log(squares) / squares);
            values[i] = u * factor;
            if (i + 1 < length) {
                values[i + 1] = v * factor;
            }
        }
        return values;
    }
}
