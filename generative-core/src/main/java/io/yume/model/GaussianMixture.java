package io.yume.model;

import static io.yume.loss.Objectives.logProb;

import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.distribution.OneHotCategorical;
import io.yume.graph.Parameters.Initial;
import io.yume.loss.Objective;
import io.yume.nn.Dense;

/**
 * A mixture of Gaussians with diagonal covariances, {@code p(x) = sum_k p(k) p(x|k)}, where the component {@code k} is
 * summed out exactly. Its gradient consists of the components' gradients weighted by {@code p(k|x)}. It is meant as a
 * part of larger models; a mixture alone is learned in far fewer steps by {@link ExpectationMaximisation}.
 *
 * @param component p(k), the weights
 * @param value p(x|k)
 */
public record GaussianMixture(Factor component, Factor value) {

    /**
     * Components with different initial centres in [-spread, spread].
     *
     * @param components number of Gaussians
     * @param dimensions length of x
     * @param spread bound of the initial centres, in the unit of the data
     */
    public static GaussianMixture of(int components, int dimensions, double spread) {
        Dense table = Dense.of(components, 2 * dimensions).starting(new Initial.Uniform(spread));
        return new GaussianMixture(
                OneHotCategorical.of("k", components).learned(),
                Normal.of("x", dimensions).given("k").by(table));
    }

    /** {@code p(k) p(x|k)}. */
    public Joint joint() {
        return component.times(value);
    }

    /** {@code log p(x)}, in nats. */
    public Objective logLikelihood() {
        return logProb(joint().marginalise("k"));
    }
}
