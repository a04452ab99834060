package io.yume.evaluation;

import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.nn.Fixed;
import io.yume.nn.Network;
import java.util.Map;

/**
 * Probabilistic principal components (Tipping and Bishop, 1999) with one component: {@code x = (z, z) + noise} of variance 1/2. Then x is
 * normal with covariance [[1.5, 1], [1, 1.5]], and z given x normal with mean (x1 + x2) / 2.5 and variance 0.2.
 */
final class PrincipalComponent {

    static final double NOISE = Math.sqrt(0.5);
    static final Factor PRIOR = Normal.standard("z", 1);
    static final Factor LIKELIHOOD =
            Normal.of("x", 2).with(Parameter.of(fixed(new double[] {1, 1}, 1, 2), "z"), Parameter.constant(NOISE));
    static final Distribution MODEL = LIKELIHOOD.times(PRIOR);
    static final Factor POSTERIOR = Normal.of("z", 1)
            .with(Parameter.of(fixed(new double[] {0.4, 0.4}, 2, 1), "x"), Parameter.constant(Math.sqrt(0.2)))
            .as("q");
    /** An approximation that does not look at x. */
    static final Factor BLIND = Normal.standard("z", 1).as("q");

    private PrincipalComponent() {}

    /** A product with a fixed matrix. */
    static Network fixed(double[] matrix, int rows, int columns) {
        return Fixed.product(matrix, rows, columns);
    }

    static double logLikelihood(double first, double second) {
        double determinant = 1.25;
        double quadratic = (1.5 * first * first - 2 * first * second + 1.5 * second * second) / determinant;
        return -0.5 * (quadratic + Math.log(determinant)) - Math.log(2 * Math.PI);
    }

    /** E_p(z)[log p(x|z)], the bound with the approximation that is blind. */
    static double blindBound(double first, double second) {
        double squares = first * first + second * second + 2;
        return -squares / (2 * NOISE * NOISE) - 2 * Math.log(NOISE) - Math.log(2 * Math.PI);
    }

    static Parameters nothing() {
        return new Parameters(Map.of(), Seed.root(0));
    }
}
